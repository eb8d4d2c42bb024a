"""Build, freeze, infer and measure one row."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from grader.core.errors import BadInput, SandboxUnavailable
from grader.core.measurement import Measurement
from grader.core.run import Ending, Phase
from grader.course import Course, DataSet
from grader.verify.artifact import Artifact, freeze
from grader.verify.endings import Ended, course_part
from grader.verify.imports import imported_names
from grader.verify.measure import Start, deal, run_start, steady_start
from grader.verify.plan import PlannedRow
from grader.verify.results import memory, quality, sizes, times
from grader.verify.sandbox import Cause, Mount
from grader.verify.tasks import Task, open_task
from grader.verify.worker import Worker, build_ended, builder
from grader.worker import adapters

#: Told after every bit of work: the submitted row, the phase, and how much of it is done (0 to 1).
Progress = Callable[[int, Phase, float], None]


@dataclass(slots=True)
class RowRecord:
    """What is known of a row so far; it survives whatever ends the run."""

    phase: Phase = Phase.PLAN
    measurements: list[Measurement] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)


class Bench:
    """One evaluation set and the machinery around it; it serves all rows of a submission."""

    def __init__(self, course: Course, data: DataSet) -> None:
        """Read the evaluation set.

        Raises:
            BadInput: it cannot be read, or is too small for what is to be measured.
        """
        self._course = course
        self._task: Task = open_task(data, course.root)
        self._examples = self._task.examples()
        if (hand := len(next(deal(len(self._examples), course.measuring)))) <= course.measuring.warm_up:
            raise BadInput(
                course.root / data.evaluation, f"has {len(self._examples)} examples, {hand} for each of {course.measuring.starts} starts, "
                f"of which {course.measuring.warm_up} are discarded", code="too-small",
            )  # fmt: skip
        self._calibration = course.root / data.calibration
        self._input_bytes = max(len(example.payload) for example in self._examples)
        self._empty: dict[str, int] = {}

    def run(self, row: PlannedRow, directory: Path, record: RowRecord, progress: Progress) -> None:
        """Run one row; what is measured goes into `record` as soon as it is known.

        Raises:
            Ended: the run ended early.
            SandboxUnavailable: a sandbox cannot be set up.
            OSError: our own disk or kernel refuses.
        """
        with course_part() if row.code is None else nullcontext():
            self._run(row, directory, record, progress)

    def _run(self, row: PlannedRow, directory: Path, record: RowRecord, progress: Progress) -> None:
        artifact = self._artifact(row, directory / "artifact", record, progress)
        record.measurements += sizes(artifact, row.code.stat().st_size if row.code else 0)
        record.phase = Phase.LOAD
        candidate, adapter = self._candidate(row, artifact)
        workers = [candidate] if row.code is None else [candidate, self._original(row)]
        done, total = 0, len(workers) * sum(len(hand) for hand in deal(len(self._examples), self._course.measuring))

        def advance(count: int) -> None:
            nonlocal done
            done += count
            record.phase = Phase.INFER
            progress(row.row, Phase.INFER, min(done / total, 1.0))  # a disturbed start is run again

        for chosen in deal(len(self._examples), self._course.measuring):
            record.phase = Phase.LOAD
            run = partial(run_start, workers, chosen, self._examples, self._task, self._course.measuring, advance)
            record.starts.append(steady_start(run))
        record.measurements += quality(record.starts, self._examples, self._task)
        record.measurements += times(record.starts, self._course.measuring.warm_up)
        record.measurements += memory(record.starts, self._empty_bytes(adapter))

    def _artifact(self, row: PlannedRow, target: Path, record: RowRecord, progress: Progress) -> Artifact:
        """Freeze the original as it is, or what the team's `compress` makes of it."""
        limits = self._course.limits
        progress(row.row, Phase.BUILD, 0.0)
        if row.code is None:
            source = os.open(row.source, os.O_RDONLY | os.O_DIRECTORY)
            try:
                return freeze(source, target, limits.artifact_mb)
            finally:
                os.close(source)
        record.phase = Phase.BUILD
        mounts = [
            Mount(source=row.code, target=f"/code/{row.code.name}"),
            Mount(source=row.source, target="/source"),
            Mount(source=self._calibration, target="/calibration.parquet"),
        ]
        with builder(row.code, mounts, limits=limits) as box:
            end = box.wait()
            if end.cause is not Cause.EXITED or end.exit_code != 0:
                raise build_ended(box, end, limits)
            record.phase = Phase.FREEZE
            if box.out is None:
                raise SandboxUnavailable("the output of the build could not be pinned")
            return freeze(box.out, target, limits.artifact_mb)

    def _candidate(self, row: PlannedRow, artifact: Artifact) -> tuple[Callable[[], Worker], str]:
        """Describe the row's worker, and the source of the adapter it runs."""
        if row.code is None:
            return self._original(row), self._adapter_source()
        mounts = [Mount(source=artifact.root, target="/artifact"), Mount(source=row.code, target=f"/code/{row.code.name}")]
        return self._worker(f"/code/{row.code.name}", mounts), row.code.read_text("utf-8", "replace")

    def _original(self, row: PlannedRow) -> Callable[[], Worker]:
        return self._worker(f"/grader/adapters/{self._task.adapter}", [Mount(source=row.source, target="/artifact")])

    def _adapter_source(self) -> str:
        return (Path(adapters.__path__[0]) / self._task.adapter).read_text("utf-8")

    def _worker(self, adapter: str, mounts: list[Mount]) -> Callable[[], Worker]:
        arguments = ["infer", adapter, "/artifact", "cpu", self._task.spec]
        return lambda: self._start(arguments, mounts)

    def _start(self, arguments: list[str], mounts: list[Mount]) -> Worker:
        course = self._course
        return Worker(arguments, mounts, limits=course.limits, measuring=course.measuring, input_bytes=self._input_bytes)

    def _empty_bytes(self, source: str) -> int:
        """Measure the resident bytes of a worker that only imports what an adapter imports; once for each set of imports.

        Raises:
            Ended: it did not come up, which is ours.
        """
        names = json.dumps(imported_names(source))
        if names not in self._empty:
            try:
                with self._start(["imports", names], []) as worker:
                    worker.load()
                    self._empty[names] = worker.reset_peak()
            except Ended as error:
                raise Ended(Ending.SUPERVISOR_FAILED, detail=f"the empty worker: {error.ending}") from error
        return self._empty[names]
