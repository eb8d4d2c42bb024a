"""Cells of quality: fractions, percentages and scores, each with its metric."""

from __future__ import annotations

from dataclasses import replace

from grader.core.metric import Metric, Unit
from grader.core.table import Reading
from grader.core.words import Entry
from grader.intake import checks
from grader.intake.cells import CellReader, Gathered, Unnamed
from grader.intake.columns import Column
from grader.intake.findings import Cell, Findings
from grader.intake.numbers import Fault
from grader.intake.quality import Named, Unpaired, read_quality
from grader.intake.vocabulary import metrics as vocabulary

#: A bare error rate of at least this much is a percentage: nobody reports 500 %.
SURELY_PERCENT = 5

_FRACTIONS = frozenset(metric for metric in Metric if metric.unit is Unit.FRACTION)


class QualityReader(CellReader):
    """Reads the cells of a quality column."""

    def _read(self, cell: Cell, text: str, into: Gathered) -> None:
        found = read_quality(text, self.column)
        if isinstance(found, Unpaired):
            self._refuse(cell, checks.metrics_unpaired.ENTRY)
        elif isinstance(found, Fault):
            self._refuse(cell, found)
        elif not found:
            self._refuse(cell, Fault.UNREADABLE)
        else:
            self._take(found, cell, into)

    def _take(self, found: list[Named], cell: Cell, into: Gathered) -> None:
        column = replace(self.column, percent=True) if any(map(_is_percent, found)) else self.column  # of one cell all are, or none
        for named in found:
            if named.metric is None:
                into.unnamed.append(Unnamed(named.amount, cell, self.header, self.column))
            elif reading := quality_reading(named, named.metric, cell, self.header, column, self.findings):
                into.readings.append(reading)


def _is_percent(named: Named) -> bool:
    """Whether a bare error rate can only be a percentage."""
    rate = named.metric in _FRACTIONS and named.metric not in vocabulary.BOUNDED
    return rate and named.amount.unit is None and named.amount.value >= SURELY_PERCENT


def fraction(value: float, metric: Metric, *, percent: bool, header_percent: bool) -> tuple[float, Entry | None] | Entry:
    """Return a share as a fraction, and what is to be said about it; or only that, where it can be read two ways."""
    if percent:
        return _share(value), None
    bounded = metric in vocabulary.BOUNDED
    if header_percent:
        return (_share(value), None) if value > 1 else checks.percent_unclear.ENTRY
    if value <= 1:
        return value, None
    if value > 100 and bounded:
        return checks.number_unreadable.ENTRY
    if bounded or value >= SURELY_PERCENT:
        return _share(value), checks.percent_missing.ENTRY
    return checks.percent_unclear.ENTRY


def _share(percent: float) -> float:
    return round(percent / 100, 15)  # 90.8 % is 0.908, not 0.9079999999999999


def quality_reading(named: Named, metric: Metric, cell: Cell, header: Cell, column: Column, findings: Findings) -> Reading | None:
    """Turn a number with its metric into a reading in the metric's canonical unit."""
    amount = named.amount
    value, factor, said = amount.value, 1.0, None
    if metric in _FRACTIONS:
        share = fraction(value, metric, percent=amount.unit is not None, header_percent=column.percent)
        if isinstance(share, Entry):
            findings.add(share, cell, cell=cell.text, header=header.text)
            return None
        factor = 1.0 if share[0] == value else 0.01
        value, said = share
    elif amount.unit:
        said = checks.unit_foreign.ENTRY
        findings.add(said, cell, cell=cell.text, header=header.text)
        return None
    if said:
        findings.add(said, cell, cell=cell.text, header=header.text)
    return Reading(
        metric=metric,
        value=round(1 - value, 15) if named.complement else value,
        text=cell.text,
        written=amount.written,
        unit=amount.unit or ("%" if column.percent else None),
        column=cell.column,
        device=named.device,
        uncertainty=None if amount.spread is None else round(amount.spread * factor, 15),
    )
