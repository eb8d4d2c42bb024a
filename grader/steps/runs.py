"""Runs on their way: between jobs, from an earlier commit, or lost with their machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.core.errors import ArtifactError
from grader.core.measurement import NO_MACHINE
from grader.core.run import Ending, Owner, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.course import Course
from grader.steps.files import RUNS, SUBMISSION
from grader.steps.groups import Group, join, row_groups, to_be_run, unpack_runs
from grader.steps.key import runs_key
from grader.wire import artifact
from grader.wire.packed import pack

_ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRuns:
    """What is known without running: whether the rest has to be run, in which groups, the runs as one word, words for the log."""

    verify: bool
    packed: str = ""
    why: str
    groups: tuple[Group, ...] = ()


def pack_runs(work: Path) -> str:
    """Return runs.json as one word.

    Raises:
        ArtifactError: it cannot be read.
    """
    return pack(artifact.encode(artifact.read(Runs, work / RUNS)))


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
    everything = row_groups(submission, (), course.machines)
    if trigger.opened or trigger.again == _ALL:
        return KeptRuns(verify=True, why="everything is to be run", groups=everything)
    number, key = submission.pull_request.number, runs_key(submission, course)
    with connect(environment) as github:
        found = cached.kept(github, number, trigger.before, key) if trigger.before else None
        heads = [] if found else cached.graded_heads(github, number)
        for head in heads:
            found = found or (cached.kept(github, number, head, key) if head != trigger.before else None)
    if found is None:
        return KeptRuns(verify=True, why="no earlier commit was measured with the same code", groups=everything)
    if _ALL in found.again:
        return KeptRuns(verify=True, why="somebody has asked for everything to be measured again", groups=everything)
    known = unpack_runs(found.packed)
    again = _rows(trigger.again, submission) | _of_manifest(found.again, submission)
    return _reused(known, submission, again, course.machines)


def _rows(again: str, submission: Submission) -> set[int]:
    """Return the rows that are meant by lines of README or, where no row stands there, by 1-based numbers."""
    lines = {row.place.line: index for index, row in enumerate(submission.rows)}
    return {lines.get(int(number), int(number) - 1) for number in again.split(",") if number}


def _of_manifest(asked: Sequence[str], submission: Submission) -> set[int]:
    """Return the rows of the submission that belong to some rows of the manifest."""
    return {index for index, row in enumerate(submission.rows) if row.manifest is not None and str(row.manifest) in asked}


def _reused(kept: Runs, submission: Submission, again: set[int], machines: int) -> KeptRuns:
    """Turn runs kept by manifest rows into runs of the submission's rows; failures of ours and `again` are left out."""
    of_manifest = {run.row: run for run in kept.rows if run.end.ending.owner is not Owner.OURS}
    head, wanted = submission.pull_request.head_sha, to_be_run(submission)
    manifests = {index: submission.rows[index].manifest for index in wanted if index not in again}
    known = {index: of_manifest[row] for index, row in manifests.items() if row is not None and row in of_manifest}
    commits = {index: run.commit or kept.head_sha for index, run in known.items()}
    rows = tuple(replace(run, row=index, commit="" if commits[index] == head else commits[index]) for index, run in known.items())
    why = f"{len(rows)} of {len(wanted)} rows were measured at {kept.head_sha:.7} with the same code"
    packed = pack(artifact.encode(replace(kept, head_sha=head, rows=rows)))
    groups = row_groups(submission, known, machines)
    return KeptRuns(verify=bool(groups), packed=packed, why=why, groups=groups)


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
    return keep(runs_key(submission, course), pack(artifact.encode(replace(runs, rows=rows))), _lines(submission))


def _lines(submission: Submission) -> dict[int, int]:
    """Tell which manifest row somebody means by a line of README or, where no row stands there, by the number of a row."""
    places = [row.place.line for row in submission.rows]
    numbers = {index + 1: row.manifest for index, row in enumerate(submission.rows) if index + 1 not in places}
    lines = {row.place.line: row.manifest for row in submission.rows if row.place.line}
    return {line: row for line, row in {**numbers, **lines}.items() if row is not None}


def take_runs(work: Path, known: str, reports: Sequence[str], groups: Sequence[Group], verify: str) -> str:
    """Write runs.json from what is `known` and what the jobs that run code reported, each about its own group of rows.

    Whatever a job should have reported and did not is lost on our side: the row ends so, and costs the team nothing. `verify` is
    how those jobs have ended, in GitHub's words.

    Returns:
        What came of it, for the log.

    Raises:
        ArtifactError: submission.json cannot be read, or all runs together are larger than runs.json may be.
    """
    submission = artifact.read(Submission, work / SUBMISSION)
    head, wanted = submission.pull_request.head_sha, to_be_run(submission)
    given = {row for group in groups for row in group}
    found = join([*zip(reports, groups, strict=False), (known, set(wanted) - given)], head)
    there = {run.row for run in found.rows}
    missing = [index for index in wanted if index not in there] if verify != "skipped" else []
    detail = "; ".join(found.faults)[:300] or verify
    lost = RunEnd(ending=Ending.RUNNER_LOST, phase=Phase.PLAN, facts={"detail": detail})
    rows = sorted((*found.rows, *(RowRun(row=index, end=lost) for index in missing)), key=lambda run: run.row)
    if rows:
        artifact.write(_fitting(Runs(head_sha=head, machine=found.machine, rows=tuple(rows))), work / RUNS)
    return f"{len(found.rows)} rows reported, {len(missing)} lost ({detail})"


def _fitting(runs: Runs) -> Runs:
    """Leave the logs out of runs that several machines have made too large together: each has kept to the limit alone."""
    try:
        artifact.encode(runs)
    except ArtifactError:
        return replace(runs, rows=tuple(replace(run, end=replace(run.end, log="")) for run in runs.rows))
    return runs
