"""Build, freeze, infer and measure one row."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.core.audit import Audit
from grader.core.errors import BadInput, SandboxUnavailable
from grader.core.measurement import Measurement, Parts
from grader.core.metric import Metric
from grader.core.run import Ending, Phase
from grader.course import Course, DataSet
from grader.verify.artifact import Artifact, descriptions, freeze
from grader.verify.auditor import Auditor
from grader.verify.endings import Ended, course_part
from grader.verify.imports import imported_names
from grader.verify.measure import Setting, deal, run_start, steady_start
from grader.verify.parts import compare
from grader.verify.plan import PlannedRow
from grader.verify.private import private_examples
from grader.verify.results import memory, quality, sizes, times, video_memory
from grader.verify.runtimes import excused
from grader.verify.sandbox import Mount
from grader.verify.start import Start
from grader.verify.tasks import Task, open_task
from grader.verify.tasks.probing import MORE_BYTES, Probe, Probing
from grader.verify.vram import Gpu
from grader.verify.worker import Worker, build_ended, builder
from grader.verify.zygote import Zygote
from grader.worker import adapters
from grader.worker.shim import BUILT

#: Told after every bit of work: the submitted row, the phase, and how much of it is done (0 to 1).
Progress = Callable[[int, Phase, float], None]
Make = Callable[[], Worker]


@dataclass(slots=True)
class RowRecord:
    """What is known of a row so far; it survives whatever ends the run. Some of its examples may be `private`."""

    phase: Phase = Phase.PLAN
    measurements: list[Measurement] = field(default_factory=list)
    starts: list[Start] = field(default_factory=list)
    artifact: Artifact | None = None
    code_bytes: int = 0
    empty_bytes: int | None = None
    parts: tuple[Parts, ...] = ()
    audit: Audit | None = None
    private: bool = False


class Bench:
    """One evaluation set and the machinery around it; it serves all rows of a submission."""

    def __init__(self, course: Course, data: DataSet, private: Path | None = None) -> None:
        """Read the evaluation set; its private part, if it has one, lies in the directory `private`.

        Raises:
            BadInput: it cannot be read, or is too small for what is to be measured.
        """
        self._course = course
        self._task: Task = open_task(data, course.root)
        hidden = private_examples(data, private, course.root)
        self._examples, self._private = [*self._task.examples(), *hidden], len(hidden)
        if isinstance(self._task, Probing) and course.measuring.starts < 2:
            raise BadInput(
                course.root / data.evaluation, f"{data.task} takes two starts: what a program says in one is held against the other",
                code="one-start",
            )  # fmt: skip
        if (hand := len(next(deal(len(self._examples), course.measuring)))) <= course.measuring.warm_up:
            raise BadInput(
                course.root / data.evaluation, f"has {len(self._examples)} examples, {hand} for each of {course.measuring.starts} starts, "
                f"of which {course.measuring.warm_up} are discarded", code="too-small",
            )  # fmt: skip
        self._calibration = course.root / data.calibration
        self._input_bytes = max(len(example.payload) for example in self._examples) + MORE_BYTES
        self._empty: dict[str, int | None] = {}
        self._open = ExitStack()
        self._auditor = Auditor(course, self._open)
        self._originals: dict[tuple[Mount, ...], Zygote | None] = {}
        self._gpu = None if course.measuring.gpu is None else Gpu(course.measuring.gpu)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End what the rows had in common."""
        self._originals.clear()
        self._open.close()

    def run(self, row: PlannedRow, directory: Path, record: RowRecord, progress: Progress) -> None:
        """Run one row; what is measured goes into `record` as soon as it is known.

        Raises:
            Ended: the run ended early.
            SandboxUnavailable: a sandbox cannot be set up.
            OSError: our own disk or kernel refuses.
        """
        try:
            with course_part() if row.code is None else nullcontext(), self._gpu or nullcontext(), ExitStack() as ends:
                self._run(row, directory, record, progress, ends)
        except Ended as early:
            found = excused(early, row.claimed.method, gpu=self._gpu is not None) if row.claimed else early
            if found is early:
                raise
            raise found from early
        finally:
            if row.code and row.claimed and record.artifact:
                record.audit = self._auditor.audit(row.claimed, row.source, record.artifact, directory / "opened", record.starts)

    def _run(self, row: PlannedRow, directory: Path, record: RowRecord, progress: Progress, ends: ExitStack) -> None:
        artifact = self._artifact(row, directory / "artifact", record, progress)
        record.private = self._private > 0
        record.artifact, record.code_bytes = artifact, row.code.stat().st_size if row.code else 0
        record.measurements += sizes(artifact, record.code_bytes, exact_gzip=self._course.measuring.exact_gzip)
        record.phase = Phase.LOAD
        candidate, empty_bytes, renew = self._candidate(row, artifact, ends)
        measuring = self._course.measuring
        workers = [candidate] if row.code is None else [candidate, self._original(row)]
        setting = Setting(
            workers=workers, echo=self._echo, examples=self._examples, task=self._task, measuring=measuring, private=self._private
        )
        reached = 0.0

        def advance(done: float) -> None:
            nonlocal reached
            record.phase = Phase.INFER
            reached = max(reached, (len(record.starts) + done) / measuring.starts)  # a disturbed start is run again
            progress(row.row, Phase.INFER, reached)

        hands = list(deal(len(self._examples), measuring, self._private))
        for chosen, others in zip(hands, (*hands[1:], hands[0]), strict=True):
            record.phase = Phase.LOAD
            if self._gpu:
                self._gpu.only(())
            start = partial(run_start, setting, chosen, record.starts, advance, self._probes(others))
            record.starts.append(steady_start(start, renew))
        record.measurements += quality(record.starts, self._examples, self._task, measuring.warm_up)
        record.measurements += times(record.starts, measuring.warm_up, measuring.threads, Metric.GPU_MS if self._gpu else Metric.CPU_MS)
        record.empty_bytes = empty_bytes()
        record.measurements += memory(record.starts, record.empty_bytes)
        record.measurements += video_memory(record.starts)
        record.parts = compare(record.starts, self._examples, self._private, self._task, measuring.warm_up)

    def _probes(self, others: Sequence[int]) -> Sequence[Probe]:
        """Choose what a start is asked of the examples that are dealt to another one."""
        return self._task.probes(self._examples, others) if isinstance(self._task, Probing) else ()

    def _artifact(self, row: PlannedRow, target: Path, record: RowRecord, progress: Progress) -> Artifact:
        """Freeze the original as it is, or what the team's `compress` makes of it."""
        limits = self._course.limits
        progress(row.row, Phase.BUILD, 0.0)
        if row.code is None:
            source = os.open(row.source, os.O_RDONLY | os.O_DIRECTORY)
            try:
                return freeze(source, target, limits.artifact_mb, descriptions(row.source))
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
            if end.exit_code != BUILT:
                raise build_ended(box, end, limits)
            record.phase = Phase.FREEZE
            if box.out is None:
                raise SandboxUnavailable("the output of the build could not be pinned")
            return freeze(box.out, target, limits.artifact_mb, descriptions(row.source))

    def _candidate(self, row: PlannedRow, artifact: Artifact, ends: ExitStack) -> tuple[Make, Callable[[], int | None], Callable[[], None]]:
        """Describe the row's worker, how the memory of an empty one is measured, and how the next worker gets a new box.

        `ends` ends what the row alone uses.
        """
        if row.code is None:
            mounts, source = self._original_mounts(row), self._adapter_source()
            return self._original(row), lambda: self._empty_bytes(source, self._originals.get(tuple(mounts))), lambda: None
        mounts = [Mount(source=artifact.root, target="/artifact"), Mount(source=row.code, target=f"/code/{row.code.name}")]
        source, arguments = row.code.read_text("utf-8", "replace"), self._arguments(f"/code/{row.code.name}")
        zygote = self._zygote(source, arguments, mounts, ends)
        renew = zygote.renew if zygote else lambda: None  # without a zygote every worker has a box of its own
        return partial(self._start, arguments, mounts, self._gpu, zygote), lambda: self._empty_bytes(source, zygote), renew

    def _original(self, row: PlannedRow) -> Make:
        """Describe the original's worker; all rows of a model share its zygote, which no team's code ever shares a box with."""
        mounts, arguments = self._original_mounts(row), self._arguments(self._original_adapter())
        if tuple(mounts) not in self._originals:
            self._originals[tuple(mounts)] = self._zygote(self._adapter_source(), arguments, mounts, self._open)
        return partial(self._start, arguments, mounts, self._gpu, self._originals[tuple(mounts)])

    def _original_adapter(self) -> str:
        return f"/grader/adapters/{self._task.adapter}"

    def _original_mounts(self, row: PlannedRow) -> list[Mount]:
        return [Mount(source=row.source, target="/artifact")]

    def _adapter_source(self) -> str:
        return (Path(adapters.__path__[0]) / self._task.adapter).read_text("utf-8")

    def _arguments(self, adapter: str) -> list[str]:
        return ["infer", adapter, "/artifact", "cuda" if self._gpu else "cpu", self._task.spec]

    def _zygote(self, source: str, arguments: list[str], mounts: list[Mount], ends: ExitStack) -> Zygote | None:
        """Describe the zygote of an adapter; libraries that are to use several threads, or a GPU, are not forked."""
        if self._gpu or self._course.measuring.threads > 1:
            return None
        names = json.dumps(imported_names(source))
        return ends.enter_context(Zygote(names, arguments[1:], mounts, limits=self._course.limits))

    def _echo(self) -> Worker:
        """Describe a worker that answers whatever it is asked: what a round trip takes, it takes for the channel."""
        return self._start(["imports", "[]"], [])

    def _start(self, arguments: list[str], mounts: list[Mount], gpu: Gpu | None = None, zygote: Zygote | None = None) -> Worker:
        course, room = self._course, self._input_bytes
        return Worker(arguments, mounts, limits=course.limits, measuring=course.measuring, input_bytes=room, gpu=gpu, zygote=zygote)

    def _empty_bytes(self, source: str, zygote: Zygote | None) -> int | None:
        """Return the resident bytes of a worker that only imports what an adapter imports; measured once for each set of imports.

        None where memory cannot be measured.

        Raises:
            Ended: it did not come up, which is ours.
        """
        if zygote and zygote.empty:
            return zygote.empty.loaded
        names = json.dumps(imported_names(source))
        if names not in self._empty:
            try:
                with self._start(["imports", names], []) as worker:
                    worker.load()
                    found = worker.memory()
                    self._empty[names] = found.loaded if found else None
            except Ended as error:
                raise Ended(Ending.SUPERVISOR_FAILED, detail=f"the empty worker: {error.ending}") from error
        return self._empty[names]
