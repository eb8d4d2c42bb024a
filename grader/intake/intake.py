"""Take in a pull request: read everything, check everything, execute nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.problem import Place, Problem
from grader.core.submission import Manifest, PullRequest, Submission
from grader.core.table import Document
from grader.core.words import Severity
from grader.course import Course
from grader.intake import checks
from grader.intake.canonical import with_fixes
from grader.intake.case import MAX_CODE, MAX_FILES, README, Case
from grader.intake.checks import PLAUSIBLE_CHECKS, PULL_REQUEST_CHECKS, TABLE_CHECKS
from grader.intake.encoding import decode
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.objects import FILE_MODES, Change, GitError, Repository
from grader.intake.owner import owner_of
from grader.intake.reader import LIMITS, read_document
from grader.intake.rebuilt import with_rows
from grader.intake.remarks import remarks
from grader.intake.rows import lines_of, new_lines, new_rows, submitted
from grader.intake.sight import look
from grader.intake.surroundings import surroundings
from grader.intake.title import read_title
from grader.wire.yaml import MAX_BYTES

#: Other Markdown files of a pull request that are looked into for results.
MOST_REPORTS = 5
#: More rows than these are not taken from one pull request.
MOST_ROWS = 200
#: More problems than these are only counted.
MOST_PROBLEMS = 150
#: With so many problems the line itself is kept, up to so many characters; the others have their cell.
MOST_SHOWN, LONGEST_SHOWN = 100, 500
#: A Git LFS pointer is smaller than this; only such small blobs are looked into.
SMALL = 1024


def take_in(repository: Repository, pull_request: PullRequest, course: Course, base: str) -> Submission:
    """Read a pull request against the tree `base` (the merge base) and check all that can be checked unrun.

    Raises:
        GitError: a tree is not in the repository.
    """
    case = _read(repository, pull_request, course, base)
    found = list(with_rows((problem for check in PULL_REQUEST_CHECKS for problem in check(case)), case))
    if case.readme is not None:
        ours = new_lines(case.readme_text, case.base_text) | {row.line for row in case.rows} | {None}
        about = [*case.readme.problems, *(problem for check in TABLE_CHECKS for problem in check(case.readme))]
        theirs = sorted((problem for problem in about if problem.place.line in ours), key=_order)
        found += checks.table_too_large.too_many(case.row_count, MOST_ROWS, LIMITS.facts, README)
        found += with_fixes(theirs, case.readme, lines_of(case.readme_text), case.rows)
        sight = look(case.readme, case.rows, case.readme_text, surroundings(repository, case, base))
        found += [problem for check in PLAUSIBLE_CHECKS for problem in check(sight)]
    told, traces = remarks(repository, case)
    return Submission(
        pull_request=pull_request,
        team=case.title.team,
        homework=case.title.homework,
        manifest=case.manifest,
        rows=case.submitted,
        problems=tuple(sorted(_with_lines(_limited(found), case), key=_order)),
        code={name: sha256(data).hexdigest() for name, data in case.adapters.items()},
        remarks=tuple(_with_lines(told, case)),
        traces=traces,
    )


def _order(problem: Problem) -> tuple[str, int, int, str]:
    return problem.place.path, problem.place.line or 0, problem.place.column or 0, problem.code


def _limited(problems: list[Problem]) -> list[Problem]:
    """Keep what matters most, and count the rest: a whole table of nonsense must fit into the artifact."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    kept = sorted(problems, key=lambda problem: list(Severity).index(problem.severity))[:MOST_PROBLEMS]
    return [*kept, Problem.of(checks.problems_more.ENTRY, Place(path=README), {"count": len(problems) - MOST_PROBLEMS})]


def _with_lines(problems: Iterable[Problem], case: Case) -> Iterator[Problem]:
    """Give each problem of a line the line itself, to be shown with it and for suggestions."""
    texts = {README: lines_of(case.readme_text), f"{case.directory}/{MANIFEST}": lines_of(case.manifest_text)}
    for number, problem in enumerate(problems):
        place = problem.place
        known = place.line is not None and 0 < place.line <= len(texts.get(place.path, ()))
        if place.line is None or not known or (number >= MOST_SHOWN and not problem.fix):
            yield problem
        else:
            line = texts[place.path][place.line - 1]
            yield replace(problem, place=replace(place, text=line if problem.fix else line[:LONGEST_SHOWN]))


def _read(repository: Repository, pull_request: PullRequest, course: Course, base: str) -> Case:
    title, head = read_title(pull_request.title), pull_request.head_sha
    changes = repository.changes(base, head)
    sizes = repository.sizes(change.blob for change in changes)
    home = f"submissions/{title.team}/hw-{title.homework}" if title.canonical else None
    data = repository.read_all(head, [README, *([f"{home}/{MANIFEST}"] if home else [])])
    base_bytes = repository.read_all(base, [README]).get(README)
    manifest, error, manifest_text = _manifest(data, f"{home}/{MANIFEST}")
    head_bytes = data.get(README)
    readme = read_document(head_bytes, README) if head_bytes is not None else None
    readme_text, base_text = _text(head_bytes), _text(base_bytes)
    base_readme = read_document(base_bytes, README) if base_bytes is not None else None
    new = tuple(new_rows(readme, readme_text, base_readme, base_text)) if readme else ()
    rows = new if len(new) <= MOST_ROWS else ()
    lesson = course.lesson(title.homework) if title.homework is not None else None
    return Case(
        pull_request=pull_request,
        course=course,
        title=title,
        lesson=lesson or course.lesson_of_branch(pull_request.base_branch),
        changes=changes,
        sizes=sizes,
        small=repository.blobs(change.blob for change in changes[:MAX_FILES] if sizes.get(change.blob, SMALL + 1) <= SMALL),
        files=repository.files(head, home) if home else {},
        manifest=manifest,
        manifest_error=error,
        manifest_text=manifest_text,
        readme=readme,
        base_readme=base_readme,
        readme_text=readme_text,
        base_text=base_text,
        rows=rows,
        row_count=len(new),
        owner=owner_of(repository, pull_request, base, home) if home else "",
        submitted=submitted(rows, README, lines_of(readme_text), manifest),
        reports=() if rows else tuple(_reports(repository, changes, sizes)),
        adapters=_adapters(repository, head, home, manifest),
    )


def _reports(repository: Repository, changes: Iterable[Change], sizes: Mapping[str, int]) -> Iterator[Document]:
    """Read the other Markdown files that were changed, up to a number and as far as they are not too large."""
    paths = {
        change.path: change.blob
        for change in changes
        if change.path and change.path != README and change.path.lower().endswith((".md", ".markdown"))
        if change.mode in FILE_MODES and sizes.get(change.blob, LIMITS.size + 1) <= LIMITS.size
    }
    chosen = dict(sorted(paths.items())[:MOST_REPORTS])
    texts = repository.blobs(chosen.values()) if chosen else {}
    yield from (read_document(texts[blob], path) for path, blob in chosen.items())


def _text(data: bytes | None) -> str:
    """Decode a README as the reader of tables does, so that its line numbers hold here."""
    decoded = decode(data or b"")
    return decoded.text if decoded else ""


def _manifest(files: Mapping[str, bytes | None], path: str) -> tuple[Manifest | None, BadInput | None, str]:
    """Return the manifest, or why it cannot be read, and its text where YAML counts lines as everybody does."""
    if path not in files:
        return None, None, ""
    data = files[path]
    if data is None:
        return None, BadInput(path, "is far too large", code="too-large"), ""
    text = data[:MAX_BYTES].decode("utf-8", "replace")
    text = "" if re.search("[\x85\u2028\u2029]", text) else text
    try:
        return read_manifest(data, path), None, text
    except BadInput as error:
        return None, error, text


def _adapters(repository: Repository, head: str, home: str | None, manifest: Manifest | None) -> dict[str, bytes]:
    """Return every adapter that the manifest names and the pull request has, by its name."""
    if manifest is None or home is None:
        return {}
    found = repository.read_all(head, sorted({f"{home}/{row.code}" for row in manifest.rows if row.code}), MAX_CODE)
    return {path.rpartition("/")[2]: data for path, data in found.items() if data is not None}


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
