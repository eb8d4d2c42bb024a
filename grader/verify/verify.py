"""Run every row of a submission. Nothing here knows what the team claims."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.errors import SandboxUnavailable
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.course import Course
from grader.verify.bench import Bench, Progress, RowRecord
from grader.verify.endings import Ended, tail
from grader.verify.machine import this_machine
from grader.verify.measure import Start
from grader.verify.plan import PlannedRow, RefusedRow, planned
from grader.verify.results import doubts
from grader.verify.sandbox import sweep
from grader.verify.tasks import TASKS

#: Bytes of the logs that are kept, of one row and of all: `runs.json` has to fit into a job output.
LOG_TAIL, LOGS = 4_000, 24_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome of verification: the exchanged summary, and the raw starts of each row for the evidence."""

    runs: Runs
    starts: dict[int, tuple[Start, ...]]


def verify(submission: Submission, code: Path, course: Course, progress: Progress) -> Verified:
    """Run every row that has a manifest entry; `code` is the directory of the team's files, read as git objects before.

    Every run ends in a `RunEnd` with an owner; nothing that a team's program does is raised from here.

    Raises:
        BadInput: the course's own evaluation set cannot be read.
    """
    sweep()  # control groups of supervisors that were killed
    plan = planned(submission, course, code)
    room = min(LOG_TAIL, LOGS // max(len(plan), 1))
    bench = _bench(submission, course) if plan else Ended(Ending.NOT_MEASURED, task="-")
    rows: list[RowRun] = []
    starts: dict[int, tuple[Start, ...]] = {}
    for item in plan:
        record, began = RowRecord(), time.monotonic()
        end = _run(item, bench, record, progress)
        end = replace(end, log=tail(end.log, room))
        rows.append(
            RowRun(
                row=item.row,
                end=end,
                measurements=tuple(record.measurements),
                doubts=doubts(record.starts),
                seconds=round(time.monotonic() - began, 1),
            )
        )
        starts[item.row] = tuple(record.starts)
    runs = Runs(head_sha=submission.pull_request.head_sha, machine=this_machine(course.measuring), rows=tuple(rows))
    return Verified(runs=runs, starts=starts)


def _bench(submission: Submission, course: Course) -> Bench | Ended:
    """Open the evaluation set that the manifest names; without one that this version can measure, nothing runs."""
    data = course.data.get(submission.manifest.data) if submission.manifest else None
    if data is None or data.task not in TASKS:
        return Ended(Ending.NOT_MEASURED, task=data.task if data else "-")
    return Bench(course, data)


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
