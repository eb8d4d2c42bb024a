"""From what the workers did to measurements: pure arithmetic, nothing is run here."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric, Unit
from grader.core.quantity import MB
from grader.verify.artifact import Artifact
from grader.verify.footprint import Memory
from grader.verify.measure import RATIO_SPREAD, TIME_SPREAD, known_spread
from grader.verify.start import Start
from grader.verify.statistics import pooled_median
from grader.verify.tasks import Example, Prediction, Task
from grader.verify.tasks.probing import Probing

#: Code that people write by hand is smaller than this; beyond it, code is a place to keep weights.
MAX_HANDWRITTEN = 32 << 10
#: The mean time of two hundred examples repeats far within this factor on a machine that is not disturbed.
MAX_SLOWER = 1.25


def sizes(artifact: Artifact, code_bytes: int, *, exact_gzip: bool = False) -> list[Measurement]:
    """Measure an artifact in every way that people do, in megabytes; code counts as part of the folder."""
    found = {Definition.FOLDER: artifact.folder_bytes + code_bytes}
    packed, hidden = artifact.gzip_size(exact=exact_gzip), 0.0
    if code_bytes <= MAX_HANDWRITTEN:
        found[Definition.WEIGHTS] = artifact.weight_bytes
        if (parameters := artifact.parameter_bytes()) is not None:
            found[Definition.PARAMETERS] = parameters
    else:
        hidden = code_bytes / MB
    measured = [Measurement.exact(Metric.SIZE_MB, definition, count / MB) for definition, count in found.items()]
    value, low, high = (size / MB + hidden for size in (packed.value, packed.low, packed.high))
    return [*measured, Measurement(metric=Metric.GZ_MB, definition=Definition.GZIP, unit=Unit.MB, value=value, low=low, high=high)]


def quality(starts: Sequence[Start], examples: Sequence[Example], task: Task, warm_up: int) -> list[Measurement]:
    """Score the candidate's replies.

    Raises:
        Ended: they were computed with the answers in sight.
    """
    indices, predictions = asked(starts, warm_up)
    measured = task.score(predictions, [examples[index].reference for index in indices], len(examples))
    return list(task.hold(measured, gains(starts)) if isinstance(task, Probing) else measured)


def asked(starts: Sequence[Start], warm_up: int) -> tuple[list[int], list[Prediction]]:
    """Return which examples count, and the candidate's replies to them.

    The timed ones do, the discarded warm-up included, and the rest where it was as quick: a program that takes longer once it is
    no longer timed is not the one that was timed.
    """
    counted = [len(start.examples) if as_quick(starts, warm_up) else start.timed for start in starts]
    indices = [index for start, count in zip(starts, counted, strict=True) for index in start.examples[:count]]
    predictions = [each for start, count in zip(starts, counted, strict=True) for each in start.candidate.predictions[:count]]
    return indices, predictions


def gains(starts: Sequence[Start]) -> list[float]:
    """Return by how much numbers in the candidate's replies exceed what it said of the same places without the answers."""
    said = {index: each for start in starts for index, each in zip(start.examples, start.candidate.predictions, strict=True)}
    probed = [each for start in starts for each in start.candidate.probed]
    replies = [(said.get(each.example), each) for each in probed]
    return [reply[each.place] - each.value for reply, each in replies if isinstance(reply, tuple)]


def as_quick(starts: Sequence[Start], warm_up: int) -> bool:
    """Tell whether the candidate took about as long for the examples that were not timed; the mean sees every slow one."""
    timed = [ns for start in starts for ns in start.candidate.nanoseconds[warm_up : start.timed]]
    rest = [ns for start in starts for ns in start.candidate.nanoseconds[start.timed :]]
    return not rest or statistics.fmean(rest) <= MAX_SLOWER * statistics.fmean(timed)


def times(starts: Sequence[Start], warm_up: int, threads: int, metric: Metric = Metric.CPU_MS) -> list[Measurement]:
    """Measure the time per example in milliseconds, and the speed-up as the median of the paired ratios."""
    own, ratios = [start.milliseconds(warm_up) for start in starts], [start.ratios(warm_up) for start in starts]
    measured = [_median(metric, Definition.PER_EXAMPLE, Unit.MS, own, known_spread(TIME_SPREAD, threads))]
    if not all(ratios):
        return measured
    return [*measured, _median(metric, Definition.SPEED_UP, Unit.RATIO, ratios, known_spread(RATIO_SPREAD, threads))]


def round_trip(starts: Sequence[Start]) -> tuple[float, float, float] | None:
    """Say what a request costs that computes nothing: quartiles in microseconds; None where too few were made to say."""
    found = [ns / 1e3 for start in starts for ns in start.echo_ns]
    if len(found) < 4:
        return None
    low, median, high = (round(quartile, 1) for quartile in statistics.quantiles(found, n=4))
    return low, median, high


def _median(metric: Metric, definition: Definition, unit: Unit, starts: Sequence[Sequence[float]], spread: float) -> Measurement:
    value, low, high = pooled_median(starts, spread)
    samples = tuple(sample for start in starts for sample in start)
    return Measurement(
        metric=metric, definition=definition, unit=unit, value=value, low=low, high=high, count=len(samples), samples=samples
    )


def memory(starts: Sequence[Start], empty_bytes: int | None) -> list[Measurement]:
    """Measure the peak memory of inference in megabytes, in every way that people do, and what it consists of.

    The memory of the imports is subtracted as far as the worker still had it. What only the control group saw belongs to the
    peaks; `BESIDE` is left out where there is no group that could see. Nothing is returned where the kernel let us measure no peak, of a
    worker or of the empty one (None).
    """
    found = [start.candidate.memory for start in starts]
    arms = [arm for arm in found if arm is not None]
    if empty_bytes is None or len(arms) < len(found):
        return []
    over = [arm.peak + (arm.beside or 0) + arm.dropped - empty_bytes for arm in arms]
    return [_memory(Metric.RAM_MB, Definition.OVER_IMPORTS, over), *_parts(Metric.RAM_MB, arms)]


def video_memory(starts: Sequence[Start]) -> list[Measurement]:
    """Measure the memory of the GPU that inference takes, CUDA's own included; nothing where none is used, or its driver is silent."""
    arms = [memory.gpu for start in starts if (memory := start.candidate.memory) and memory.gpu]
    return _parts(Metric.VRAM_MB, arms) if arms and len(arms) == len(starts) else []


def _parts(metric: Metric, arms: Sequence[Memory]) -> list[Measurement]:
    peaks = [arm.peak + (arm.beside or 0) for arm in arms]
    loaded = [arm.loaded + (arm.loaded_beside or 0) for arm in arms]
    measured = [
        _memory(metric, Definition.OVER_LOAD, [peak - before for peak, before in zip(peaks, loaded, strict=True)]),
        _memory(metric, Definition.RESIDENT, peaks),
        _memory(metric, Definition.LOADED, loaded),
        _memory(metric, Definition.LOAD_PEAK, [arm.load_peak for arm in arms]),
    ]
    beside = [arm.beside for arm in arms if arm.beside is not None]
    return [*measured, _memory(metric, Definition.BESIDE, beside)] if len(beside) == len(arms) else measured


def _memory(metric: Metric, definition: Definition, values: Sequence[int]) -> Measurement:
    found = [max(value, 0) / MB for value in values]
    return Measurement(
        metric=metric, definition=definition, unit=Unit.MB, value=statistics.median(found), low=min(found), high=max(found),
        count=len(found), samples=tuple(found),
    )  # fmt: skip
