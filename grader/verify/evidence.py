"""The raw samples of a row, and what can be measured again from them alone.

Times, memory, sizes in bytes and doubts are arithmetic over what is kept here. Quality is not: the references that replies
are scored against stay with the course. Nor is what was read out of the team's files, compressed size and tensors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.core.run import Ending, RowRun, Runs
from grader.course import Measuring
from grader.verify.artifact import Artifact
from grader.verify.doubts import doubts
from grader.verify.results import MAX_HANDWRITTEN, memory, round_trip, times, video_memory
from grader.verify.start import Arm, Start

#: Bytes that the samples of a row may take with their predictions, from which nothing is measured again.
MAX_SAMPLES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSamples:
    """What the measurements of a row were computed from.

    `artifact` has path → (bytes, SHA-256) of each frozen file, `known` the SHA-256 of those that describe the original,
    `code_bytes` is the size of the adapter, `empty_bytes` the memory of a worker that only imports (None: not measured), `log`
    what the program printed last if it ended early.
    """

    name: str = ""
    starts: tuple[Start, ...] = ()
    artifact: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    code_bytes: int = 0
    empty_bytes: int | None = None
    predictions_left_out: bool = False
    log: str = ""


def encode(samples: RowSamples, room: int = MAX_SAMPLES) -> bytes:
    """Turn the samples of a row into JSON, the log apart, and the predictions too where all that took more than `room` bytes."""
    samples = replace(samples, log="")
    data = msgspec.json.encode(samples)
    return data if len(data) <= room else msgspec.json.encode(without_predictions(samples))


def without_predictions(samples: RowSamples) -> RowSamples:
    """Leave out all that programs have replied.

    Replies may repeat what was asked, to private examples or to any that came later.
    """
    bare = tuple(
        replace(start, candidate=_silent(start.candidate), original=start.original and _silent(start.original)) for start in samples.starts
    )
    return replace(samples, starts=bare, predictions_left_out=True)


def _silent(arm: Arm) -> Arm:
    return replace(arm, predictions=[], probed=[])


def decode(data: bytes) -> RowSamples:
    """Read what `encode` wrote.

    Raises:
        ValueError: it is something else, or holds times that no clock gives.
    """
    try:
        samples = msgspec.json.decode(data, type=RowSamples)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    for start in samples.starts:
        arms = [arm for arm in (start.candidate, start.original) if arm is not None]
        if any(ns <= 0 for each in (*(arm.nanoseconds for arm in arms), start.echo_ns) for ns in each):
            raise ValueError("a time is not positive")
    return samples


def remeasured(runs: Runs, samples: Mapping[int, RowSamples], measuring: Measuring) -> tuple[Runs, int]:
    """Compute runs anew from the samples of their rows; what cannot be computed from them stays as it is.

    Returns:
        The runs, and how many of their measurements were computed.

    Raises:
        ValueError: the samples are none that a run leaves behind.
    """
    try:
        rows = [_row(run, samples[run.row], measuring) if run.row in samples else (run, 0) for run in runs.rows]
        machine = _machine(runs.machine, [samples[run.row] for run in runs.rows if run.row in samples and run.machine is None])
        others = {
            one: _machine(one, [samples[run.row] for run in runs.rows if run.row in samples and run.machine == one])
            for one in {run.machine for run in runs.rows if run.machine and run.row in samples}
        }
    except (ArithmeticError, LookupError) as error:
        raise ValueError(str(error)) from error
    again = tuple(replace(run, machine=others.get(run.machine, run.machine)) if run.machine else run for run, _ in rows)
    return replace(runs, machine=machine, rows=again), sum(count for _, count in rows)


def _machine(machine: Machine, samples: Sequence[RowSamples]) -> Machine:
    """Say anew what a request cost on a machine, by the samples of its rows."""
    return replace(machine, round_trip_us=round_trip([start for each in samples for start in each.starts]))


def _row(run: RowRun, samples: RowSamples, measuring: Measuring) -> tuple[RowRun, int]:
    computed = {(each.metric, each.definition): replace(each, samples=()) for each in _computed(samples, measuring)}
    done = run.end.ending is Ending.DONE
    told = [(each.metric, each.definition) for each in run.measurements]
    again = [computed.get(key, each) for key, each in zip(told, run.measurements, strict=True)]
    # a run that ended early has said only what it knew by then
    missing = [each for key, each in computed.items() if key not in told] if done else []
    found = replace(run, measurements=(*again, *missing), doubts=doubts(samples.starts))
    return found, sum(key in computed for key in told) + len(missing)


def _computed(samples: RowSamples, measuring: Measuring) -> Sequence[Measurement]:
    measured = _sizes(samples)
    if samples.starts:
        metric = Metric.CPU_MS if measuring.gpu is None else Metric.GPU_MS
        measured += times(samples.starts, measuring.warm_up, measuring.threads, metric)
        measured += memory(samples.starts, samples.empty_bytes)
        measured += video_memory(samples.starts)
    return measured


def _sizes(samples: RowSamples) -> list[Measurement]:
    if not samples.artifact:
        return []
    artifact = Artifact(root=Path(), files=dict(samples.artifact), known=frozenset(samples.known))
    found = {Definition.FOLDER: artifact.folder_bytes + samples.code_bytes}
    if samples.code_bytes <= MAX_HANDWRITTEN:
        found[Definition.WEIGHTS] = artifact.weight_bytes
    return [Measurement.exact(Metric.SIZE_MB, definition, count / MB) for definition, count in found.items()]
