"""The reply to `/merge`: what stands in the branch now, what does not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.record import Left
from grader.core.words import Catalogue, Language, Words
from grader.github.merge import Merged
from grader.github.sticky import code_span, fit

#: More rows or files than these are only counted, and longer names are cut.
MOST_SHOWN, LONGEST_SHOWN = 40, 120

_ROWS = Words(ru="В ветке:", en="In the branch:")
_LEFT = Words(ru="Не слиты:", en="Not merged:")
_LINE = Words(ru="строка {line}", en="line {line}")
_MORE = Words(ru="и ещё {count}", en="and {count} more")


def reply(merged: Merged, entries: Catalogue, languages: Sequence[Language]) -> str:
    """Put a merge into words, as Markdown; what students typed stands in it as inline code.

    Raises:
        KeyError: `entries` lacks a code, or a message a fact.
    """
    return fit("\n\n---\n\n".join("\n\n".join(_parts(merged, entries, language)) for language in languages))


def _parts(merged: Merged, entries: Catalogue, language: Language) -> Iterator[str]:
    yield f"**{entries[merged.reason.code].say(merged.reason.facts, language, _quoted)}**"
    if merged.rows:
        yield _list(_ROWS, [_quoted(name) for name in merged.rows], language)
    if merged.left:
        yield _list(_LEFT, [_left(one, entries, language) for one in merged.left], language)
    if merged.files:
        paths = ", ".join(merged.files[:MOST_SHOWN]) + (", …" if len(merged.files) > MOST_SHOWN else "")
        yield entries["merge-barred"].say({"paths": paths}, language, code_span)


def _left(one: Left, entries: Catalogue, language: Language) -> str:
    place = f" ({_LINE.text(language).format(line=one.line)})" if one.line else ""
    return f"{_quoted(one.name)}{place}: {entries[one.reason.code].say(one.reason.facts, language, _quoted)}"


def _list(title: Words, items: Sequence[str], language: Language) -> str:
    more = [_MORE.text(language).format(count=len(items) - MOST_SHOWN)] if len(items) > MOST_SHOWN else []
    return "\n".join([title.text(language), *(f"- {item}" for item in [*items[:MOST_SHOWN], *more])])


def _quoted(text: str) -> str:
    return code_span(text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…")
