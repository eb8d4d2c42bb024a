"""A problem the way linters show it: place, severity, code, message, the text it is about, the fix."""

from __future__ import annotations

from collections.abc import Callable

from grader.core.problem import Problem
from grader.core.words import Catalogue, Language, Severity
from grader.review.escape import terminal

#: ANSI colours (ECMA-48, SGR) of the severities, and of the other parts.
_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33", Severity.NOTE: "36"}
_BOLD, _GREEN = "1", "32"


def lint(problem: Problem, entries: Catalogue, language: Language, paint: Callable[[str, str], str]) -> str:
    """Show a problem in a few lines; `paint(text, colour)` colours a text, or leaves it as it is."""
    where = ":".join(str(part) for part in (terminal(problem.place.path), problem.place.line) if part is not None)
    severity = paint(problem.severity, _COLOURS[problem.severity])
    lines = [f"{paint(where, _BOLD)}: {severity}[{problem.code}]: {message(problem, entries, language)}"]
    if problem.place.text:
        lines.append(f"    {terminal(problem.place.text.strip(), 200)}")
    if problem.fix:
        lines += [f"  {paint('+', _GREEN)} {terminal(line, 400)}" for line in problem.fix.text.splitlines()]
    return "\n".join(lines)


def message(problem: Problem, entries: Catalogue, language: Language) -> str:
    """Word a problem on one line; a code that is not in the catalogue stands for itself."""
    entry = entries.get(problem.code)
    return entry.say(problem.facts, language, lambda fact: f"`{terminal(fact, 200)}`") if entry else problem.code
