"""The metrics that a results table can claim, and what kind of thing each one is."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a metric measures; decides how it is measured and compared."""

    SIZE = "size"
    TIME = "time"
    MEMORY = "memory"
    QUALITY = "quality"


class Device(StrEnum):
    """Where a model ran."""

    CPU = "cpu"
    GPU = "gpu"


class Unit(StrEnum):
    """Canonical units: everything is converted once, where it is read."""

    MB = "MB"
    MS = "ms"
    FRACTION = "fraction"
    SCORE = "score"
    RATIO = "ratio"


class Metric(StrEnum):
    """A column of a results table; the value is its name in every file format."""

    SIZE_MB = "size_mb"
    GZ_MB = "gz_mb"
    CPU_MS = "cpu_ms"
    GPU_MS = "gpu_ms"
    LATENCY_MS = "latency_ms"
    RAM_MB = "ram_mb"
    VRAM_MB = "vram_mb"
    ACCURACY = "accuracy"
    F1 = "f1"
    PRECISION = "precision"
    RECALL = "recall"
    WER = "wer"
    CER = "cer"
    PPL = "ppl"
    BLEU = "bleu"
    ROUGE = "rouge"
    NISQA = "nisqa"
    LOSS = "loss"

    @property
    def kind(self) -> Kind:
        """The kind of quantity."""
        return _KINDS.get(self, Kind.QUALITY)

    @property
    def unit(self) -> Unit:
        """The canonical unit of its values."""
        match self.kind:
            case Kind.SIZE | Kind.MEMORY:
                return Unit.MB
            case Kind.TIME:
                return Unit.MS
            case Kind.QUALITY:
                return Unit.FRACTION if self in _FRACTIONS else Unit.SCORE

    @property
    def needs_gpu(self) -> bool:
        """Whether only a machine with a GPU can measure it."""
        return self in (Metric.GPU_MS, Metric.VRAM_MB)


_KINDS = {
    Metric.SIZE_MB: Kind.SIZE,
    Metric.GZ_MB: Kind.SIZE,
    Metric.CPU_MS: Kind.TIME,
    Metric.GPU_MS: Kind.TIME,
    Metric.LATENCY_MS: Kind.TIME,
    Metric.RAM_MB: Kind.MEMORY,
    Metric.VRAM_MB: Kind.MEMORY,
}
_FRACTIONS = {Metric.ACCURACY, Metric.F1, Metric.PRECISION, Metric.RECALL, Metric.WER, Metric.CER}

#: The metrics that have a column of their own; the others share the quality column.
COLUMNS = tuple(_KINDS)
