"""Rows for the results table, made from measurements: what `grader run` prints for pasting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.words import Language
from grader.course.headers import HEADERS

ABSENT = "–"

#: Which of several definitions a column is filled with.
_PREFERRED = {
    Metric.SIZE_MB: Definition.FOLDER,
    Metric.GZ_MB: Definition.GZIP,
    Metric.CPU_MS: Definition.PER_EXAMPLE,
    Metric.GPU_MS: Definition.PER_EXAMPLE,
    Metric.RAM_MB: Definition.OVER_IMPORTS,
    Metric.VRAM_MB: Definition.OVER_IMPORTS,
}


def header(columns: Sequence[str], language: Language) -> str:
    """Return the header line and the delimiter line of a results table."""
    names = " | ".join(HEADERS[column].text(language) for column in columns)
    return f"| {names} |\n|{' --- |' * len(columns)}"


def row(columns: Sequence[str], model: str, method: str, measurements: Iterable[Measurement], machine: Machine) -> str:
    """Return one line of a results table; the time names the processor, so that it can be compared on the same one."""
    found = list(measurements)
    cells = {"model": model, "method": method, "quality": _quality(found)}
    for measurement in found:
        if _PREFERRED.get(measurement.metric) is measurement.definition:
            cells[measurement.metric.value] = _cell(measurement, machine)
    return f"| {' | '.join(cells.get(column) or ABSENT for column in columns)} |"


def _quality(measurements: Sequence[Measurement]) -> str:
    return ", ".join(f"{m.value:.4f} {m.metric}" for m in measurements if m.definition is Definition.EVALUATION)


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
