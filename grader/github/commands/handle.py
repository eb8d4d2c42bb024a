"""From a comment to what it brings about: reactions, a reply where words are needed, another grading, a merge.

Handling the same comment again repeats nothing. `eyes` says that it was begun, `+1` or `confused` that it is over; a reply carries
the number of the comment it answers; a grading that was started since the comment is found by its title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.core.submission import PullRequest
from grader.core.words import Catalogue, Language, Words
from grader.github import sticky
from grader.github.cached import ask_again
from grader.github.commands import wording
from grader.github.commands.command import Done, Scene
from grader.github.commands.event import Action, Spoken
from grader.github.commands.parse import Asked, Misread, parse
from grader.github.commands.permission import People
from grader.github.commands.thread import decisions, standing_hold
from grader.github.port import Comment, GitHub

WORKFLOW = "grade.yml"
BEGUN, FINE, NOT_FINE = "eyes", "+1", "confused"

_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What handling needs besides the event: `ref` is the branch whose workflow grades, `merge` is called for `/merge`."""

    github: GitHub
    ref: str
    catalogue: Catalogue
    languages: tuple[Language, ...]
    merge: Callable[[PullRequest], None]


def handle(spoken: Spoken, means: Means) -> tuple[Asked, ...]:
    """Carry out the commands of a comment; return those that were given (none: it is no command, or it was handled before).

    Raises:
        GitHubError: GitHub refused or did not answer; handling it again completes the work.
    """
    github, people = means.github, People(means.github)
    if spoken.number is None or people.is_bot(spoken.author):
        return ()
    if spoken.action is not Action.CREATED:
        return _taken_back(spoken, means, people)
    thread = github.comments(spoken.number)
    comment = next((each for each in thread if each.id == spoken.comment), None)
    if comment is None or comment.edited:
        return ()
    try:
        asked = parse(comment.body)
    except Misread as error:
        _misread(error, comment, spoken.number, thread, means)
        return ()
    if not asked:
        return ()
    present = _ours(comment, github)
    if present & {FINE, NOT_FINE}:
        return ()
    if BEGUN not in present:
        github.react(comment.id, BEGUN)
    done = _act(asked, comment, spoken.number, thread, means, people)
    again = _again(done)
    if again is not None:
        _grade(again, comment, spoken.number, thread, means, begun=BEGUN in present)
    if replies := [each.reply for each in done if each.reply]:
        _reply(replies, str(comment.id), spoken.number, thread, means)
    if not all(each.fine for each in done):
        github.react(comment.id, NOT_FINE)
    elif not any(each.pending for each in done):
        github.react(comment.id, FINE)
    return asked


def conclude(comment: int, number: int, text: str, github: GitHub, *, fine: bool) -> None:
    """Say how a command ended that took longer, once; `text` is the reply in the course's languages.

    Raises:
        GitHubError: GitHub refused or did not answer; concluding again completes the work.
    """
    _say(text, str(comment), number, github.comments(number), github)
    github.react(comment, FINE if fine else NOT_FINE)


def _act(
    asked: Sequence[Asked], comment: Comment, number: int, thread: tuple[Comment, ...], means: Means, people: People
) -> tuple[Done, ...]:
    """Act on all commands of a comment, or on none if its author may not give one of them."""
    request = means.github.pull_request(number)
    for one in asked:
        if not people.may(one.command.right, comment.author, request.author):
            return (Done(fine=False, reply=wording.refused(one.command)),)
    merging = any(one.command.word == "merge" for one in asked)
    scene = Scene(
        pull_request=request,
        thread=thread,
        comment=comment,
        writer=people.writes(comment.author),
        hold=standing_hold(decisions(thread, people, means.github.login)) if merging else None,
        catalogue=means.catalogue,
        merge=means.merge,
    )
    return tuple(one.command.act(one.arguments, scene) for one in asked)


def _taken_back(spoken: Spoken, means: Means, people: People) -> tuple[Asked, ...]:
    """Grade again where a comment with decisions was deleted or edited, and say that edited ones do not count."""
    github, number = means.github, spoken.number or 0
    thread = github.comments(number)
    now = next((each.body for each in thread if each.id == spoken.comment), "")
    before, after = _readable(spoken.before), _readable(now)
    if not (before or after) or not people.writes(spoken.author):
        return ()
    if any(one.command.decides for one in before):
        github.dispatch(WORKFLOW, means.ref, {"pr": str(number), "again": ""})
    if spoken.action is Action.EDITED:
        _reply([wording.edited()], f"{spoken.comment} edited", number, thread, means)
    return ()


def _misread(error: Misread, comment: Comment, number: int, thread: tuple[Comment, ...], means: Means) -> None:
    if not _ours(comment, means.github) & {FINE, NOT_FINE}:
        _reply([wording.misread(error.line)], str(comment.id), number, thread, means)
        means.github.react(comment.id, NOT_FINE)


def _readable(body: str) -> tuple[Asked, ...]:
    try:
        return parse(body)
    except Misread:
        return ()


def _ours(comment: Comment, github: GitHub) -> set[str]:
    return {reaction.content for reaction in github.reactions(comment.id) if reaction.author == github.login}


def _again(done: Sequence[Done]) -> str | None:
    """Join what is to be graded again: all before rows, rows before what needs no measuring."""
    asked = [each.again for each in done if each.again is not None]
    rows = ",".join(dict.fromkeys(filter(None, asked)))
    return None if not asked else _ALL if _ALL in asked else rows


def _grade(again: str, comment: Comment, number: int, thread: Sequence[Comment], means: Means, *, begun: bool) -> None:
    """Start a grading, unless it was started when the comment was begun with; what is to be measured anew is noted beside it."""
    github = means.github
    if again:
        ask_again(github, number, [mark.head_sha for _, mark in sticky.find(thread, github.login)], again)
    if not (begun and _started(number, comment.created_at, github)):
        github.dispatch(WORKFLOW, means.ref, {"pr": str(number), "again": again})


def _started(number: int, since: str, github: GitHub) -> bool:
    """Tell whether a grading of this pull request was started since; its run names the pull request in its title."""
    return any(re.search(rf"#{number}\b", title) for title in github.dispatched(WORKFLOW, since))


def _reply(replies: Sequence[Words], to: str, number: int, thread: Sequence[Comment], means: Means) -> None:
    _say(wording.joined(replies, means.languages), to, number, thread, means.github)


def _say(text: str, to: str, number: int, thread: Sequence[Comment], github: GitHub) -> None:
    """Reply once to one comment."""
    mark = f"<!-- grader reply={to} -->"
    if not any(each.author == github.login and each.body.startswith(mark) for each in thread):
        github.create_comment(number, f"{mark}\n\n{text}")
