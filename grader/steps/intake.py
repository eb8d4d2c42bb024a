"""Intake: read what was handed in, from a file, a working copy or GitHub; nothing of it is executed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.submission import PullRequest, Submission
from grader.core.table import Document
from grader.course import Course
from grader.intake.objects import Repository
from grader.steps.files import CODE, SUBMISSION
from grader.wire import artifact


def read_table(path: Path) -> Document:
    """Read every table of a Markdown file, with the problems of the tables.

    Raises:
        OSError: the file cannot be read.
    """
    from grader.intake.checks import PLAUSIBLE_CHECKS, TABLE_CHECKS
    from grader.intake.encoding import decode
    from grader.intake.reader import read_document
    from grader.intake.sight import look

    readme = path.with_name("README.md")  # a quality without a name may be named by the same row there
    beside = [read_document(readme.read_bytes(), str(readme))] if readme != path and readme.is_file() else []
    data = path.read_bytes()
    document = read_document(data, str(path), beside=beside)
    sight = look(document, text=decoded.text if document.tables and (decoded := decode(data)) else "")
    found = [problem for check in TABLE_CHECKS for problem in check(document)]
    found += [problem for check in PLAUSIBLE_CHECKS for problem in check(sight)]
    return replace(document, problems=(*document.problems, *found))


class Unwanted(StrEnum):
    """Why a grading that was started is not wanted any more."""

    MOVED = "the pull request has moved on; a newer event grades the newer commit"
    CLOSED = "the pull request is closed"


def take_in_event(
    event: Path | bytes, work: Path, course: Course, environment: Mapping[str, str], *, head: str | None = None, anyway: bool = False
) -> Submission | Unwanted:
    """Intake, from a GitHub event: fetch the pull request as git objects and write submission.json and code/.

    With `head`, which an earlier job has seen, that commit is taken in, whatever the pull request has become since. With `anyway`, as
    for a merge, it is the commit that GitHub names now, even if the pull request is closed: whoever asked is owed an answer.

    Raises:
        GraderError: the event, the pull request or the repository cannot be read.
    """
    from grader.github.connect import connect
    from grader.github.event import pull_request_of, trigger_of
    from grader.intake.elsewhere import lesson_branches

    with connect(environment) as github:
        pull_request = pull_request_of(event, github)
        head = pull_request.head_sha if anyway and head is None else head
        if head is None and trigger_of(event).dispatched and not github.standing(pull_request.number).is_open:
            return Unwanted.CLOSED
    wanted = replace(pull_request, head_sha=head or pull_request.head_sha)
    server = environment.get("GITHUB_SERVER_URL", "https://github.com")
    with TemporaryDirectory(prefix="grader-objects-") as directory:
        repository = Repository.create(Path(directory))
        present, base = f"refs/pull/{wanted.number}/head", f"refs/heads/{wanted.base_branch}"
        url = f"{server}/{wanted.repository}.git"
        others = lesson_branches(repository, url, course, wanted.base_branch)
        repository.fetch(url, f"+{present}:{present}", f"+{base}:{base}", *others)
        if repository.commit(present) != wanted.head_sha:
            if head is None:
                return Unwanted.MOVED
            repository.fetch(url, f"+{wanted.head_sha}:refs/grader/head")  # a force push has left it without a name
        return _take_in(repository, wanted, work, course, repository.commit(base))


def _take_in(repository: Repository, pull_request: PullRequest, work: Path, course: Course, base: str) -> Submission:
    from grader.intake.intake import take_in, write_code

    ancestor = repository.merge_base(base, pull_request.head_sha) or base
    if ancestor == pull_request.head_sha:  # merged: what it brought is told by where the branch stood before
        ancestor = repository.merge_base(pull_request.base_sha, pull_request.head_sha) or base
    submission = take_in(repository, pull_request, course, ancestor)
    write_code(repository, submission, work / CODE)
    artifact.write(submission, work / SUBMISSION)
    return submission


def check_working_copy(directory: Path, course: Course, title: str | None = None, base: str | None = None) -> Submission:
    """Intake, from a working copy as it lies on the disk, before anything is pushed.

    The files become a tree in a temporary object store, so that they are read exactly as a pull request is; neither the
    index nor the repository is touched. `base` is what the work started from: the lesson branch, else the last commit.

    Raises:
        BadInput: the directory is not in a git working copy, or `base` is unknown.
    """
    from grader.intake.intake import take_in
    from grader.intake.local import local_pull_request, working_tree

    with working_tree(directory) as (repository, tree):
        pull_request, ancestor = local_pull_request(repository, tree, course, title=title, base=base)
        return take_in(repository, pull_request, course, ancestor)
