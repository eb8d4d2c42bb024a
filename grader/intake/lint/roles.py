"""What names promise: a prediction, a reference, a figure of quality, a training or a test set."""

from __future__ import annotations

import re
from enum import StrEnum

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PREDICTIONS = {
    "pred", "preds", "predicted", "prediction", "predictions", "hyp", "hyps", "hypothesis", "hypotheses", "generated",
    "transcription", "transcriptions", "candidate", "candidates", "answers", "yp", "yhat", "decoded", "recognized",
}  # fmt: skip
_REFERENCES = {
    "label", "labels", "ref", "refs", "reference", "references", "true", "truth", "truths", "gt", "gts", "gold", "target", "targets",
    "expected", "yt", "tgt", "tgts", "trues", "actual", "actuals",
}  # fmt: skip
_QUALITY = {
    "acc", "accuracy", "accuracies", "correct", "wer", "wers", "cer", "cers", "f1", "bleu", "bleus", "rouge", "rouges", "ppl", "ppls",
    "perplexity", "nll", "nlls", "hits", "matches", "iou", "map", "precision", "recall", "metric", "metrics",
}  # fmt: skip
_EVALUATION = _QUALITY | {"evaluate", "evaluation", "eval", "quality", "validate", "validation"}
#: A function of these names measures something else than quality.
_OTHER = {
    "time",
    "timing",
    "latency",
    "speed",
    "memory",
    "ram",
    "vram",
    "benchmark",
    "bench",
    "size",
    "throughput",
    "warmup",
    "warm",
    "calib",
}
_SPLITS = {"train": "train", "training": "train", "test": "test", "testing": "test", "val": "validation", "valid": "validation",
           "validation": "validation", "eval": "test", "dev": "validation", "trainset": "train", "testset": "test", "trainloader": "train",
           "testloader": "test", "valset": "validation", "valloader": "validation"}  # fmt: skip


class Role(StrEnum):
    """Which side of a metric a value is on."""

    PREDICTION = "prediction"
    REFERENCE = "reference"


def words(name: str) -> list[str]:
    """Split the last part of a dotted name: `self.trueLabels_2` → true, labels, 2; `y_f1` → y, f1."""
    last = name.rpartition(".")[2]
    return [word.lower() for piece in last.split("_") for word in ([piece] if piece.lower() in _QUALITY else _WORD.findall(piece))]


def role(name: str) -> Role | None:
    """Tell the side by the name; `predicted_labels` and the tutorials' `true_predictions` are predictions."""
    found = set(words(name))
    if found & _PREDICTIONS:
        return Role.PREDICTION
    return Role.REFERENCE if found & _REFERENCES else None


def names_quality(name: str) -> bool:
    """Whether a name is that of a figure of quality or of what it is counted from."""
    return bool(set(words(name)) & _QUALITY)


def names_evaluation(name: str) -> bool:
    """Whether a function of this name computes quality, and not only time or memory."""
    found = set(words(name))
    return bool(found & _EVALUATION) and (not found & _OTHER or bool(found & _QUALITY))


def names_split(name: str) -> str:
    """Return the split that a name or path speaks of: `train`, `test`, `validation`; the empty string where it names none or two."""
    found = {
        _SPLITS[word.lower()] for word in re.split(r"[^A-Za-z]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name)) if word.lower() in _SPLITS
    }
    return next(iter(found)) if len(found) == 1 else ""
