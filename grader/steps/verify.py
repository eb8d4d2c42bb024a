"""Verify: run a submission and write down what was measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.core.run import Phase, Runs
from grader.core.submission import Submission
from grader.course import Course
from grader.steps.evidence import write_evidence
from grader.steps.files import CODE, RUNS, SUBMISSION, row_name
from grader.steps.groups import unpack_runs
from grader.wire import artifact

if TYPE_CHECKING:
    from grader.verify.evidence import RowSamples


class Progress:
    """Hears how far a verification has come; this one keeps silent."""

    def begin(self, names: Mapping[int, str]) -> None:
        """Hear the names of the rows that will run."""

    def advance(self, row: int, phase: Phase, done: float) -> None:
        """Hear that a row has come to a phase, and how much of it is done (0 to 1)."""


def verify_submission(
    work: Path, course: Course, progress: Progress, known: str = "", rows: Collection[int] = (), private: Path | None = None
) -> Runs:
    """Verify: run the submission in `work` and write runs.json and evidence.tar.gz; rows whose runs are `known` (packed) are not run again.

    With `rows`, only those are run: the others are some other machine's. Private parts of evaluation sets lie in `private`.

    Raises:
        GraderError: submission.json or what is known cannot be read, or the course's own data cannot.
    """
    submission = artifact.read(Submission, work / SUBMISSION)
    before = unpack_runs(known) if known else None
    done = {run.row for run in before.rows} if before else set()
    skipped = done | (set(range(len(submission.rows))) - set(rows) if rows else set())
    left = tuple(replace(row, manifest=None) if index in skipped else row for index, row in enumerate(submission.rows))
    runs, samples = _verify(replace(submission, rows=left), work, course, progress, private)
    if before:
        places = {run.row: run.machine or before.machine for run in before.rows}
        earlier = (replace(run, machine=None if places[run.row] == runs.machine else places[run.row]) for run in before.rows)
        runs = replace(runs, rows=tuple(sorted((*earlier, *runs.rows), key=lambda run: run.row)))
        artifact.write(runs, work / RUNS)
    write_evidence(work, submission, runs, samples, course)
    return runs


def _verify(
    submission: Submission, work: Path, course: Course, progress: Progress, private: Path | None = None
) -> tuple[Runs, dict[int, RowSamples]]:
    from grader.verify.verify import verify

    progress.begin({index: row_name(submission, index) for index, row in enumerate(submission.rows) if row.manifest is not None})
    verified = verify(submission, work / CODE, course, progress.advance, private)
    bare = [replace(run, measurements=tuple(replace(m, samples=()) for m in run.measurements)) for run in verified.runs.rows]
    runs = replace(verified.runs, rows=tuple(bare))
    artifact.write(runs, work / RUNS)
    return runs, verified.samples


def measure(directory: Path, course: Course, work: Path, progress: Progress) -> tuple[Submission, Runs]:
    """Measure the rows of a manifest on this machine, as the bot would; there are no claims, so nothing is judged.

    Raises:
        BadInput: the manifest is missing or wrong.
    """
    from grader.intake.local import bare_submission

    submission = bare_submission(directory, work / CODE)
    runs, samples = _verify(submission, work, course, progress)
    write_evidence(work, submission, runs, samples, course)
    return submission, runs
