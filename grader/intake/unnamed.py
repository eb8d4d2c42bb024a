"""Quality values whose metric nobody names, told by another table of the same team that holds the same row.

`78.74` without a name is the F1 of another table if a row there has the same size or time and an F1 of 0.7874, and no other
metric fits. That is what a person would look up; short of it, the value is a problem and stays unread.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from grader.core.metric import Metric, Unit
from grader.core.table import Reading, Row
from grader.intake import checks
from grader.intake.cells import Unnamed
from grader.intake.findings import Findings
from grader.intake.quality import Named
from grader.intake.shares import quality_reading


def name_values(row: Row, unnamed: Iterable[Unnamed], known: Iterable[Row], findings: Findings) -> tuple[Reading, ...]:
    """Return the quality values of a row that rows of other tables name; report the others."""
    twins = [other for other in known if other is not row and _same_physics(row, other)]
    named: list[Reading] = []
    for value in unnamed:
        metrics = {reading.metric for twin in twins for reading in twin.quality if _same_value(value.amount.value, reading)}
        if len(metrics) != 1:
            findings.add(checks.metric_missing.ENTRY, value.cell, cell=value.cell.text, header=value.header.text)
            continue
        metric = metrics.pop()
        reading = quality_reading(Named(value.amount, metric), metric, value.cell, value.header, value.column, findings)
        named += [reading] if reading else []
    return tuple(named)


def _same_physics(one: Row, other: Row) -> bool:
    """Whether two rows agree in two sizes, memories or times; a time without a device agrees with either."""
    ours = [reading.value for reading in one.cells.values()]
    theirs = [reading.value for reading in other.cells.values()]
    return sum(any(math.isclose(value, their, rel_tol=1e-6) for their in theirs) for value in ours) >= 2


def _same_value(value: float, reading: Reading) -> bool:
    metric: Metric = reading.metric
    shares = (value, value / 100) if metric.unit is Unit.FRACTION else (value,)
    return any(math.isclose(share, reading.value, rel_tol=1e-6) for share in shares)
