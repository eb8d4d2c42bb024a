"""Runs on their way: between jobs, from an earlier commit, or lost with their machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from grader.core.errors import ArtifactError
from grader.core.measurement import NO_MACHINE
from grader.core.run import Ending, Owner, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.course import Course
from grader.steps.files import RUNS, SUBMISSION
from grader.steps.key import runs_key
from grader.wire import artifact
from grader.wire.packed import pack, unpack

_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRuns:
    """What is known without running: whether the rest has to be run, the runs as one word, and words for the log."""

    verify: bool
    packed: str = ""
    why: str


def pack_runs(work: Path) -> str:
    """Return runs.json as one word.

    Raises:
        ArtifactError: it cannot be read.
    """
    return pack(artifact.encode(artifact.read(Runs, work / RUNS)))


def unpack_runs(packed: str) -> Runs:
    """Read runs from one word.

    Raises:
        ArtifactError: they are too large, or break their schema.
    """
    return artifact.decode(Runs, unpack(packed, artifact.ARTIFACTS[Runs][1], "the report"), "the report")


def to_be_run(submission: Submission) -> list[int]:
    """Return the indices of the rows that have code to run."""
    return [index for index, row in enumerate(submission.rows) if row.manifest is not None and not row.not_applicable]


def find_kept_runs(event: Path | bytes, work: Path, course: Course, environment: Mapping[str, str]) -> KeptRuns:
    """Find what was measured at an earlier commit of this pull request with the same key.

    Takes no request for a new pull request, one where the commit before a push was graded, and up to three elsewhere.

    Raises:
        GraderError: a file cannot be read, or GitHub did not answer.
    """
    from grader.github import cached
    from grader.github.connect import connect
    from grader.github.event import trigger_of

    submission, trigger = artifact.read(Submission, work / SUBMISSION), trigger_of(event)
    wanted = to_be_run(submission)
    if not wanted:
        return KeptRuns(verify=False, why="there is nothing to run")
    if trigger.opened or trigger.again == _ALL:
        return KeptRuns(verify=True, why="everything is to be run")
    number, key = submission.pull_request.number, runs_key(submission, course)
    with connect(environment) as github:
        packed = cached.kept(github, number, trigger.before, key) if trigger.before else None
        heads = [] if packed else cached.graded_heads(github, number)
        for head in heads:
            packed = packed or (cached.kept(github, number, head, key) if head != trigger.before else None)
    if packed is None:
        return KeptRuns(verify=True, why="no earlier commit was measured with the same code")
    return _reused(unpack_runs(packed), submission, _rows(trigger.again, submission))


def _rows(again: str, submission: Submission) -> set[int]:
    """Return the rows that are meant by lines of README or, where no row stands there, by 1-based numbers."""
    lines = {row.place.line: index for index, row in enumerate(submission.rows)}
    return {lines.get(int(number), int(number) - 1) for number in again.split(",") if number}


def _reused(kept: Runs, submission: Submission, again: set[int]) -> KeptRuns:
    """Turn runs kept by manifest rows into runs of the submission's rows; failures of ours and `again` are left out."""
    of_manifest = {run.row: run for run in kept.rows if run.end.ending.owner is not Owner.OURS}
    wanted = to_be_run(submission)
    manifests = {index: submission.rows[index].manifest for index in wanted if index not in again}
    rows = tuple(replace(of_manifest[known], row=index) for index, known in manifests.items() if known is not None and known in of_manifest)
    runs = replace(kept, head_sha=submission.pull_request.head_sha, rows=rows)
    why = f"{len(rows)} of {len(wanted)} rows were measured at {kept.head_sha:.7} with the same code"
    return KeptRuns(verify=len(rows) < len(wanted), packed=pack(artifact.encode(runs)), why=why)


def text_to_keep(work: Path, course: Course) -> str:
    """Return what the check run keeps of the runs of this grading, by manifest rows; nothing where nothing was run.

    Raises:
        ArtifactError: a file cannot be read.
    """
    from grader.github.cached import keep

    if not (work / RUNS).exists():
        return ""
    submission, runs = artifact.read(Submission, work / SUBMISSION), artifact.read(Runs, work / RUNS)
    manifests = {index: row.manifest for index, row in enumerate(submission.rows)}
    rows = tuple(replace(run, row=known) for run in runs.rows if (known := manifests.get(run.row)) is not None)
    if runs.machine == NO_MACHINE or not rows:
        return ""
    return keep(runs_key(submission, course), pack(artifact.encode(replace(runs, rows=rows))))


def take_runs(work: Path, packed: str, verify: str) -> str:
    """Write runs.json from what another job reported; `verify` is how the job that runs code has ended, in GitHub's words.

    Whatever that job should have reported and did not is lost on our side: the row ends so, and costs the team nothing.

    Returns:
        What came of it, for the log.

    Raises:
        ArtifactError: submission.json cannot be read.
    """
    submission = artifact.read(Submission, work / SUBMISSION)
    head, detail, runs = submission.pull_request.head_sha, verify, None
    try:
        runs = unpack_runs(packed) if packed else None
    except ArtifactError as error:
        detail = str(error)[:300]
    known = runs.rows if runs and runs.head_sha == head else ()
    missing = [] if verify == "skipped" else [index for index in to_be_run(submission) if index not in {run.row for run in known}]
    lost = RunEnd(ending=Ending.RUNNER_LOST, phase=Phase.PLAN, facts={"detail": detail})
    rows = sorted((*known, *(RowRun(row=index, end=lost) for index in missing)), key=lambda run: run.row)
    if rows:
        machine = runs.machine if runs and known else NO_MACHINE
        artifact.write(Runs(head_sha=head, machine=machine, rows=tuple(rows)), work / RUNS)
    return f"{len(known)} rows reported, {len(missing)} lost ({detail})"
