"""Where the measurements of a card come from, as far as it is not this commit and one machine."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.measurement import Machine
from grader.core.verdict import Card, JudgedRow
from grader.core.words import Words
from grader.review.blocks import Part, Text
from grader.review.voice import Voice

#: More lines than these are only counted.
_MOST = 12

_ALL = Words(
    ru="♻️ Все измерения взяты с коммита {commit}: код с тех пор не менялся, поэтому заново он не запускался.",
    en="♻️ All measurements are from commit {commit}: the code has not changed since, so it was not run again.",
)
_SOME = Words(
    ru="♻️ С коммита {commit} взяты готовые измерения (строки README: {lines}): этот код с тех пор не менялся. Остальное измерено заново.",
    en="♻️ Taken from commit {commit}: the measurements of README lines {lines}, whose code has not changed. The rest was measured anew.",
)
_MORE = Words(ru="{lines} и ещё {count}", en="{lines} and {count} more")
_ROWS = Words(ru="Где измерялось (строки README: {lines})", en="Where it was measured (README lines {lines})")


def reused(card: Card, voice: Voice) -> Iterator[Part]:
    """Say which measurements were made at an earlier commit."""
    ran = [row for row in card.rows if row.end is not None]
    commits = dict.fromkeys(row.commit for row in ran if row.commit)
    for commit in commits:
        rows = [row for row in ran if row.commit == commit]
        words = _ALL if len(rows) == len(ran) else _SOME
        told = words.text(voice.language).format(commit=voice.quote(commit[:7]), lines=_lines(rows, voice))
        yield Part(blocks=(Text(text=told),))


def other_machines(card: Card, voice: Voice) -> Iterator[tuple[str, Machine]]:
    """Yield the machines that are not the card's, each with a title that says which rows were measured there."""
    for machine in dict.fromkeys(row.machine for row in card.rows if row.machine):
        rows = [row for row in card.rows if row.machine == machine]
        yield _ROWS.text(voice.language).format(lines=_lines(rows, voice)), machine


def _lines(rows: list[JudgedRow], voice: Voice) -> str:
    lines = [str(row.line) for row in rows if row.line]
    told = ", ".join(lines[:_MOST]) or "?"
    return _MORE.text(voice.language).format(lines=told, count=len(lines) - _MOST) if len(lines) > _MOST else told
