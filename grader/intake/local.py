"""A student's working copy, read as if it were a pull request."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.errors import BadInput
from grader.core.problem import Place
from grader.core.submission import PullRequest, Submission, SubmittedRow
from grader.course import Course, Lesson
from grader.intake.elsewhere import PLACES
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.objects import GitError, Repository

_MANIFEST = re.compile(r"submissions/([^/]+)/hw-([0-9]{1,2})/submission\.yml")


@contextmanager
def working_tree(directory: Path) -> Iterator[tuple[Repository, str]]:
    """Write the files of a working copy, ignored ones left out, as a tree into a temporary object store.

    Raises:
        BadInput: the directory is not in a git working copy.
    """
    try:
        answer = Repository(directory).run(
            "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-common-dir", "--git-path", "index"
        )
    except GitError as error:
        raise BadInput(directory, "is not in a git working copy", hint="run the command in your fork of the course's repository") from error
    top, common, index = (Path(line) for line in answer.decode().splitlines())
    with TemporaryDirectory(prefix="grader-check-") as temporary:
        scratch = Path(temporary)
        (scratch / "objects").mkdir()
        if index.exists():
            shutil.copyfile(index, scratch / "index")  # its cache saves git from reading unchanged files
        repository = Repository(
            top,
            GIT_INDEX_FILE=str(scratch / "index"),
            GIT_OBJECT_DIRECTORY=str(scratch / "objects"),
            GIT_ALTERNATE_OBJECT_DIRECTORIES=str(common / "objects"),
        )
        repository.run("add", "--all")
        yield repository, repository.run("write-tree").decode().strip()


def local_pull_request(
    repository: Repository, tree: str, course: Course, *, title: str | None, base: str | None
) -> tuple[PullRequest, str]:
    """Guess the pull request that a tree would become, and the commit or tree to compare it with.

    The lesson is that of the title, else of the current branch, else of the one manifest that is new; the base is the
    lesson's branch at the course's remote, else the last commit, else nothing at all.

    Raises:
        BadInput: `base` is unknown.
    """
    listing = repository.run("for-each-ref", "--format=%(HEAD)%(refname) %(objectname)").decode().splitlines()
    references = dict(line[1:].split() for line in listing)
    branch = next((line[1:].split()[0] for line in listing if line.startswith("*")), "")
    head = references.get(branch) or _detached(repository)
    lesson = _lesson(course, title, branch)
    ancestor = _ancestor(repository, {name: sha for name, sha in references.items() if name != branch}, head, lesson, base)
    if title is None:
        teams = {
            match.groups() for change in repository.changes(ancestor, tree) if change.path and (match := _MANIFEST.fullmatch(change.path))
        }
        title = " HW-".join(teams.pop()) if len(teams) == 1 else ""
        lesson = lesson or _lesson(course, title, branch)
    return PullRequest(
        repository="working-copy", number=0, title=title, author="you",
        base_branch=lesson.branch if lesson else "", base_sha=ancestor, head_sha=tree,
    ), ancestor  # fmt: skip


def _lesson(course: Course, title: str | None, branch: str) -> Lesson | None:
    number = re.search(r"([0-9]{1,2})\s*$", title or "")
    return course.lesson(int(number[1])) if number else course.lesson_of_branch(branch.removeprefix("refs/heads/"))


def _ancestor(repository: Repository, references: Mapping[str, str], head: str | None, lesson: Lesson | None, base: str | None) -> str:
    if head is None:
        return repository.run("hash-object", "-t", "tree", "-w", "--stdin").decode().strip()  # the empty tree
    if base is not None:
        try:
            wanted = repository.commit(base)
        except GitError as error:
            raise BadInput("--base", f"there is no commit {base!r}", hint="name a branch or a commit that `git log` knows") from error
    else:
        names = [f"{place}{lesson.branch}" for place in PLACES] if lesson else []
        wanted = next((references[name] for name in names if name in references), head)
    return head if wanted == head else repository.merge_base(wanted, head) or wanted


def _detached(repository: Repository) -> str | None:
    """Return the commit of a HEAD on no branch; None where there is no commit at all."""
    try:
        return repository.commit("HEAD")
    except GitError:
        return None


def bare_submission(directory: Path, code: Path) -> Submission:
    """Read a submission's own directory for measuring it, without table and without pull request: rows claim nothing.

    Copies the adapters to the new directory `code`.

    Raises:
        BadInput: the manifest is missing or wrong.
    """
    path = directory / MANIFEST
    try:
        manifest = read_manifest(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(path, error.strerror or "cannot be read", code="missing") from error
    code.mkdir(parents=True)
    digests: dict[str, str] = {}
    for name in sorted({row.code for row in manifest.rows if row.code}):
        if (directory / name).is_file():
            shutil.copyfile(directory / name, code / name)
            digests[name] = sha256((code / name).read_bytes()).hexdigest()
    rows = tuple(
        SubmittedRow(
            model=row.model,
            method=row.method,
            method_text=row.method_text,
            place=Place(path=str(path), line=row.line),
            manifest=index,
            not_applicable=row.excused,
            reason=row.reason or "" if row.excused else "",
        )
        for index, row in enumerate(manifest.rows)
    )
    nobody = PullRequest(
        repository="working-copy", number=0, title="", author="you", base_branch="", base_sha="0" * 40, head_sha="0" * 40
    )  # fmt: skip
    return Submission(pull_request=nobody, team=manifest.team, homework=manifest.homework, manifest=manifest, rows=rows, code=digests)
