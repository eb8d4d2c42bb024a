"""The plain object that `grader table FILE --json` prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.core.metric import COLUMNS
from grader.core.problem import Problem
from grader.core.table import Document, Reading, Row, Table


def plain(document: Document, say: Callable[[Problem], str]) -> dict[str, Any]:
    """Turn a document into JSON's own types; `say` words a problem in the reader's language."""
    return {
        "tables": [_table(table) for table in document.tables],
        "problems": [
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "line": problem.place.line,
                "column": problem.place.column,
                "message": say(problem),
            }
            for problem in document.problems
        ],
    }


def _table(table: Table) -> dict[str, Any]:
    return {"line": table.line, "end_line": table.end_line, "role": str(table.role), "rows": [_row(row) for row in table.rows]}


def _row(row: Row) -> dict[str, Any]:
    method = row.method
    return {
        "line": row.line,
        "column": row.column,
        "model": row.model,
        "method": {"family": str(method.family), "variant": method.variant, "params": dict(method.params)},
        "cells": {str(metric): row.cells[metric].value if metric in row.cells else None for metric in COLUMNS},
        "quality": [_quality(reading) for reading in row.quality],
        "absent": list(row.absent),
        "hardware": row.hardware,
        "latency_unit": row.latency_unit,
        "not_applicable": row.not_applicable,
    }


def _quality(reading: Reading) -> dict[str, Any]:
    device = str(reading.device) if reading.device else None
    return {"metric": str(reading.metric), "value": reading.value, "device": device, "uncertainty": reading.uncertainty}
