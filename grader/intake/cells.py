"""One cell of a results table: what is common to cells of sizes and times (`physical`) and of quality (`shares`)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from grader.core.metric import Device
from grader.core.table import Reading
from grader.core.words import Entry
from grader.intake import checks
from grader.intake.absence import Absence, absence, reason
from grader.intake.columns import Column
from grader.intake.encoding import DAMAGE
from grader.intake.findings import Cell, Findings
from grader.intake.names import hardware_in
from grader.intake.numbers import Amount, Fault
from grader.intake.text import hidden, turned

_FAULTS: dict[Fault, Entry] = {
    Fault.AMBIGUOUS: checks.number_ambiguous.ENTRY,
    Fault.UNREADABLE: checks.number_unreadable.ENTRY,
    Fault.RELATIVE: checks.number_relative.ENTRY,
    Fault.BOUND: checks.number_bound.ENTRY,
    Fault.SEVERAL: checks.values_several.ENTRY,
    Fault.FOREIGN: checks.unit_foreign.ENTRY,
}


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A quality value whose metric is not said; perhaps another table of the same team names it."""

    amount: Amount
    cell: Cell
    header: Cell
    column: Column


@dataclass(slots=True)
class Gathered:
    """What the cells of one row hold; it fills up as they are read. `device` is what the row or the caption says."""

    device: Device | None = None
    hardware: str | None = None
    readings: list[Reading] = field(default_factory=list)
    unnamed: list[Unnamed] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    not_applicable: bool = False
    reason: str = ""
    per: str | None = None


class CellReader(ABC):
    """Reads the cells below one header that holds results."""

    def __init__(self, header: Cell, column: Column, findings: Findings) -> None:
        self.header, self.column, self.findings = header, column, findings
        self.hardware = hardware_in(header.text)

    def read(self, cell: Cell, text: str, into: Gathered) -> None:
        """Read a cell; `text` is what it shows."""
        if not cell.text.isascii() and (marks := hidden(cell.text)):
            self.findings.add(checks.hidden_character.ENTRY, cell, cell=cell.text, characters=marks)
            if turned(cell.text):
                return
        if DAMAGE in cell.text:
            self._refuse(cell, Fault.UNREADABLE)
            return
        missing = absence(text)
        if missing is Absence.NO:
            self._read(cell, text, into)
        else:
            into.absent.append(self.header.text)
            into.not_applicable |= missing is Absence.NOT_APPLICABLE
            into.reason = into.reason or (reason(text) if missing is Absence.NOT_APPLICABLE else "")

    @abstractmethod
    def _read(self, cell: Cell, text: str, into: Gathered) -> None:
        """Read a cell that says something."""

    def _refuse(self, cell: Cell, fault: Entry | Fault) -> None:
        entry = fault if isinstance(fault, Entry) else _FAULTS[fault]
        self.findings.add(entry, cell, cell=cell.text, header=self.header.text)
