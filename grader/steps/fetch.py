"""Fetch: bring what rows need from the Hugging Face hub to this machine, before any code of a team runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from grader.core.errors import BadInput, GraderError
from grader.core.submission import Manifest, Submission
from grader.core.words import Fact, Language
from grader.course import Course, DataSet, Pin
from grader.course.store import Store
from grader.steps.files import SUBMISSION
from grader.steps.groups import to_be_run, unpack_runs
from grader.wire import artifact

if TYPE_CHECKING:
    from grader.hub.fetch import Fetched

_LOCAL = "local:"
_MODEL = re.compile(r"(?P<id>[A-Za-z0-9][A-Za-z0-9._-]{0,95}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?)@(?P<revision>[0-9a-f]{40})")
#: Told what is being brought, the bytes that are there, and those that there will be.
Heard = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing to bring: a commit of a model, or of the data set with the course's name for it."""

    pin: Pin
    data: DataSet | None = None

    @property
    def name(self) -> str:
        """How a person calls it."""
        return f"{self.pin.id}@{self.pin.revision:.7}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of it: where it lies, how much it is, whether it was there before; or the code and facts of why it cannot be had."""

    wanted: Wanted
    path: Path | None = None
    files: int = 0
    size: int = 0
    known: bool = False
    code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def wanted_model(text: str) -> Wanted:
    """Read `owner/name@commit`.

    Raises:
        BadInput: it is something else.
    """
    found = _MODEL.fullmatch(text)
    if found is None:
        raise BadInput(
            text[:200], "is no model with its commit: owner/name@40 hex digits", code="model",
            hint="the commit stands on the model's page on Hugging Face, Files → History; a branch or a tag can move",
        )  # fmt: skip
    return Wanted(pin=Pin(id=found["id"], revision=found["revision"]))


def wanted_data(name: str, course: Course) -> Wanted:
    """Find an evaluation set of the course that lies on the hub.

    Raises:
        BadInput: there is none of that name.
    """
    data = course.data.get(name)
    if data is None or data.hub is None:
        there = ", ".join(sorted(each for each, data in course.data.items() if data.hub)) or "none"
        what = "lies in the repository" if data else "is not in the course file"
        raise BadInput(name, f"{what}; on the hub: {there}", code="data", hint="evaluation sets stand under `data:` in .github/course.yml")
    return Wanted(pin=data.hub, data=data)


def wanted_course(course: Course) -> list[Wanted]:
    """Find every evaluation set of the course that lies on the hub."""
    return [Wanted(pin=data.hub, data=data) for data in course.data.values() if data.hub]


def wanted_manifest(path: Path, course: Course) -> list[Wanted]:
    """Find what the rows of a manifest need, given the file or its directory.

    Raises:
        BadInput: it cannot be read, or a model of the hub has no commit.
    """
    from grader.intake.manifest import MANIFEST, read_manifest

    file = path / MANIFEST if path.is_dir() else path
    try:
        manifest = read_manifest(file.read_bytes(), str(file))
    except OSError as error:
        raise BadInput(file, error.strerror or "cannot be read", code="missing") from error
    for row in manifest.rows:
        if row.revision is None and not row.model.startswith(_LOCAL):
            raise BadInput(
                file, f"the model {row.model} has no commit", code="revision", line=row.line, key="revision",
                hint="40 hex digits from the model's page on Hugging Face, Files → History",
            )  # fmt: skip
    return _of_rows(manifest, range(len(manifest.rows)), course)


def wanted_submission(work: Path, course: Course, known: str = "", rows: Collection[int] = ()) -> list[Wanted]:
    """Find what the rows of a submission need that `verify_submission` would run with the same arguments.

    Raises:
        ArtifactError: submission.json or what is known cannot be read.
    """
    submission = artifact.read(Submission, work / SUBMISSION)
    if submission.manifest is None:
        return []
    done = {run.row for run in unpack_runs(known).rows} if known else set()
    left = [index for index in to_be_run(submission) if index not in done and (not rows or index in rows)]
    entries = (submission.rows[index].manifest for index in left)
    return _of_rows(submission.manifest, [entry for entry in entries if entry is not None], course)


def _of_rows(manifest: Manifest, entries: Collection[int], course: Course) -> list[Wanted]:
    named = (manifest.rows[entry] for entry in entries)
    pins = [Pin(id=row.model, revision=row.revision) for row in named if row.revision and not row.model.startswith(_LOCAL)]
    data = course.data.get(manifest.data)
    sets = [Wanted(pin=data.hub, data=data)] if data and data.hub and entries else []
    return [*(Wanted(pin=pin) for pin in dict.fromkeys(pins)), *sets]


def fetch(wanted: Collection[Wanted], course: Course, to: Path | None, heard: Heard) -> Iterator[Brought]:
    """Bring one thing after the other; what cannot be had keeps nothing else from coming.

    Raises:
        GraderError: the packages that this takes are not installed.
    """
    if wanted and not find_spec("huggingface_hub"):
        raise GraderError("nothing can be fetched without huggingface_hub", hint="pip install -c constraints.txt -e '.[verify]'")
    store = Store(to.absolute()) if to else Store.here()
    for each in wanted:
        yield _brought(each, course, store, heard)


def _brought(wanted: Wanted, course: Course, store: Store, heard: Heard) -> Brought:
    from grader.hub.fetch import fetch_data, fetch_model
    from grader.hub.refused import Refused, Trouble

    def progress(done: int, total: int) -> None:
        heard(wanted.name, done, total)

    named: dict[str, Fact] = {"name": wanted.pin.id, "revision": wanted.pin.revision}
    try:
        found: Fetched
        if wanted.data is None:
            found = fetch_model(wanted.pin, course, store, progress)
        else:
            found = fetch_data(wanted.data, wanted.pin, course, store, progress)
    except Refused as refused:
        return Brought(wanted=wanted, code=refused.code, facts={**refused.facts, **named})
    except OSError as error:
        return Brought(wanted=wanted, code=Trouble.NOT_STORED, facts={**named, "detail": str(error)})
    files = found.listing.files
    return Brought(wanted=wanted, path=found.path, files=len(files), size=sum(file.size for file in files.values()), known=found.known)


def tell_brought(brought: Brought, language: Language) -> str:
    """Say in one line why something cannot be had."""
    from grader.review.escape import terminal
    from grader.steps.words import all_entries

    return all_entries()[brought.code].say(brought.facts, language, lambda fact: terminal(fact, 300))
