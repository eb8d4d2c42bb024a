"""A problem the way linters show it: place, severity, code, message, the line it is about with a mark below the cell, the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.core.line import cell_span
from grader.core.problem import Place, Problem
from grader.core.words import Catalogue, Language, Severity, Words
from grader.review.escape import terminal, visible

#: ANSI colours (ECMA-48, SGR) of the severities, and of the other parts.
_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33", Severity.NOTE: "36", Severity.PRAISE: "32"}
_BOLD, _GREEN, _BLUE = "1", "32", "34"
#: Characters of a line that are shown before and after the start of what is marked.
_BEFORE, _AFTER = 40, 70
_SAFE = Words(ru="исправление", en="fix")
_UNSAFE = Words(ru="возможно, так (проверьте)", en="perhaps so (check it)")
_CELL = Words(ru="ячейка", en="cell")
_ALSO = Words(ru="то же", en="the same")
_SILENCED = Words(ru="скрыто командой", en="silenced by the team")
#: More places of one fault than this are only counted.
_MOST_PLACES = 6


def lint(problem: Problem, entries: Catalogue, language: Language, paint: Callable[[str, str], str]) -> str:
    """Show a problem in a few lines; `paint(text, colour)` colours a text, or leaves it as it is."""
    place, fix = problem.place, problem.fix
    start, _ = span(place)
    where = ":".join(part for part in (_where(place, language), str(start or "")) if part)
    severity = paint(problem.severity, _COLOURS[problem.severity])
    lines = [f"{paint(where, _BOLD)}: {severity}[{problem.code}]: {message(problem, entries, language)}"]
    lines += _excerpt(place, lambda text: paint(text, _COLOURS[problem.severity]), lambda text: paint(text, _BLUE))
    if fix:
        lines.append(f"  = {(_SAFE if fix.safe else _UNSAFE).text(language)}:")
        lines += [f"  {paint('+', _GREEN)} {terminal(line, 400) if line else ''}" for line in fix.text.splitlines()]
    others = [other for other in dict.fromkeys(_where(each, language) for each in problem.also) if other != _where(place, language)]
    if others:
        more = f" … (+{len(others) - _MOST_PLACES})" if len(others) > _MOST_PLACES else ""
        lines.append(f"  = {_ALSO.text(language)}: {', '.join(others[:_MOST_PLACES])}{more}")
    if problem.silenced:
        lines.append(f"  = {_SILENCED.text(language)}: {terminal(problem.silenced, 200)}")
    return "\n".join(lines)


def _where(place: Place, language: Language) -> str:
    """Name a place: path and line as editors open them, and the cell of a notebook, which is what people count."""
    where = ":".join(str(part) for part in (terminal(place.path), place.line) if part is not None)
    return f"{where} ({_CELL.text(language)} {place.cell})" if place.cell else where


def message(problem: Problem, entries: Catalogue, language: Language) -> str:
    """Word a problem on one line; a code that is not in the catalogue stands for itself."""
    entry = entries.get(problem.code)
    return entry.say(problem.facts, language, lambda fact: f"`{terminal(fact, 200)}`") if entry else problem.code


def span(place: Place) -> tuple[int | None, int | None]:
    """Return the 1-based column where the cell of a place starts in its line, and the one behind it, if they are known."""
    if place.line is None or place.column is None or "|" not in place.text:
        return None, None
    start, end = cell_span(place.text, place.column)
    cell = place.text[start:end]
    if not cell.strip():
        return None, None
    start += len(cell) - len(cell.lstrip())
    return start + 1, start + 1 + len(cell.strip())


def plain(problem: Problem, entries: Catalogue) -> dict[str, object]:
    """Return a problem in JSON's own types; columns are those of `span`, `cell` is the 0-based index in the table's row."""
    place, fix = problem.place, problem.fix
    column, end_column = span(place)
    return {
        "code": problem.code, "severity": str(problem.severity), "path": place.path, "line": place.line, "cell": place.column,
        "column": column, "end_column": end_column, "notebook_cell": place.cell, "confidence": str(problem.confidence),
        "also": [{"path": other.path, "line": other.line, "notebook_cell": other.cell} for other in problem.also],
        "silenced": problem.silenced or None,
        "message": {str(language): message(problem, entries, language) for language in Language},
        "fix": {"text": fix.text, "safe": fix.safe} if fix else None,
    }  # fmt: skip


def _excerpt(place: Place, mark: Callable[[str], str], dim: Callable[[str], str]) -> Iterator[str]:
    """Show the line, or the part of it around the cell, with a mark below the cell."""
    text = place.text.strip("\r\n")
    if not text.strip():
        return
    start, end = span(place)
    gutter = f"[{place.cell}]" if place.cell else "" if place.line is None else str(place.line)
    if start is None or end is None:
        yield f"  {dim(f'{gutter} |')} {terminal(text.strip(), 120)}"
        return
    first = max(0, start - 1 - _BEFORE)
    before = ("…" if first else "") + visible(text[first : start - 1])
    cell = visible(text[start - 1 : min(end - 1, start + _AFTER)])
    after = visible(text[end - 1 : start + _AFTER]) + ("…" if len(text) > start + _AFTER else "")
    yield f"  {dim(f'{gutter} |')} {before}{cell}{after}"
    yield f"  {dim(' ' * len(gutter) + ' |')} {' ' * len(before)}{mark('^' * len(cell))}"
