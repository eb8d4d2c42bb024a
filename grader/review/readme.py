"""Rows for the results table, made from measurements: what `grader run` prints for pasting."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from grader.core.measurement import QUALITY, Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.words import Language
from grader.course.headers import HEADERS

ABSENT = "–"
_PIPE = re.compile(r"(?<!\\)\|")

#: Which of several definitions a column is filled with.
_PREFERRED = {
    Metric.SIZE_MB: Definition.FOLDER,
    Metric.GZ_MB: Definition.GZIP,
    Metric.CPU_MS: Definition.PER_EXAMPLE,
    Metric.GPU_MS: Definition.PER_EXAMPLE,
    Metric.RAM_MB: Definition.OVER_IMPORTS,
    Metric.VRAM_MB: Definition.RESIDENT,
}


def header(columns: Sequence[str], language: Language) -> str:
    """Return the header line and the delimiter line of a results table."""
    names = " | ".join(HEADERS[column].text(language) for column in columns)
    return f"| {names} |\n|{' --- |' * len(columns)}"


def row(columns: Sequence[str], model: str, method: str, measurements: Iterable[Measurement], machine: Machine) -> str:
    """Return one line of a results table; the time names the processor, so that it can be compared on the same one."""
    found = list(measurements)
    cells = {"model": model, "method": method, "quality": quality(found), **figures(found, machine)}
    return line(cells.get(column) or ABSENT for column in columns)


def line(cells: Iterable[str]) -> str:
    """Join cells to a line of a table; a pipe in one of them is escaped (GFM, section 4.10)."""
    return f"| {' | '.join(map(_in_cell, cells))} |"


def _in_cell(text: str) -> str:
    return _PIPE.sub(r"\\|", " ".join(text.split()))


def figures(measurements: Iterable[Measurement], machine: Machine) -> dict[str, str]:
    """Return the cell of each metric that has a column of its own, by the metric's name."""
    return {each.metric.value: _cell(each, machine) for each in measurements if _PREFERRED.get(each.metric) is each.definition}


def quality(measurements: Iterable[Measurement], metrics: Collection[Metric] = (), *, percent: bool = False) -> str:
    """Return the cell of a quality column: of all metrics, or of those that its header names; in per cent where that says so."""
    found = [each for each in measurements if each.definition in QUALITY and (not metrics or each.metric in metrics)]
    share = {each.metric: percent and each.unit is Unit.FRACTION for each in found}
    return ", ".join(f"{100 * m.value:.2f}% {_name(m)}" if share[m.metric] else f"{m.value:.4f} {_name(m)}" for m in found)


def _name(measurement: Measurement) -> str:
    return measurement.metric if measurement.definition is Definition.EVALUATION else measurement.definition


def _cell(measurement: Measurement, machine: Machine) -> str:
    if measurement.unit is Unit.MS:
        hardware = machine.gpu if measurement.metric.needs_gpu else machine.cpu
        return f"{_digits(measurement.value)} ms ({_plain(hardware or '')})"
    return f"{_digits(measurement.value)} MB"


def _digits(value: float) -> str:
    """Print four significant digits or two decimals, whichever is more."""
    return f"{value:.2f}" if value >= 10 else f"{value:.4g}" if value >= 1 else f"{value:.4f}"


def _plain(hardware: str) -> str:
    """Take the marks and pipes out of a processor's name."""
    return " ".join(hardware.replace("(R)", "").replace("(TM)", "").replace("|", " ").split())
