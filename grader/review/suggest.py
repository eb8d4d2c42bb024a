"""Comments on lines of the diff, with GitHub's suggestion blocks: the team's own line with a measured value put in."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence

from grader.core.line import cell_span
from grader.core.problem import Problem
from grader.core.review import LineComment
from grader.core.verdict import Card, Outcome, Verdict
from grader.review import amounts, escape, markdown
from grader.review.blocks import Fold, Text
from grader.review.voice import Voice

#: More comments than this are no help any more; the sticky comment holds everything.
MOST = 20
_MOST_DECIMALS = 10
_LONGEST_LINE = 10_000

Lines = Mapping[tuple[str, int], str]


def comments(card: Card, voices: Sequence[Voice], lines: Lines) -> tuple[LineComment, ...]:
    """Suggest what can be put right with one click; `lines` maps (path, 1-based line) to the raw line at the head."""
    found = [*_measured(card, voices, lines), *_mended(card.problems, voices, lines)]
    return tuple(found[:MOST])


def corrected(line: str, verdicts: Sequence[Verdict]) -> str | None:
    """Put measured values in the place of wrong numbers; every other character stays. None where a number cannot be found for sure."""
    changes: list[tuple[int, int, str]] = []
    for verdict in verdicts:
        spot, number = _spot(line, verdict), replacement(verdict)
        if spot is None or number is None:
            return None
        changes.append((*spot, number))
    for start, end, number in sorted(changes, reverse=True):
        line = line[:start] + number + line[end:]
    return line


def replacement(verdict: Verdict) -> str | None:
    """Write the measured value as the claim was typed: its unit, its decimal mark, its decimals.

    Decimals are added only where the rounded value would itself be outside the bounds.
    """
    claim, value, typed = verdict.claim, amounts.as_claimed(verdict), amounts.typed_value(verdict.claim)
    if claim is None or value is None or typed is None:
        return None
    scale = amounts.typed_scale(claim)
    low = -math.inf if verdict.low is None else verdict.low * scale
    high = math.inf if verdict.high is None else verdict.high * scale
    for decimals in range(amounts.typed_decimals(claim), _MOST_DECIMALS):
        text = f"{value:.{decimals}f}"
        if low <= float(text) <= high and float(text) != typed:
            return text.replace(".", ",") if "," in claim.written else text
    return None


def _measured(card: Card, voices: Sequence[Voice], lines: Lines) -> Iterator[LineComment]:
    """Suggest one corrected line for all wrong numbers of it."""
    wrong: dict[tuple[str, int], list[Verdict]] = {}
    for verdict in card.verdicts:
        if verdict.outcome is verdict.counts_as is Outcome.OFF and verdict.claim and verdict.claim.place.line:
            wrong.setdefault((verdict.claim.place.path, verdict.claim.place.line), []).append(verdict)
    for place, verdicts in wrong.items():
        line = _whole(lines.get(place))
        fixable = [verdict for verdict in verdicts if line is not None and corrected(line, [verdict])]
        new = corrected(line, fixable) if line is not None and fixable else None
        if new is not None:
            told = [f"{_changes(fixable, voice)} {voice.words.suggestion.offer}" for voice in voices]
            yield LineComment(path=place[0], line=place[1], body=_body(told, voices, new))


def _mended(problems: Sequence[Problem], voices: Sequence[Voice], lines: Lines) -> Iterator[LineComment]:
    """Suggest the safe fixes of problems that are about one line."""
    for problem in problems:
        path, number, fix = problem.place.path, problem.place.line, problem.fix
        line = _whole(lines.get((path, number))) if number else None
        if number is None or line is None or not fix or not fix.safe or _whole(fix.text) in (None, line):
            continue
        told = [f"{voice.say(problem.code, problem.facts)} {voice.words.suggestion.mended}" for voice in voices]
        yield LineComment(path=path, line=number, body=_body(told, voices, fix.text))


def _changes(verdicts: Sequence[Verdict], voice: Voice) -> str:
    pairs = (
        f"{voice.words.metric(verdict.metric)} {voice.quote(verdict.claim.written)} → {voice.quote(replacement(verdict) or '')}"
        for verdict in verdicts
        if verdict.claim
    )
    return voice.words.suggestion.measured(", ".join(pairs))


def _body(told: Sequence[str], voices: Sequence[Voice], line: str) -> str:
    others = (Fold(title=voice.words.language, blocks=(Text(text=text),)) for text, voice in zip(told[1:], voices[1:], strict=True))
    return "\n\n".join((told[0], escape.fenced(line, "suggestion"), *map(markdown.write, others))) + "\n"


def _whole(line: str | None) -> str | None:
    """Return a line without its end; None for one with characters that a suggestion cannot carry."""
    if line is None:
        return None
    line = line.removesuffix("\n").removesuffix("\r")
    return None if len(line) > _LONGEST_LINE or re.search(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]", line) else line


def _spot(line: str, verdict: Verdict) -> tuple[int, int] | None:
    """Find the number of a claim in its cell: exactly one occurrence that is not a part of a longer number."""
    if not verdict.claim or not verdict.claim.written:
        return None
    start, end = cell_span(line, verdict.claim.place.column)
    typed = rf"(?<![\w.,]){re.escape(verdict.claim.written)}(?![.,]?\d)"
    spots = [match.span() for match in re.finditer(typed, line[start:end])]
    return (start + spots[0][0], start + spots[0][1]) if len(spots) == 1 else None
