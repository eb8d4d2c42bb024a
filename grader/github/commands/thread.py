"""The decisions that stand in a thread. The thread is their only record: to delete the comment is to take the decision back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from grader.core.decision import Decision, DecisionKind, Decisions, read_pins
from grader.github import sticky
from grader.github.commands.parse import Misread, parse
from grader.github.commands.permission import People
from grader.github.port import Comment, GitHub


def read_decisions(number: int, head_sha: str, github: GitHub) -> Decisions:
    """Read what is decided about a pull request whose head is `head_sha`; one request, and one for each person who decides.

    Raises:
        GitHubError: GitHub does not answer.
    """
    return Decisions(head_sha=head_sha, items=tuple(decisions(github.comments(number), People(github), github.login)))


def decisions(thread: Iterable[Comment], people: People, login: str) -> Iterator[Decision]:
    """Yield the decisions of a thread, oldest first; our own comment tells which rows they were found to mean.

    A comment counts if its author can write to the repository, nobody has edited it, and all its lines can be read.
    """
    known = list(thread)
    newest = max(sticky.find(known, login), key=lambda found: found[1].run, default=None)
    pins = read_pins(newest[0].body) if newest else {}
    for comment in sorted(known, key=lambda comment: comment.id):
        for decision in decisions_of(comment):
            if not people.writes(comment.author):
                break
            yield replace(decision, row_key=pins.get((comment.id, decision.row or 0, decision.cell), ""))


def decisions_of(comment: Comment) -> list[Decision]:
    """Read the decisions of one comment, whoever wrote it; none if it was edited or cannot be read."""
    try:
        asked = () if comment.edited else parse(comment.body)
    except Misread:
        return []
    return [
        Decision(
            kind=one.command.decides,
            row=one.arguments.row,
            metric=one.arguments.metric,
            method=one.arguments.method,
            outcome=one.arguments.outcome,
            points=one.arguments.points,
            reason=one.arguments.reason,
            by=comment.author,
            at=comment.created_at,
            url=comment.url,
        )
        for one in asked
        if one.command.decides
    ]


def standing_hold(found: Iterable[Decision]) -> Decision | None:
    """Return the hold on merging that stands after all these decisions."""
    about = [decision for decision in found if decision.kind in (DecisionKind.HOLD, DecisionKind.RELEASE)]
    return about[-1] if about and about[-1].kind is DecisionKind.HOLD else None
