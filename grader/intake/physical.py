"""Cells of sizes, times and memory: one number, its unit, and the device it is for."""

from __future__ import annotations

import re

from grader.core.metric import Device, Kind, Metric
from grader.core.table import Reading
from grader.core.words import Facts
from grader.intake import checks
from grader.intake.absence import Absence, absence
from grader.intake.cells import CellReader, Gathered
from grader.intake.columns import Column
from grader.intake.findings import Cell, Findings
from grader.intake.names import device_in, hardware_in, may_name_hardware, without_hardware
from grader.intake.numbers import SCALES, Amount, Fault, Scale, read_amounts, simple_amount
from grader.intake.vocabulary.columns import Part

#: A bare number of at least this many is MB: hardly a model or its memory is so small, and none is so many GB.
SURELY_MB = 16
#: `1.3B` counts billions of parameters, not bytes.
FEWEST_BYTES = 1000

_TIMES = {Device.CPU: Metric.CPU_MS, Device.GPU: Metric.GPU_MS, None: Metric.LATENCY_MS}
_MEMORIES = {Device.CPU: Metric.RAM_MB, Device.GPU: Metric.VRAM_MB}
_MEMORY_NAMES = (
    (Device.GPU, re.compile(r"\bv-?ram\b|видеопам")),
    (Device.CPU, re.compile(r"(?<!v-)\bram\b|\bозу\b|оперативн")),
)
_SLASHED = re.compile(r"\b[nн] ?/ ?[aадп]\b", re.IGNORECASE)
_SPACED_SLASH = re.compile(r"\s+/\s+")
_TOTAL = re.compile(r"\bобщ|\bвсего|\bитог|\btotal|\bfull|на диске|on disk")


def _memory_in(label: str) -> Device | None:
    found = {device for device, pattern in _MEMORY_NAMES if pattern.search(label)}
    return found.pop() if len(found) == 1 else None


class PhysicalReader(CellReader):
    """Reads the cells of a column with a size, a time or a memory."""

    def __init__(self, header: Cell, column: Column, findings: Findings) -> None:
        super().__init__(header, column, findings)
        self.kind = Kind.TIME if column.part is Part.TIME else Kind.SIZE
        self.metric = column.part if isinstance(column.part, Metric) else None

    def read(self, cell: Cell, text: str, into: Gathered) -> None:
        """Read a cell; most are one plain number with its unit, and need nothing more."""
        amount = simple_amount(text) if cell.text.isascii() else None
        if amount is None:
            super().read(cell, text, into)
        else:
            self._take([amount], cell, into.device, into)

    def _read(self, cell: Cell, text: str, into: Gathered) -> None:
        hardware = hardware_in(text) if may_name_hardware(text) else None
        if self._by_place(cell, text, into):
            return
        amounts = read_amounts(without_hardware(text) if hardware else text)
        if isinstance(amounts, Fault) or not amounts:
            self._refuse(cell, amounts if isinstance(amounts, Fault) else Fault.UNREADABLE)
            return
        chosen = self._choose(amounts)
        if not chosen:
            self._refuse(cell, Fault.SEVERAL)
        into.hardware = into.hardware or hardware
        self._take(chosen, cell, into.device or (device_in(hardware.lower()) if hardware else None), into)

    def _by_place(self, cell: Cell, text: str, into: Gathered) -> bool:
        """Read `– / 17.2` below a header with two devices: each part of the cell is for the device at its place."""
        text = _SLASHED.sub("–", text)
        parts = _SPACED_SLASH.split(text) if _SPACED_SLASH.search(text) else text.split("/")
        if self.metric or self.column.device or len(parts) < 2 or len(parts) != len(self.column.devices):
            return False
        missing = [absence(part) is not Absence.NO for part in parts]
        found = [[] if gone else read_amounts(part) for part, gone in zip(parts, missing, strict=True)]
        if not any(missing) or any(
            isinstance(amounts, Fault) or len(amounts) == gone for amounts, gone in zip(found, missing, strict=True)
        ):
            return False
        for amounts, device in zip(found, self.column.devices, strict=True):
            if not isinstance(amounts, Fault):
                self._take([amount._replace(label=device) for amount in amounts], cell, None, into)
        return True

    def _take(self, amounts: list[Amount], cell: Cell, device: Device | None, into: Gathered) -> None:
        for amount in amounts:
            beside = self._beside(amount.label) if amount.label else None
            if reading := self._reading(cell, amount, self.column.device or beside or device):
                into.readings.append(reading)
                if self.kind is Kind.TIME and into.per is None:
                    into.per = amount.per or self.column.per

    def _choose(self, amounts: list[Amount]) -> list[Amount]:
        """Pick the result among several numbers: one for each device, the one called total, or one value told twice.

        The devices are named beside the numbers, or by the header in their order.
        """
        if len(amounts) == 1:
            return amounts
        if self.column.device is None and self.metric is None:
            named = [self._beside(amount.label) for amount in amounts]
            if named == [None] * len(self.column.devices):
                return [amount._replace(label=device) for amount, device in zip(amounts, self.column.devices, strict=True)]
            if None not in named and len(set(named)) == len(named):
                return amounts
        totals = [amount for amount in amounts if _TOTAL.search(amount.label)]
        if len(totals) == 1:
            return totals
        return amounts[:1] if self._told_twice(amounts) else []

    def _beside(self, label: str) -> Device | None:
        """Return the device that the words around a number name; around a memory, `RAM` and `VRAM` do."""
        if self.kind is Kind.SIZE and (device := _memory_in(label)):
            return device
        return device_in(label)

    def _told_twice(self, amounts: list[Amount]) -> bool:
        """Whether all numbers are one value: the same number, or within a percent of it in different units."""
        scales = [scale for amount in amounts if (scale := amount.scale or self.column.scale)]
        if len(scales) < len(amounts):
            return False
        values = [amount.value * scale.factor for amount, scale in zip(amounts, scales, strict=True)]
        slack = 0.01 if len({scale.factor for scale in scales}) > 1 else 0.0
        return max(values) - min(values) <= slack * max(values)

    def _reading(self, cell: Cell, amount: Amount, device: Device | None) -> Reading | None:
        scale = self._scale(cell, amount)
        metric = self._metric(cell, device) if scale else None
        if metric is None or scale is None:
            return None
        value = amount.value * scale.factor
        if amount.scale and self.column.scale and amount.scale.factor != self.column.scale.factor:
            self.findings.add(
                checks.unit_mixed.ENTRY, cell, cell=cell.text, header=self.header.text,
                unit=amount.unit or "", value=value, canonical=str(metric.unit),
            )  # fmt: skip
        return Reading(
            metric=metric,
            value=value,
            text=cell.text,
            written=amount.written,
            unit=amount.unit or self.column.unit,
            column=cell.column,
            device=device,
            uncertainty=None if amount.spread is None else amount.spread * scale.factor,
        )

    def _metric(self, cell: Cell, device: Device | None) -> Metric | None:
        if self.metric:
            return self.metric
        if self.kind is Kind.TIME:
            if device is None:
                self.findings.add_once(checks.device_missing.ENTRY, cell, self.header, header=self.header.text)
            return _TIMES[device]
        if device is None:
            self.findings.add_once(checks.memory_unclear.ENTRY, cell, self.header, header=self.header.text)
            return None
        return _MEMORIES[device]

    def _scale(self, cell: Cell, amount: Amount) -> Scale | None:
        """Return the unit of a number: its own, else the header's; a bare size is MB if it is large enough."""
        scale = amount.scale or self.column.scale
        if scale is None:
            if self.kind is Kind.SIZE and (amount.value >= SURELY_MB or amount.value == 0):
                self.findings.add_once(checks.unit_missing.ENTRY, cell, self.header, header=self.header.text)
                return SCALES["mb"]
            units = "MB, GB" if self.kind is Kind.SIZE else "ms, s"
            facts: Facts = {"header": self.header.text, "number": amount.written, "units": units}
            self.findings.add(checks.unit_unclear.ENTRY, cell, **facts)
        elif scale.kind is not self.kind or (amount.unit in ("B", "b") and amount.value < FEWEST_BYTES):
            self._refuse(cell, checks.unit_foreign.ENTRY)
            return None
        return scale
