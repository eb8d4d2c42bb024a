"""The course's adapter for an uncompressed Hugging Face token classifier.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

#: The tag of a word that the model does not see: a sentence was too long, or its tokenizer makes nothing of the word.
OUTSIDE = "O"


class Tagger(NamedTuple):
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


def load(path: Path, device: str) -> Tagger:
    """Load the model for inference from its directory alone."""
    model = AutoModelForTokenClassification.from_pretrained(path, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True, add_prefix_space=True)  # a word alone is read as after a space
    return Tagger(model.to(device).eval(), tokenizer, longest(model, tokenizer))


def longest(model: Any, tokenizer: Any) -> int | None:
    """Count the tokens that a model takes: not every tokenizer says it, and some models count positions from behind the padding."""
    positions = getattr(model.config, "max_position_embeddings", None)
    if not positions:
        return None
    tables = [each for each in model.modules() if isinstance(each, torch.nn.Embedding) and each.num_embeddings == positions]
    behind = max((each.padding_idx + 1 for each in tables if each.padding_idx is not None), default=0)
    return int(min(tokenizer.model_max_length, positions - behind))


@torch.inference_mode()
def predict(model: Tagger, inputs: list[dict[str, Any]]) -> list[list[str | int]]:
    """Return the tag of each word of each `tokens`: that of the word's first piece, by its name or, where it has none, its number."""
    return [_tags(model, each["tokens"]) for each in inputs]


def _tags(model: Tagger, words: list[str]) -> list[str | int]:
    encoded = model.tokenizer(
        words, is_split_into_words=True, truncation=model.longest is not None, max_length=model.longest, return_tensors="pt"
    )
    pieces = encoded.word_ids()
    best = model.model(**encoded.to(model.model.device)).logits[0].argmax(dim=-1).tolist()
    first = {word: index for index, word in reversed(list(zip(best, pieces, strict=True)))}
    return [_name(model.model.config.id2label, first[word]) if word in first else OUTSIDE for word in range(len(words))]


def _name(names: dict[int, str], index: int) -> str | int:
    return index if names[index] == f"LABEL_{index}" else names[index]
