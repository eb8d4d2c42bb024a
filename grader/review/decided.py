"""What instructors decided: who, when and why, each with its comment; and the decisions that apply to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.decision import NO_ROW, Decision, DecisionKind
from grader.core.outcome import Outcome
from grader.core.verdict import Card, JudgedRow, MethodVerdict, Verdict
from grader.core.words import number
from grader.review.blocks import Block, Fold, Items, Part, Rank, Text
from grader.review.voice import Voice
from grader.review.wording.decided import decided_words
from grader.review.wording.method import method_words

#: GitHub shows such an address as a link by itself, and so do terminals.
_ADDRESS = re.compile(r"https?://[\w.:-]{1,200}/[\w./-]{1,300}#issuecomment-\d{1,18}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
#: More than this are old ones: the newest are told.
_MOST_LOST = 10


def notes(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell what is decided about the whole work: a hold, the points, and what applies to nothing."""
    words = decided_words(voice.language)
    if card.hold:
        yield Part(blocks=(Text(lead=words.hold, text=f"{_capital(_sentence(card.hold, voice))} {words.held}"),))
    if points := next((each for each in reversed(card.decisions) if each.kind is DecisionKind.POINTS), None):
        told = f"{words.points(number(points.points or 0))}; {_sentence(points, voice)}"
        yield Part(rank=Rank.ROW, blocks=(Text(lead=f"👤 {words.title}:", text=told),))
    if card.lost:
        items = tuple(f"{_lost(each, voice)}; {_sentence(each, voice)}" for each in card.lost[-_MOST_LOST:])
        yield Part(blocks=(Text(lead=f"👤 {words.lost(len(card.lost))}", text=words.again), Items(items=items)))
        yield from _choice(card, voice)


def of_row(row: JudgedRow, voice: Voice) -> Iterator[Block]:
    """Tell what is decided about a row and its cells, each decision once."""
    words = decided_words(voice.language)
    cells: dict[tuple[Decision, Outcome], list[str]] = {}
    named: list[tuple[str, Verdict | MethodVerdict]] = [(voice.words.metric(verdict.metric), verdict) for verdict in row.verdicts]
    for cell, found in ((method_words(voice.language).name, row.method_verdict), *named):
        if found.decision:
            key = (found.decision, Outcome.OFF if found.decision.kind is DecisionKind.ACCEPT else found.outcome)
            cells.setdefault(key, []).append(cell)
    told = []
    if row.accepted and all(decision != row.accepted for decision, _ in cells):
        told.append(f"{words.accepted('')}; {_sentence(row.accepted, voice)}")
    for (decision, measured), cell_names in cells.items():
        names = ", ".join(dict.fromkeys(cell_names))
        if decision.outcome is None:
            told.append(f"{words.accepted(names)}; {_sentence(decision, voice)}")
        else:
            old, new = (voice.words.outcome(outcome).word for outcome in (measured, decision.outcome))
            told.append(f"{words.overridden(names, old, new)}; {_sentence(decision, voice)}")
    if told:
        yield Items(items=tuple(f"👤 {line}" for line in told))


def counts_as(verdict: Verdict | MethodVerdict, voice: Voice) -> str:
    """Name what a cell counts as."""
    taken = verdict.decision is not None and verdict.decision.outcome is None
    return decided_words(voice.language).taken if taken else voice.words.outcome(verdict.counts_as).word


def touched(row: JudgedRow) -> bool:
    """Tell whether anything is decided about a row."""
    return any((row.accepted, row.method_verdict.decision, *(verdict.decision for verdict in row.verdicts)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(decision: Decision, voice: Voice) -> str:
    """Say who, when and why, and where it was written."""
    words = decided_words(voice.language)
    date = decision.at[:10] if _DATE.fullmatch(decision.at[:10]) else voice.quote(decision.at)
    address = decision.url if _ADDRESS.fullmatch(decision.url) else voice.quote(decision.url)
    told = f"{words.who(voice.quote(decision.by), date)} ({address})."
    return f"{told} {words.why(voice.quote(decision.reason))}." if decision.reason else told


def _lost(decision: Decision, voice: Voice) -> str:
    words, row = decided_words(voice.language), decision.row or 0
    command = voice.quote(f"/{decision.kind} {row}")
    known = decision.row_key not in ("", NO_ROW)
    if decision.method and known:
        return f"{command}: {method_words(voice.language).claims_none(row)}"
    if decision.metric and known:
        return f"{command}: {words.lost_cell(row, voice.words.metric(decision.metric))}"
    return f"{command}: {words.lost_row(row)}"


def _choice(card: Card, voice: Voice) -> Iterator[Part]:
    """List the rows with the numbers that a command may name."""
    words = decided_words(voice.language)
    lines = [row.line for row in card.rows]
    names = [
        words.numbered(
            row.line if row.line and lines.count(row.line) == 1 else index + 1,
            f"{voice.quote(row.model or voice.words.unnamed)} · {voice.quote(row.method_text or row.method.family)}",
        )
        for index, row in enumerate(card.rows)
    ]
    if names:
        yield Part(rank=Rank.DETAIL, blocks=(Fold(title=words.choose, blocks=(Items(items=tuple(names)),)),))
