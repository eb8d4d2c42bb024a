"""Run all rules over a project: one finding for each fault, with all its places, the strongest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from grader.core.problem import Problem
from grader.core.words import Confidence, Severity
from grader.intake.lint.project import Project

Rule = Callable[[Project], Iterator[Problem]]
#: More places of one fault than these are no help to anybody.
MOST_PLACES = 30
#: True of nearly every notebook, and seldom the reason of a wrong number: told behind what is of equal weight.
_HOUSEKEEPING = frozenset(
    {"unpinned-install", "network-in-code", "trust-remote-code", "hard-coded-path", "missing-file", "executed-out-of-order"}
)


def lint(project: Project, rules: Iterable[Rule]) -> tuple[Problem, ...]:
    """Ask every rule, and merge what is the same fault; what is silenced stays apart from what is not."""
    groups: dict[tuple[str, bool], list[Problem]] = {}
    for rule in rules:
        for problem in rule(project):
            groups.setdefault((problem.code, bool(problem.silenced)), []).append(problem)
    return tuple(sorted((_merged(group) for group in groups.values()), key=strength))


def strength(problem: Problem) -> tuple[int, int, str, int]:
    """Sort key: severity, what touches the numbers before what touches the repository, confidence, place."""
    place = problem.place
    rank = 2 * list(Severity).index(problem.severity) + (problem.code in _HOUSEKEEPING)
    return rank, list(Confidence).index(problem.confidence), place.path, place.line or 0


def _merged(group: list[Problem]) -> Problem:
    """Keep the surest finding (the first in the text of equals) and note where else it was seen."""
    group = sorted(group, key=_order)
    first = group[0]
    places = list(dict.fromkeys(problem.place for problem in group if problem.place != first.place))
    return replace(first, also=tuple(places[:MOST_PLACES]))


def _order(problem: Problem) -> tuple[int, str, int]:
    """Sort key within one fault: confidence, then the text; cells of the table stay as their rule tells them, column by column."""
    place = problem.place
    return list(Confidence).index(problem.confidence), place.path, 0 if place.column is not None else place.line or 0
