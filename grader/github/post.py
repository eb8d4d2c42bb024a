"""Post a review: one comment that stays, comments on lines, labels, and the decision as a check run.

Everything is looked up before it is written, so posting again repeats nothing: a run that died half-way is simply run again.
The check run comes last, because a head without one is how a run that died is found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from grader.core.review import LineComment, Review
from grader.github import sticky
from grader.github.diff import commentable_lines
from grader.github.port import CheckRun, Comment, GitHub, Unanchored

CHECK_NAME = "grader"
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


def post(review: Review, github: GitHub, *, run: int = 0) -> Posted:
    """Post a review; `run` is a number that grows from run to run (GITHUB_RUN_ID), so that an older one cannot win.

    A first review takes 10 requests, an update without comments on lines 6, and one for each label taken off.

    Raises:
        GitHubError: GitHub refused or did not answer; posting again completes the work.
        ValueError: a label is not one of ours, that is, does not start with `grader: `.
    """
    if foreign := [label for label in review.labels if not label.startswith(LABEL_PREFIX)]:
        raise ValueError(f"labels must start with {LABEL_PREFIX!r}: {foreign}")
    head = github.pull_request(review.number).head_sha
    mark = sticky.Mark(head_sha=review.head_sha, run=run)
    found = sticky.find(github.comments(review.number), github.login)
    newest = max(found, key=lambda pair: pair[1].rank(head), default=None)

    def stick(folded: tuple[LineComment, ...], over: list[Comment]) -> Comment:
        return _stick(github, review.number, sticky.compose(mark, review.body, folded, head), over)

    on_lines: tuple[LineComment, ...] = ()
    folded: tuple[LineComment, ...] = ()
    superseded = newest is not None and newest[1].rank(head) > mark.rank(head)
    if newest and superseded:
        comment = newest[0]
    elif review.head_sha != head:  # the lines have moved and the labels belong to the next result
        folded = review.comments
        comment = stick(folded, [old for old, _ in found])
    else:
        on_lines, folded = _by_anchor(review, github)
        comment = stick(folded, [old for old, _ in found])
        if refused := _comment_on_lines(review, github, on_lines, _SEE.format(url=comment.url)):
            on_lines, folded = tuple(item for item in on_lines if item not in refused), folded + refused
            comment = stick(folded, [comment])
        _set_labels(review, github)
    return Posted(
        comment_url=comment.url,
        check_run=_check(review, github, run, comment.url),
        on_lines=len(on_lines),
        folded=len(folded),
        superseded=superseded,
        outdated=review.head_sha != head,
    )


def _stick(github: GitHub, number: int, text: str, over: list[Comment]) -> Comment:
    """Write the sticky comment over the oldest that stands; further ones came of two runs at once and are deleted."""
    if not over:
        return github.create_comment(number, text)
    first, *others = over
    if not _same(first.body, text):
        github.update_comment(first.id, text)
    for other in others:
        github.delete_comment(other.id)
    return replace(first, body=text)


def _by_anchor(review: Review, github: GitHub) -> tuple[tuple[LineComment, ...], tuple[LineComment, ...]]:
    """Divide the comments on lines into those that the diff can carry and the rest."""
    if not review.comments:
        return (), ()
    lines = {file.path: commentable_lines(file.patch) for file in github.changed_files(review.number)}
    inside = [item for item in review.comments if item.line in lines.get(item.path, ())][:MAX_LINE_COMMENTS]
    folded = tuple(item for item in review.comments if item not in inside)
    return tuple(replace(item, body=sticky.fit(item.body)) for item in inside), folded


def _comment_on_lines(review: Review, github: GitHub, comments: tuple[LineComment, ...], text: str) -> tuple[LineComment, ...]:
    """Post the comments that do not stand on their lines yet; return those that GitHub refuses to anchor."""
    if not comments:
        return ()
    standing = [item for item in github.line_comments(review.number) if item.author == github.login]
    fresh = [
        item
        for item in comments
        if not any((old.path, old.line) == (item.path, item.line) and _same(old.body, item.body) for old in standing)
    ]
    return _review(review, github, tuple(fresh), text)


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


def _set_labels(review: Review, github: GitHub) -> None:
    """Make our labels exactly those of the review, whatever other labels there are; GitHub does not tell cases apart."""
    present = {label.casefold(): label for label in github.labels(review.number)}
    wanted = {label.casefold(): label for label in review.labels}
    if missing := tuple(label for key, label in wanted.items() if key not in present):
        github.add_labels(review.number, missing)
    for key, label in present.items():
        if key.startswith(LABEL_PREFIX) and key not in wanted:
            github.remove_label(review.number, label)


def _check(review: Review, github: GitHub, run: int, url: str) -> int:
    """Write the check run of this pull request on the reviewed commit, unless a later run has written it; return its id.

    Two pull requests can have one head commit (the same branch into two lessons), hence the number in `external_id`.
    """
    check = CheckRun(
        name=CHECK_NAME,
        head_sha=review.head_sha,
        external_id=f"{review.number}/{run}",
        conclusion=review.conclusion,
        title=review.title[:255],
        summary=sticky.fit(review.body),
        details_url=url,
    )
    runs: dict[int, int] = {}
    for posted in github.check_runs(review.head_sha, CHECK_NAME):
        number, _, written_by = posted.external_id.partition("/")
        if number == str(review.number) and written_by.isdecimal():
            runs[int(written_by)] = posted.id
    if not runs:
        return github.create_check_run(check)
    latest = max(runs)
    if latest <= run:
        github.update_check_run(runs[latest], check)
    return runs[latest]


def _same(one: str, other: str) -> bool:
    """Tell whether two texts are the same comment: GitHub may give back other line ends."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
