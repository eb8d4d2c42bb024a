"""Evidence: everything that a grading rests on in one file, and judging again from it."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader import __version__
from grader.core.decision import Decision, Decisions
from grader.core.errors import ArtifactError, GraderError
from grader.core.replay import Replay
from grader.core.run import Runs
from grader.core.submission import Submission
from grader.core.words import Language
from grader.course import Course, Pin
from grader.course.kept import decode_course, encode_course
from grader.course.store import Kind, Store
from grader.steps.files import CARD, DECISIONS, EVIDENCE, RUNS, SUBMISSION, row_name
from grader.wire import artifact
from grader.wire.bundle import Bundle, Fault, NotABundle, pack, read_bundle
from grader.wire.differences import differences

if TYPE_CHECKING:
    from grader.verify.evidence import RowSamples

COURSE, JUDGED_BY, ENVIRONMENT = "course.json", "judged-by.json", "environment.json"
#: Characters of a row's log that are kept, and bytes of all samples with their predictions.
LOG, SAMPLES = 64 << 10, 48 << 20


def write_evidence(work: Path, submission: Submission, runs: Runs, samples: Mapping[int, RowSamples], course: Course) -> None:
    """Write down what `runs` were computed from, and by what: raw samples, environment, course, versions, hashes, logs.

    The same input gives the same bytes. Labels never enter.

    Raises:
        ArtifactError: it is larger than a bundle may be.
    """
    from grader.review.escape import log_tail
    from grader.verify.evidence import encode

    members = {
        SUBMISSION: artifact.encode(submission),
        RUNS: artifact.encode(runs),
        COURSE: encode_course(course),
        ENVIRONMENT: _environment(submission, course),
    }
    room = SAMPLES // max(len(samples), 1)
    for row, found in samples.items():
        members[f"samples/row-{row}.json"] = encode(replace(found, name=row_name(submission, row)), room)
        if found.log.strip():
            members[f"logs/row-{row}.txt"] = log_tail(found.log, LOG).encode("utf-8", "replace") + b"\n"
    artifact.write_atomically(work / EVIDENCE, pack(Bundle(grader=__version__, members=members)))


def _environment(submission: Submission, course: Course) -> bytes:
    """Describe what the course's programs ran in, and name the files that decided; the machine itself stands in runs.json."""
    packages = {found.name: found.version for found in metadata.distributions()}
    plain = {
        "grader": __version__,
        "python": platform.python_version(),
        "course": {"name": course.name, "sha256": course.digest},
        "code": dict(sorted(submission.code.items())),
        "hub": _fetched(submission, course),
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def _fetched(submission: Submission, course: Course) -> dict[str, dict[str, str]]:
    """Return the SHA-256 of every file of the hub that the rows rest on, by `id@commit`."""
    manifest, store = submission.manifest, Store.here()
    if manifest is None:
        return {}
    pins = {(Kind.MODEL, Pin(id=row.model, revision=row.revision)) for row in manifest.rows if row.revision}
    if (data := course.data.get(manifest.data)) and data.hub:
        pins.add((Kind.DATA, data.hub))
    listings = sorted((f"{pin.id}@{pin.revision}", listing.files) for kind, pin in pins if (listing := store.listing(kind, pin)))
    return {name: {path: file.sha256 for path, file in sorted(files.items())} for name, files in listings if files}


def add_card(work: Path, submission: Submission, runs: Runs | None, course: Course) -> None:
    """Add the card, and what it was judged by, to the evidence in `work`, if there is any of these very runs.

    Evidence that cannot be read is left as it is: whoever replays it is told, and no verdict hangs on it.
    """
    try:
        bundle = read_bundle(work / EVIDENCE)
    except NotABundle:
        return
    members = {name: data for name, data in bundle.members.items() if name not in (CARD, DECISIONS, JUDGED_BY)}
    if runs is None or (members.get(SUBMISSION), members.get(RUNS)) != (artifact.encode(submission), artifact.encode(runs)):
        return
    members[CARD] = (work / CARD).read_bytes()
    if (work / DECISIONS).exists():
        members[DECISIONS] = (work / DECISIONS).read_bytes()
    if (judged_by := encode_course(course)) != members.get(COURSE):
        members[JUDGED_BY] = judged_by
    artifact.write_atomically(work / EVIDENCE, pack(replace(bundle, members=members)))


def replay_bundle(path: Path, course: Course | None = None) -> Replay:
    """Compute the measurements of a bundle from its raw samples, judge them, and compare with what it says.

    `course` judges instead of the one that the bundle keeps.

    Raises:
        NotABundle: the file is no bundle, not as it was written, or of a version whose files mean something else.
        GraderError: the packages that measuring takes are not installed.
    """
    if not find_spec("scipy"):
        raise GraderError("intervals cannot be computed without scipy", hint="pip install -c constraints.txt -e '.[verify]'")
    from grader.judge.judge import judge
    from grader.verify.evidence import remeasured

    bundle = read_bundle(path)
    contents = _Contents(bundle, path)
    submission, before = contents.artifact(Submission, SUBMISSION), contents.artifact(Runs, RUNS)
    measured_by = contents.course(COURSE)
    judged_by = course or (contents.course(JUDGED_BY) if JUDGED_BY in bundle.members else measured_by)
    try:
        runs, computed = remeasured(before, contents.samples(), measured_by.measuring)
    except ValueError as error:
        raise NotABundle(path, Fault.CONTENT, file="samples") from error
    card = judge(submission, runs, judged_by, contents.decisions())
    old, new = dict(bundle.members), {RUNS: artifact.encode(runs), CARD: artifact.encode(card)}
    names = [row_name(submission, index) for index in range(len(submission.rows))]
    found = [
        difference
        for name in (RUNS, CARD)
        if name in old
        for difference in differences(msgspec.json.decode(old[name]), msgspec.json.decode(new[name]), names)
    ]
    return Replay(
        written_by=bundle.grader,
        rows=len(runs.rows),
        measurements=sum(len(run.measurements) for run in runs.rows),
        computed=computed,
        runs_equal=old[RUNS] == new[RUNS],
        card=card,
        card_equal=old[CARD] == new[CARD] if CARD in old else None,
        differences=tuple(dict.fromkeys(found)),  # a measurement that differs does so in both files
    )


def tell_no_bundle(error: NotABundle, language: Language) -> str:
    """Say why a file is no bundle."""
    from grader.review.escape import terminal
    from grader.review.replayed import refused

    return f"{terminal(error.path, 300)}: {refused(error.fault, error.facts, language)}"


def tell_replay(replay: Replay, language: Language, *, version: str, other_course: bool) -> Iterator[str]:
    """Tell a replay, line by line."""
    from grader.review.replayed import replayed

    return replayed(replay, language, version=version, other_course=other_course)


class _Contents:
    """The files of a bundle as what they are."""

    def __init__(self, bundle: Bundle, path: Path) -> None:
        self._members, self._path = bundle.members, path

    def artifact(self, kind: type[artifact.T], name: str) -> artifact.T:
        try:
            return artifact.decode(kind, self._member(name), name)
        except ArtifactError as error:
            raise NotABundle(self._path, Fault.CONTENT, file=name) from error

    def decisions(self) -> tuple[Decision, ...]:
        return self.artifact(Decisions, DECISIONS).items if DECISIONS in self._members else ()

    def course(self, name: str) -> Course:
        try:
            return decode_course(self._member(name))
        except ValueError as error:
            raise NotABundle(self._path, Fault.CONTENT, file=name) from error

    def samples(self) -> dict[int, RowSamples]:
        from grader.verify.evidence import decode

        found = {}
        for name in self._members:
            if name.startswith("samples/"):
                try:
                    found[int(name.removeprefix("samples/row-").removesuffix(".json"))] = decode(self._members[name])
                except ValueError as error:
                    raise NotABundle(self._path, Fault.CONTENT, file=name) from error
        return found

    def _member(self, name: str) -> bytes:
        if name not in self._members:
            raise NotABundle(self._path, Fault.MISSING, file=name)
        return self._members[name]
