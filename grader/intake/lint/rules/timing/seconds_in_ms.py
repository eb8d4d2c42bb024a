"""Seconds in a column of milliseconds: the code never multiplies by 1000, and the table repeats what it printed.

False alarms: the number must stand in a saved output as it stands in the table, nothing in the code may turn seconds into
milliseconds (a factor of 1000, CUDA events, nanoseconds), and a number that is printed with `ms` is left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Reading
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="seconds-in-ms-column",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В столбце миллисекунд стоит {value}, и ровно это число напечатано кодом, который считает секунды и нигде не умножает на 1000. Умножьте на 1000 или исправьте заголовок.",
        en="The column is in milliseconds and holds {value}, exactly what the code printed, which counts seconds and never multiplies by 1000. Multiply by 1000, or fix the header.",
    ),
    why=Words(
        ru="`time.perf_counter()` и `time.time()` возвращают секунды. Без умножения на 1000 число в таблице в тысячу раз меньше настоящего, и сравнить строки между собой нельзя.",
        en="`time.perf_counter()` and `time.time()` return seconds. Without the factor of 1000, the number in the table is a thousand times too small, and rows cannot be compared.",
    ),
    wrong='latency = time.perf_counter() - start\nprint(f"latency: {latency:.4f}")',
    right='latency_ms = (time.perf_counter() - start) * 1000\nprint(f"latency: {latency_ms:.1f} ms")',
)
_TIMES = (Metric.CPU_MS, Metric.GPU_MS, Metric.LATENCY_MS)
_LEAST_DIGITS = 3
_NUMBER = re.compile(r"(?<![\w.])(?P<number>\d{1,9}\.\d{1,18})(?![\d.])[ \t]*(?P<unit>[^\W\d_]*)")
_OTHER_UNITS = frozenset({"ms", "мс", "msec", "milliseconds", "it", "kb", "mb", "gb", "мб", "гб"})
_SECONDS = frozenset({"time.time", "time.perf_counter", "time.monotonic", "timeit.default_timer", "time.process_time"})


def check(project: Project) -> Iterator[Problem]:
    """Look at every time of the table."""
    sheets = [sheet for sheet in project.sheets if sheet.timings]
    if not sheets or any(_converts(sheet.code) for sheet in project.sheets):
        return
    if not all(timing.start.name in _SECONDS for sheet in sheets for timing in sheet.timings):
        return
    printed = "\n".join(output.text for sheet in sheets for output in sheet.source.outputs)
    for row in project.claiming(*_TIMES):
        reading = next((row.cells[metric] for metric in _TIMES if metric in row.cells and _same(row.cells[metric], printed)), None)
        if reading:
            yield project.problem(ENTRY, project.row_place(row, reading.metric), {"value": reading.written})


def _converts(code: Code) -> bool:
    """Whether anything in the code may turn seconds into milliseconds."""
    thousands = (node.value for node in code.nodes if isinstance(node, ast.Constant) and type(node.value) in (int, float))
    return any(value in (1000, 0.001, 1e6, 1e-6) for value in thousands) or any(
        call.method in ("elapsed_time", "timedelta") for call in code.calls
    )


def _same(reading: Reading, printed: str) -> bool:
    """Whether a number that was read as milliseconds stands in an output, perhaps with more digits, and not as milliseconds there."""
    written = reading.written.replace(",", ".")
    places = len(written.partition(".")[2])
    if len(re.sub(r"\D", "", written).lstrip("0")) < _LEAST_DIGITS or f"{reading.value:.{places}f}" != written:
        return False
    found = [match for match in _NUMBER.finditer(printed) if f"{float(match['number']):.{places}f}" == written]
    return bool(found) and not any(match["unit"].lower() in _OTHER_UNITS for match in found)
