"""Post a review: one comment that stays, comments on lines, labels, and the decision as a check run.

Everything is looked up before it is written, so posting again repeats nothing: a run that died half-way is simply run again.
The check run comes last, because a head without one is how a run that died is found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.core.decision import keep_pins
from grader.core.review import LineComment, Review
from grader.github import checks, sticky
from grader.github.diff import commentable_lines
from grader.github.port import Comment, GitHub, Standing, Unanchored

LABEL_PREFIX = "grader: "
#: More would bury the diff, and each refused one costs a request or two; the rest goes into the comment.
MAX_LINE_COMMENTS = 30

_SEE = "Замечания к строкам. Итог - в [комментарии]({url}). · Remarks on lines. The result is in [the comment]({url})."


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What stands on GitHub afterwards.

    `superseded` means that the comment holds a newer result, which was left alone; `outdated` that the pull request has a newer
    commit. `on_lines` counts the comments that stand on their lines, `folded` those that went into the sticky comment.
    """

    comment_url: str
    check_run: int
    on_lines: int = 0
    folded: int = 0
    superseded: bool = False
    outdated: bool = False


def post(
    review: Review,
    github: GitHub,
    *,
    run: int = 0,
    standing: Standing | None = None,
    newer: int | None = None,
    kept: str = "",
    pushed: bool = False,
) -> Posted:
    """Post a review; `run` is a number that grows from run to run (GITHUB_RUN_ID), so that an older one cannot win.

    `standing` is how the pull request stands, where that is known; `newer` another pull request of the team, which counts instead
    of this one; `kept` goes into the check run, for the bot itself to find; `pushed` says that this is the first run to grade a commit
    that has just been pushed. With `standing`, a first review takes 8 requests, an update without new comments on lines 4 (3 if
    `pushed`, one more if there are some), and one for each label taken off.

    Raises:
        GitHubError: GitHub refused or did not answer; posting again completes the work.
        ValueError: a label is not one of ours, that is, does not start with `grader: `.
    """
    if foreign := [label for label in review.labels if not label.startswith(LABEL_PREFIX)]:
        raise ValueError(f"labels must start with {LABEL_PREFIX!r}: {foreign}")
    standing = standing or github.standing(review.number)
    head = standing.head_sha
    mark = sticky.Mark(head_sha=review.head_sha, run=run)
    found = sticky.find(github.comments(review.number), github.login)
    newest = max(found, key=lambda pair: pair[1].rank(head), default=None)
    # the check run is always written after the comment, so a new commit that no comment of ours is about yet has none
    first = pushed and review.head_sha == head and not any(mark.head_sha == head for _, mark in found)

    def stick(folded: tuple[LineComment, ...], over: list[Comment]) -> Comment:
        return stick_comment(github, review.number, sticky.compose(mark, review.body, folded, head, newer=newer), over)

    on_lines: tuple[LineComment, ...] = ()
    folded: tuple[LineComment, ...] = ()
    superseded = newest is not None and newest[1].rank(head) > mark.rank(head)
    if newest and superseded:
        comment = newest[0]
    elif review.head_sha != head:  # the lines have moved and the labels belong to the next result
        folded = tuple(item for item in review.comments if not item.told)
        comment = stick(folded, [old for old, _ in found])
    else:
        on_lines, fresh, folded = _by_anchor(review, github)
        comment = stick(folded, [old for old, _ in found])
        if refused := _review(review, github, fresh, _SEE.format(url=comment.url)):
            on_lines = tuple(item for item in on_lines if item not in refused)
            folded += tuple(item for item in refused if not item.told)
            comment = stick(folded, [comment])
        set_labels(review.number, review.labels, standing.labels, github)
    return Posted(
        comment_url=comment.url,
        check_run=checks.write(checks.check_of(review, run, comment.url, text=kept, conclusion=review.conclusion), github, first=first),
        on_lines=len(on_lines),
        folded=len(folded),
        superseded=superseded,
        outdated=review.head_sha != head,
    )


def stick_comment(github: GitHub, number: int, text: str, over: list[Comment]) -> Comment:
    """Write the sticky comment over the oldest that stands; further ones came of two runs at once and are deleted."""
    if not over:
        return github.create_comment(number, text)
    first, *others = over
    text = keep_pins(text, first.body)
    if not _same(first.body, text):
        github.update_comment(first.id, text)
    for other in others:
        github.delete_comment(other.id)
    return replace(first, body=text)


def _by_anchor(review: Review, github: GitHub) -> tuple[tuple[LineComment, ...], tuple[LineComment, ...], tuple[LineComment, ...]]:
    """Divide the comments on lines into those that (will) stand there, those among them that are yet to be posted, and the rest.

    The diff is asked for only where something new is to be anchored in it.
    """
    fitting = [replace(item, body=sticky.fit(item.body)) for item in review.comments]
    if not fitting:
        return (), (), ()
    posted = [item for item in github.line_comments(review.number) if item.author == github.login]
    standing = [
        item for item in fitting if any((old.path, old.line) == (item.path, item.line) and _same(old.body, item.body) for old in posted)
    ]
    others = [item for item in fitting if item not in standing]
    lines = {file.path: commentable_lines(file.patch) for file in github.changed_files(review.number)} if others else {}
    fresh = [item for item in others if item.line in lines.get(item.path, ())][: max(MAX_LINE_COMMENTS - len(standing), 0)]
    folded = tuple(item for item in others if item not in fresh and not item.told)
    return (*standing, *fresh), tuple(fresh), folded


def _review(review: Review, github: GitHub, comments: tuple[LineComment, ...], text: str) -> tuple[LineComment, ...]:
    """Post comments as one review. GitHub takes all or none and does not say which is at fault: halve until it is alone."""
    if not comments:
        return ()
    try:
        github.create_review(review.number, review.head_sha, text, comments)
    except Unanchored:
        if len(comments) == 1:
            return comments
        half = len(comments) // 2
        return _review(review, github, comments[:half], text) + _review(review, github, comments[half:], text)
    return ()


def set_labels(number: int, labels: tuple[str, ...], standing: tuple[str, ...], github: GitHub) -> None:
    """Make our labels exactly `labels`, whatever other labels there are; GitHub does not tell cases apart."""
    present = {label.casefold(): label for label in standing}
    wanted = {label.casefold(): label for label in labels}
    if missing := tuple(label for key, label in wanted.items() if key not in present):
        github.add_labels(number, missing)
    for key, label in present.items():
        if key.startswith(LABEL_PREFIX) and key not in wanted:
            github.remove_label(number, label)


def _same(one: str, other: str) -> bool:
    """Tell whether two texts are the same comment: GitHub may give back other line ends."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
