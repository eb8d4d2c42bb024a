"""From a card to the blocks of a review: what came out, what to do, and then the rows, problems and points behind it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.verdict import Card
from grader.core.words import Severity, number
from grader.review.blocks import Block, Code, Fold, Heading, Part, Rank, Table, Text
from grader.review.code import code_findings
from grader.review.decide import Tally, tally
from grader.review.decided import notes
from grader.review.origin import reused
from grader.review.rows import rows
from grader.review.voice import Voice

#: A fix of more lines than this, such as a whole manifest, is folded.
_LONG_FIX = 8
#: A pull request without a manifest; a row that will be run.
_NO_MANIFEST, _NOT_RUN = "manifest-missing", "not-run"


def findings(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell what came out, what to do next, what has to be mended, the rows, the remarks, and the points."""
    counts = tally(card)
    about = voice.words.about(
        voice.quote(card.team) if card.team else voice.words.no_team,
        voice.words.no_homework if card.homework is None else str(card.homework),
        voice.quote(card.pull_request.head_sha[:7]),
    )
    yield Part(
        blocks=(Heading(text=voice.words.headline(counts)), Text(lead=voice.words.next.lead, text=_next(counts, voice)), Text(text=about))
    )
    yield from reused(card, voice)
    yield from notes(card, voice)
    yield from _errors(card, voice)
    yield from rows(card, voice)
    yield from code_findings(card, voice)
    yield from _remarks(card, voice)
    yield from _points(card, voice)


def _next(counts: Tally, voice: Voice) -> str:
    steps = voice.words.next
    asked = (
        (counts.no_manifest, steps.manifest),
        (counts.errors, steps.mend),
        (counts.theirs or counts.stopped, steps.theirs),
        (counts.off, steps.off),
        (counts.unproved, steps.method),
        (counts.unsteady, steps.unsteady),
        (counts.ours or counts.faults, steps.ours),
    )
    told = [step for asks, step in asked if asks]
    return " ".join(told) or (steps.done if counts.hold + counts.accepted else steps.nothing)


def _asks(problem: Problem) -> bool:
    """Whether there is something to do before anything can be checked: an error, or a manifest that the bot has made ready."""
    return problem.severity is Severity.ERROR or problem.code == _NO_MANIFEST


def _errors(card: Card, voice: Voice) -> Iterator[Part]:
    errors = [problem for problem in card.problems if _asks(problem)]
    for index, problem in enumerate(errors):
        heading = (Heading(text=voice.words.problems.errors, level=4),) if index == 0 else ()
        yield Part(rank=Rank.ROW, blocks=(*heading, *_problem(problem, "⛔", voice)))


def _remarks(card: Card, voice: Voice) -> Iterator[Part]:
    remarks = [problem for problem in card.problems if not _asks(problem)]
    if remarks:
        told = tuple(block for problem in remarks for block in _problem(problem, "💡", voice))
        yield Part(rank=Rank.DETAIL, blocks=(Fold(title=voice.words.problems.remarks(len(remarks)), blocks=told),))


def _problem(problem: Problem, mark: str, voice: Voice) -> Iterator[Block]:
    """Say where and what, then show how it should read."""
    message = voice.say(problem.code, problem.facts)
    yield Text(text=f"{mark} {voice.place(problem.place)}: {message}")
    fix, words = problem.fix, voice.words.problems
    if not fix:
        return
    code = Code(text=fix.text.rstrip("\n"), info="yaml" if problem.place.path.endswith((".yml", ".yaml")) else "text")
    if fix.text.count("\n") > _LONG_FIX:
        yield Fold(title=words.should_read if problem.place.line else words.ready, blocks=(code,))
    else:
        yield from (Text(text=f"{words.should_read}:"), code)


def _points(card: Card, voice: Voice) -> Iterator[Part]:
    """Tell the points, unless most of them hang on code that is yet to be run."""
    if not card.points or any(verdict.reason.code == _NOT_RUN for verdict in card.verdicts):
        return
    columns = voice.words.columns
    got, of = sum(line.points for line in card.points), sum(line.of for line in card.points)
    lines = tuple(
        (
            voice.words.rubric.get(line.name) or voice.quote(line.name),
            f"{number(line.points)} / {number(line.of)}" if line.of else f"{line.points:+g}",
            voice.say(line.reason.code, line.reason.facts),
        )
        for line in card.points
    )
    table = Table(header=(columns.part, columns.points, columns.why), rows=lines)
    yield Part(rank=Rank.ROW, blocks=(Heading(text=voice.words.points(number(got), number(of)), level=4), table))
