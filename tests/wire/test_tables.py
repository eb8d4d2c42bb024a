from __future__ import annotations

import json

from grader.intake.reader import read_document
from grader.wire.tables import plain

TEXT = """| Модель | Метод | Размер весов | Время (CPU, ms) | RAM (MB) | Качество |
|-|-|-|-|-|-|
| acme/tiny | Clustering (32 clusters) | 37.11 | 106.4 ms | -- | 0.8474 precision |
"""


def test_a_document_becomes_the_object_that_tools_read() -> None:
    found = plain(read_document(TEXT.encode(), "README.md"), lambda problem: f"say {problem.code}")
    assert json.loads(json.dumps(found)) == {
        "tables": [
            {
                "line": 1,
                "end_line": 3,
                "role": "results",
                "rows": [
                    {
                        "line": 3,
                        "column": None,
                        "model": "acme/tiny",
                        "method": {"family": "clustering", "variant": None, "params": {"clusters": 32}},
                        "cells": {
                            "size_mb": 37.11, "gz_mb": None, "cpu_ms": 106.4, "gpu_ms": None, "latency_ms": None, "ram_mb": None,
                            "vram_mb": None,
                        },
                        "quality": [{"metric": "precision", "value": 0.8474, "device": None, "uncertainty": None}],
                        "absent": ["RAM (MB)"],
                        "hardware": None,
                        "latency_unit": None,
                        "not_applicable": False,
                    }
                ],
            }
        ],
        "problems": [{"code": "unit-missing", "severity": "warning", "line": 3, "column": 2, "message": "say unit-missing"}],
    }  # fmt: skip
