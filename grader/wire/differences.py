"""Two versions of an artifact, compared value by value and told by row and cell."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.replay import Difference


@dataclass(frozen=True, slots=True)
class _Where:
    row: str = ""
    metric: Metric | None = None
    definition: Definition | None = None
    what: tuple[str, ...] = ()


def differences(old: object, new: object, rows: Sequence[str]) -> Iterator[Difference]:
    """Yield what differs between two decoded JSON documents that both hold after one schema; `rows` names the submission's rows."""
    yield from _walk(old, new, _Where(), rows)


def _walk(old: Any, new: Any, where: _Where, rows: Sequence[str]) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        inside = _of_cell(old, where)
        for key in sorted(old.keys() | new.keys()):
            if key == "rows":
                yield from _rows(old.get(key, []), new.get(key, []), rows)
            else:
                yield from _walk(old.get(key), new.get(key), replace(inside, what=(*inside.what, key)), rows)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list(old, new, where, rows)
    else:
        at = _of_cell(new if isinstance(new, dict) else old, where) if isinstance(old, dict) or isinstance(new, dict) else where
        yield Difference(
            row=at.row, metric=at.metric, definition=at.definition, what=".".join(at.what), old=_shown(old), new=_shown(new)
        )  # fmt: skip


def _rows(old: list[Any], new: list[Any], rows: Sequence[str]) -> Iterator[Difference]:
    """Rows of runs name the submission's row that they belong to; rows of a card are as many as the submission's."""
    before, after = (_apart((item.get("row", number), item) for number, item in enumerate(items)) for items in (old, new))
    for number, again in sorted(before.keys() | after.keys()):
        name = rows[number] if number < len(rows) else str(number)
        yield from _walk(before.get((number, again)), after.get((number, again)), _Where(row=name), rows)


def _list(old: list[Any], new: list[Any], where: _Where, rows: Sequence[str]) -> Iterator[Difference]:
    before, after = (_apart((_name(item, number), item) for number, item in enumerate(items)) for items in (old, new))
    for name, again in dict.fromkeys((*before, *after)):
        # a cell is named by its metric; what stands in it is told as if it stood there alone
        inner = replace(where, what=()) if isinstance(name, tuple) else replace(where, what=(*where.what, str(name)))
        yield from _walk(before.get((name, again)), after.get((name, again)), inner, rows)


def _name(item: Any, number: int) -> Hashable:
    """Name an item by more than its place, if it can be: measurements and verdicts by their metric, points by their line."""
    if not isinstance(item, dict):
        return number
    return (item["metric"], item.get("definition")) if "metric" in item else item.get("name", number)


def _apart(named: Iterable[tuple[Hashable, Any]]) -> dict[tuple[Any, int], Any]:
    """Index items by name, and how many with that name came before."""
    index: dict[tuple[Any, int], Any] = {}
    for name, item in named:
        index[name, sum(other == name for other, _ in index)] = item
    return index


def _of_cell(item: dict[str, Any], where: _Where) -> _Where:
    """Take the metric and the definition from a measurement, a claim or a verdict."""
    metric, definition = item.get("metric"), item.get("definition")
    where = replace(where, metric=Metric(metric)) if metric in set(Metric) else where
    return replace(where, definition=Definition(definition), what=()) if definition in set(Definition) else where


def _shown(value: Any) -> str | None:
    if isinstance(value, dict) and "value" in value:
        return str(value["value"])
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
