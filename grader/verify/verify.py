"""Run every row of a submission. Nothing here knows what the team claims."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.errors import BadInput, SandboxUnavailable
from grader.core.run import Ending, Owner, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.course import Course
from grader.course.store import Store
from grader.verify.bench import Bench, Progress, RowRecord
from grader.verify.doubts import doubts
from grader.verify.endings import Ended, tail
from grader.verify.evidence import RowSamples, without_predictions
from grader.verify.machine import this_machine
from grader.verify.plan import PlannedRow, RefusedRow, located, planned
from grader.verify.results import round_trip
from grader.verify.sandbox import sweep
from grader.verify.start import Start
from grader.verify.tasks import TASKS

#: Bytes of the logs that are kept, of one row and of all: `runs.json` has to fit into a job output.
LOG_TAIL, LOGS = 4_000, 24_000
#: Failures of ours that may be gone a moment later; a row that ends so is run again, once.
PASSING = {Ending.SANDBOX_UNAVAILABLE, Ending.SUPERVISOR_FAILED, Ending.ORIGINAL_FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome of verification: the exchanged summary, and the raw samples of each row for the evidence."""

    runs: Runs
    samples: dict[int, RowSamples]

    @property
    def starts(self) -> dict[int, tuple[Start, ...]]:
        """The starts of each row."""
        return {row: samples.starts for row, samples in self.samples.items()}


def verify(submission: Submission, code: Path, course: Course, progress: Progress, private: Path | None = None) -> Verified:
    """Run every row that has a manifest entry; `code` is the directory of the team's files, read as git objects before.

    Private parts of evaluation sets lie in the directory `private`; without one the public parts alone are asked.
    Every run ends in a `RunEnd` with an owner; nothing that a team's program does is raised from here.
    """
    sweep()  # control groups of supervisors that were killed
    plan = planned(submission, course, code)
    room = min(LOG_TAIL, LOGS // max(len(plan), 1))
    bench = _bench(submission, course, private) if plan else Ended(Ending.NOT_MEASURED, task="-")
    rows: list[RowRun] = []
    samples: dict[int, RowSamples] = {}
    with bench if isinstance(bench, Bench) else nullcontext():
        for item in plan:
            began = time.monotonic()
            end, record, before = _twice(item, bench, progress)
            rows.append(
                RowRun(
                    row=item.row,
                    end=replace(end, log=tail(end.log, room)),
                    measurements=tuple(record.measurements),
                    doubts=doubts(record.starts),
                    seconds=round(time.monotonic() - began, 1),
                    before=replace(before, log="") if before else None,
                    parts=record.parts,
                    audit=record.audit,
                )
            )
            samples[item.row] = _samples(record, end.log)
    machine = this_machine(course.measuring, round_trip([start for each in samples.values() for start in each.starts]))
    runs = Runs(head_sha=submission.pull_request.head_sha, machine=machine, rows=tuple(rows))
    return Verified(runs=runs, samples=samples)


def _samples(record: RowRecord, log: str) -> RowSamples:
    frozen = record.artifact
    samples = RowSamples(
        starts=tuple(record.starts), artifact=frozen.files if frozen else {}, known=tuple(sorted(frozen.known)) if frozen else (),
        code_bytes=record.code_bytes, empty_bytes=record.empty_bytes, log=log,
    )  # fmt: skip
    return without_predictions(samples) if record.private else samples


def _twice(item: PlannedRow | RefusedRow, bench: Bench | Ended, progress: Progress) -> tuple[RunEnd, RowRecord, RunEnd | None]:
    """Run one row, and once more where that failed by a passing fault of ours; keep the better run, and how the first one ended."""
    first = RowRecord()
    end = _run(item, bench, first, progress)
    if end.ending not in PASSING:
        return end, first, None
    second = RowRecord()
    again = _run(item, bench, second, progress)
    # of two failures of ours the one that got further, so that nothing measured is lost
    if again.ending.owner is Owner.OURS and len(second.measurements) < len(first.measurements):
        return end, first, end
    return again, second, end


def _bench(submission: Submission, course: Course, private: Path | None) -> Bench | Ended:
    """Open the evaluation set that the manifest names; without one that this version can measure, nothing runs."""
    name = submission.manifest.data if submission.manifest else ""
    data = course.data.get(name)
    if data is None or data.task not in TASKS:
        return Ended(Ending.NOT_MEASURED, task=data.task if data else "-")
    try:
        return Bench(course, located(name, data, Store.here()), private)
    except Ended as early:
        return early
    except BadInput as error:
        return Ended(Ending.DATA_UNREADABLE, detail=str(error))


def _run(item: PlannedRow | RefusedRow, bench: Bench | Ended, record: RowRecord, progress: Progress) -> RunEnd:
    """Run one row to its end, whatever that is."""
    try:
        if isinstance(item, RefusedRow):
            raise item.why
        if isinstance(bench, Ended):
            raise bench
        with TemporaryDirectory(prefix="grader-") as directory:
            bench.run(item, Path(directory), record, progress)
    except Ended as early:
        return RunEnd(ending=early.ending, phase=record.phase, facts=early.facts, log=early.log)
    except SandboxUnavailable as error:
        detail = f"{error}; {error.hint}" if error.hint else str(error)
        return RunEnd(ending=Ending.SANDBOX_UNAVAILABLE, phase=record.phase, facts={"detail": detail})
    except OSError as error:
        return RunEnd(ending=Ending.SUPERVISOR_FAILED, phase=record.phase, facts={"detail": str(error)})
    return RunEnd(ending=Ending.DONE, phase=Phase.INFER)
