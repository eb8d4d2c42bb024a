"""What stands at the end of a review: how to repeat the measuring, on what it was done, what the words mean."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from grader.core.measurement import Machine
from grader.core.verdict import Card
from grader.core.words import number
from grader.review import method
from grader.review.blocks import Code, Fold, Items, Part, Rank, Text
from grader.review.origin import other_machines
from grader.review.rows import MARKS
from grader.review.voice import Voice


def appendix(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell what one may look up, each behind its title."""
    if card.team and card.homework is not None:
        command = Code(text=f"grader run {shlex.quote(f'submissions/{card.team}/hw-{card.homework}')}", info="sh")
        yield _folded(voice.words.reproduce, Text(text=voice.words.reproduce_how), command)
    if card.machine:
        yield _folded(voice.words.machine.title, Items(items=tuple(_machine(card.machine, voice))))
    for title, machine in other_machines(card, voice):
        yield _folded(title, Items(items=tuple(_machine(machine, voice))))
    if meanings := tuple(_meanings(card, voice)):
        yield _folded(voice.words.meaning, Items(items=meanings))


def _folded(title: str, *blocks: Text | Code | Items) -> Part:
    return Part(rank=Rank.DETAIL, blocks=(Fold(title=title, blocks=blocks),))


def _machine(machine: Machine, voice: Voice) -> Iterator[str]:
    words = voice.words.machine
    yield words.cpu(voice.quote(machine.cpu), machine.cores)
    yield words.memory(machine.memory_mb / 1000)
    yield words.gpu(voice.quote(machine.gpu)) if machine.gpu else words.no_gpu
    yield words.system(voice.quote(machine.system))
    if machine.limits:
        yield words.limits(voice.quote(machine.limits))
    if machine.round_trip_us:
        yield words.round_trip(*map(number, machine.round_trip_us))
    if machine.versions:
        yield words.versions(", ".join(voice.quote(f"{name} {version}") for name, version in machine.versions))


def _meanings(card: Card, voice: Voice) -> Iterator[str]:
    """Explain the outcomes and definitions that occur, each once, in the order of their enums."""
    outcomes = {outcome for verdict in card.verdicts for outcome in (verdict.outcome, verdict.counts_as)}
    methods = [row.method_verdict for row in card.rows if method.shown(row)]
    outcomes |= {outcome for found in methods for outcome in (found.outcome, found.counts_as)}
    for outcome in MARKS:
        if outcome in outcomes:
            term = voice.words.outcome(outcome)
            yield f"{MARKS[outcome]} {term.word}: {term.meaning}"
    if any(verdict.measurement for verdict in card.verdicts):
        yield f"{voice.words.columns.accepted.lower()}: {voice.words.accepted}"
    measured = {verdict.measurement.definition for verdict in card.verdicts if verdict.measurement}
    for definition in sorted(measured):
        term = voice.words.definition(definition)
        yield f"{term.word}: {term.meaning}"
