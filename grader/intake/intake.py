"""Take in a pull request: read everything, check everything, execute nothing."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.problem import Problem
from grader.core.submission import Manifest, PullRequest, Submission
from grader.course import Course
from grader.intake.case import MAX_CODE, MAX_FILES, README, Case
from grader.intake.checks import PULL_REQUEST_CHECKS, TABLE_CHECKS
from grader.intake.encoding import decode
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.objects import GitError, Repository
from grader.intake.reader import read_document
from grader.intake.rows import lines_of, new_lines, new_rows, submitted
from grader.intake.title import read_title

#: A Git LFS pointer is smaller than this; only such small blobs are looked into.
SMALL = 1024


def take_in(repository: Repository, pull_request: PullRequest, course: Course, base: str) -> Submission:
    """Read a pull request against the tree `base` (the merge base) and check all that can be checked unrun.

    Raises:
        GitError: a tree is not in the repository.
    """
    case = _read(repository, pull_request, course, base)
    found: list[Problem] = [problem for check in PULL_REQUEST_CHECKS for problem in check(case)]
    if case.readme is not None:
        ours = new_lines(case.readme_text, case.base_text) | {row.line for row in case.rows} | {None}
        about = [*case.readme.problems, *(problem for check in TABLE_CHECKS for problem in check(case.readme))]
        found += [problem for problem in about if problem.place.line in ours]
    return Submission(
        pull_request=pull_request,
        team=case.title.team,
        homework=case.title.homework,
        manifest=case.manifest,
        rows=case.submitted,
        problems=tuple(sorted(found, key=_order)),
        code=_code(repository, case),
    )


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.path, problem.place.line or 0, problem.place.column or 0, problem.code


def _read(repository: Repository, pull_request: PullRequest, course: Course, base: str) -> Case:
    title, head = read_title(pull_request.title), pull_request.head_sha
    changes = repository.changes(base, head)
    sizes = repository.sizes(change.blob for change in changes)
    manifest, error = _manifest(repository, head, title.team, title.homework)
    head_bytes, base_bytes = _readme(repository, head), _readme(repository, base)
    readme = read_document(head_bytes, README) if head_bytes is not None else None
    readme_text, base_text = _text(head_bytes), _text(base_bytes)
    base_readme = read_document(base_bytes, README) if base_bytes is not None else None
    rows = tuple(new_rows(readme, readme_text, base_readme, base_text)) if readme else ()
    lesson = course.lesson(title.homework) if title.homework is not None else None
    return Case(
        pull_request=pull_request,
        course=course,
        title=title,
        lesson=lesson or course.lesson_of_branch(pull_request.base_branch),
        changes=changes,
        sizes=sizes,
        small=repository.blobs(change.blob for change in changes[:MAX_FILES] if sizes.get(change.blob, SMALL + 1) <= SMALL),
        files=repository.files(head, f"submissions/{title.team}/hw-{title.homework}") if title.canonical else {},
        manifest=manifest,
        manifest_error=error,
        readme=readme,
        base_readme=base_readme,
        readme_text=readme_text,
        base_text=base_text,
        rows=rows,
        submitted=submitted(rows, README, lines_of(readme_text), manifest),
    )


def _readme(repository: Repository, tree: str) -> bytes | None:
    try:
        return repository.read(tree, README)
    except GitError:  # too large: the check of sizes says so
        return None


def _text(data: bytes | None) -> str:
    """Decode a README as the reader of tables does, so that its line numbers hold here."""
    decoded = decode(data or b"")
    return decoded.text if decoded else ""


def _manifest(repository: Repository, head: str, team: str | None, homework: int | None) -> tuple[Manifest | None, BadInput | None]:
    if team is None or homework is None:
        return None, None
    path = f"submissions/{team}/hw-{homework}/{MANIFEST}"
    try:
        data = repository.read(head, path)
        return (read_manifest(data, path), None) if data is not None else (None, None)
    except GitError:
        return None, BadInput(path, "is far too large", code="too-large")
    except BadInput as error:
        return None, error


def _code(repository: Repository, case: Case) -> dict[str, str]:
    """Return the SHA-256 of every adapter that the manifest names and the pull request has."""
    if case.manifest is None or case.directory is None:
        return {}
    names = sorted({row.code for row in case.manifest.rows if row.code})
    found = {name: _adapter(repository, case, name) for name in names}
    return {name: sha256(data).hexdigest() for name, data in found.items() if data is not None}


def _adapter(repository: Repository, case: Case, name: str) -> bytes | None:
    try:
        return repository.read(case.pull_request.head_sha, f"{case.directory}/{name}", MAX_CODE)
    except GitError:
        return None


def write_code(repository: Repository, submission: Submission, target: Path) -> None:
    """Write the adapters of a submission to a new directory, for the verification to mount.

    Raises:
        GitError: a file is not what it was when it was taken in.
    """
    target.mkdir(parents=True)
    for name, digest in submission.code.items():
        data = repository.read(submission.pull_request.head_sha, f"{submission.directory}/{name}", MAX_CODE)
        if data is None or sha256(data).hexdigest() != digest:
            raise GitError(f"{name} is not the file that was taken in")
        (target / name).write_bytes(data)
        (target / name).chmod(0o444)
