"""The course's adapter for an uncompressed Hugging Face text classifier.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


class Classifier(NamedTuple):
    """A model, its tokenizer, and how many tokens it takes (None: as many as there are)."""

    model: Any
    tokenizer: Any
    longest: int | None


def compress(source: Path, target: Path) -> None:
    """Copy the model as it is: configuration, vocabulary and one set of weights, though a repository may hold several."""
    weights = list(source.glob("*.safetensors")) or list(source.glob("pytorch_model*.bin"))
    vocabulary = (file for pattern in ("*.json", "*.txt", "*.model") for file in source.glob(pattern))
    for file in (*vocabulary, *weights):
        shutil.copyfile(file, target / file.name)


def load(path: Path, device: str) -> Classifier:
    """Load the model for inference from its directory alone."""
    model = AutoModelForSequenceClassification.from_pretrained(path, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
    return Classifier(model.to(device).eval(), tokenizer, longest(model, tokenizer))


def longest(model: Any, tokenizer: Any) -> int | None:
    """Count the tokens that a model takes: not every tokenizer says it, and some models count positions from behind the padding."""
    positions = getattr(model.config, "max_position_embeddings", None)
    if not positions:
        return None
    tables = [each for each in model.modules() if isinstance(each, torch.nn.Embedding) and each.num_embeddings == positions]
    behind = max((each.padding_idx + 1 for each in tables if each.padding_idx is not None), default=0)
    return int(min(tokenizer.model_max_length, positions - behind))


@torch.inference_mode()
def predict(model: Classifier, inputs: list[dict[str, Any]]) -> list[str | int]:
    """Return the label of each `text`, as the model's `id2label` names it, or its number where that is no name."""
    return [_label(model, each["text"]) for each in inputs]


def _label(model: Classifier, text: str) -> str | int:
    encoded = model.tokenizer(text, truncation=model.longest is not None, max_length=model.longest, return_tensors="pt")
    index = int(model.model(**encoded.to(model.model.device)).logits.argmax())
    name = str(model.model.config.id2label[index])
    return index if name == f"LABEL_{index}" else name
