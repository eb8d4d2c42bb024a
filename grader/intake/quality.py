"""Cells with quality values: pair every number with the metric it belongs to, wherever the names stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from grader.core.metric import Device, Metric
from grader.intake.columns import Column
from grader.intake.names import device_in, may_name_hardware, metrics_in, without_hardware
from grader.intake.numbers import FREE, SHARE, Amount, Fault, amount_of, real, shape_of
from grader.intake.text import plus_minus
from grader.intake.vocabulary import metrics as vocabulary

_NAMES = "|".join(
    [
        f"(?P<foreign>{vocabulary.FOREIGN})",
        *(f"(?P<one_minus_{metric}>{pattern})" for metric, pattern in vocabulary.COMPLEMENTS),
        *(f"(?P<is_{metric}>{pattern})" for metric, pattern in vocabulary.METRICS),
        f"(?P<trueness>{vocabulary.TRUENESS})",
    ]
)
_TOKEN = re.compile(rf"{_NAMES}|(?P<device>\b[cg]pu\b)|(?P<separator>[,;/\n|])|{FREE}{SHARE}")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DIGIT = re.compile(r"[0-9]")


class Named(NamedTuple):
    """A number with its metric; without one, nobody says what it is. `complement`: it is one minus the metric."""

    amount: Amount
    metric: Metric | None
    complement: bool = False
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Names and numbers of a cell that do not go together one by one."""


@dataclass(frozen=True, slots=True)
class _Name:
    metric: Metric
    complement: bool


@dataclass(frozen=True, slots=True)
class _Number:
    amount: Amount
    segment: int


def read_quality(text: str, column: Column) -> list[Named] | Fault | Unpaired:
    """Read the plain text of a quality cell; the header's metrics name the numbers that the cell itself does not."""
    shape, numbers = shape_of(text)
    if may_name_hardware(shape):
        shape, numbers = shape_of(without_hardware(text))
    understood = _read_shape(shape, column)
    if not isinstance(understood, tuple):
        return understood
    found: list[Named] = []
    for named in understood:
        amount = real(named.amount, numbers)
        if isinstance(amount, Fault):
            return amount
        found.append(Named(amount, named.metric, named.complement, named.device))
    return found


@lru_cache(maxsize=4096)
def _read_shape(text: str, column: Column) -> tuple[Named, ...] | Fault | Unpaired:
    text = _BRACKETS.sub(_remark, plus_minus(text)).lower().replace("_", " ")
    items: list[_Name | _Number] = []
    devices: dict[int, Device | None] = {}
    segment = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if match["separator"]:
            segment += 1
        elif match["device"]:
            devices[segment] = device_in(match["device"])
        elif match["foreign"]:
            return Unpaired()
        elif match["number"]:
            amount = amount_of(match, text[: match.start()])
            if isinstance(amount, Fault):
                return amount
            items.append(_Number(amount, segment))
        else:
            items.append(_name(kind, text))
    paired = _pair(items, devices, column, segment)
    return tuple(paired) if isinstance(paired, list) else paired


def _remark(match: re.Match[str]) -> str:
    """Keep a bracket that names a metric, a device or an uncertainty; its other numbers are remarks."""
    inside = match.group()[1:-1]
    if "±" in inside or metrics_in(inside.lower())[0] or not _DIGIT.search(inside):
        return f" {inside} "
    return " "


def _name(kind: str, text: str) -> _Name:
    if kind == "trueness":
        # beside recall, `точность` is precision
        return _Name(Metric.PRECISION if Metric.RECALL in metrics_in(text)[0] else Metric.ACCURACY, complement=False)
    return _Name(Metric(kind.removeprefix("one_minus_").removeprefix("is_")), kind.startswith("one_minus_"))


def _pair(
    items: list[_Name | _Number], devices: dict[int, Device | None], column: Column, separators: int
) -> list[Named] | Fault | Unpaired:
    names = [item for item in items if isinstance(item, _Name)]
    numbers = [item for item in items if isinstance(item, _Number)]

    def named(number: _Number, name: _Name | None) -> Named:
        device = devices.get(number.segment) or column.device
        return Named(number.amount, name.metric if name else None, name.complement if name else False, device)

    if not names:
        names = [_Name(metric, column.complement) for metric in column.metrics]
        if len(numbers) == len(names) and (separators or len(names) == 1):
            return [named(number, name) for number, name in zip(numbers, names, strict=True)]
        if len(names) == 1 and separators and not devices and len(numbers) == len(column.devices):
            both, name = zip(numbers, column.devices, strict=True), names[0]
            return [Named(number.amount, name.metric, name.complement, device) for number, device in both]
        if len(numbers) == 1:
            return [named(numbers[0], None)]
        if len(names) != 1 or not _each_has_device(numbers, devices):
            return Fault.SEVERAL if numbers else []
        return [named(number, names[0]) for number in numbers]
    return _pair_runs(items, devices, named_first=isinstance(items[0], _Name), column=column)


def _pair_runs(
    items: list[_Name | _Number], devices: dict[int, Device | None], *, named_first: bool, column: Column
) -> list[Named] | Fault | Unpaired:
    """Pair runs of names with runs of numbers: `WER / CER: 0.1 / 0.2`, `0.8 precision 0.7 recall`."""
    runs = [list(run) for _, run in groupby(items, key=lambda item: isinstance(item, _Name))]
    if not any(isinstance(item, _Number) for item in items):
        return []
    if len(runs) % 2:
        return Unpaired()
    found: list[Named] = []
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        names = [item for item in (first if named_first else second) if isinstance(item, _Name)]
        numbers = [item for item in (second if named_first else first) if isinstance(item, _Number)]
        if len(names) == 1 and len(numbers) > 1 and _each_has_device(numbers, devices):
            names *= len(numbers)  # the second value inherits the name: `Accuracy 31% on CPU, 33% on GPU`
        if len(names) != len(numbers):
            return Unpaired()
        found += [
            Named(number.amount, name.metric, name.complement, devices.get(number.segment) or column.device)
            for name, number in zip(names, numbers, strict=True)
        ]
    return found


def _each_has_device(numbers: list[_Number], devices: dict[int, Device | None]) -> bool:
    return len({devices.get(number.segment) for number in numbers} - {None}) == len(numbers)
