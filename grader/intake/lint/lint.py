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


def lint(project: Project, rules: Iterable[Rule]) -> tuple[Problem, ...]:
    """Ask every rule, and merge what is the same fault; what is silenced stays apart from what is not."""
    groups: dict[tuple[str, bool], list[Problem]] = {}
    for rule in rules:
        for problem in rule(project):
            groups.setdefault((problem.code, bool(problem.silenced)), []).append(problem)
    return tuple(sorted((_merged(group) for group in groups.values()), key=strength))


def strength(problem: Problem) -> tuple[int, int, str, int]:
    """Sort key: severity, then confidence, then place."""
    place = problem.place
    return list(Severity).index(problem.severity), list(Confidence).index(problem.confidence), place.path, place.line or 0


def _merged(group: list[Problem]) -> Problem:
    """Keep the surest finding (the first of equals) and note where else it was seen."""
    first = min(group, key=lambda problem: list(Confidence).index(problem.confidence))
    places = list(dict.fromkeys(problem.place for problem in group if problem.place != first.place))
    return replace(first, also=tuple(places[:MOST_PLACES]))
