"""The course's adapter for an uncompressed Hugging Face model that turns a text into another: it translates or sums up.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

#: Where the model's own configuration sets no bound.
MAX_NEW_TOKENS = 256
#: A tokenizer that knows no bound says 10³⁰.
UNBOUNDED = 10**9


class Writer(NamedTuple):
    """A model, the tokenizer of both its texts, and how many tokens it reads (None: as many as there are)."""

    model: Any
    tokenizer: Any
    longest: int | None


def compress(source: Path, target: Path) -> None:
    """Copy the model as it is: configuration, vocabulary and one set of weights, though a repository may hold several."""
    weights = list(source.glob("*.safetensors")) or list(source.glob("pytorch_model*.bin"))
    for file in (*(file for kind in ("json", "txt", "model", "spm") for file in source.glob(f"*.{kind}")), *weights):
        shutil.copyfile(file, target / file.name)


def load(path: Path, device: str) -> Writer:
    """Load the model for inference from its directory alone."""
    model = AutoModelForSeq2SeqLM.from_pretrained(path, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
    return Writer(model.to(device).eval(), tokenizer, longest(model, tokenizer))


def longest(model: Any, tokenizer: Any) -> int | None:
    """Count the tokens that a model reads: not every tokenizer says it, and some models have no table of positions."""
    said = (tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", None))
    return min((count for count in said if count and count < UNBOUNDED), default=None)


@torch.inference_mode()
def predict(model: Writer, inputs: list[dict[str, Any]]) -> list[str]:
    """Return what the model makes of each `text`, by greedy search; a prompt that it wants in front is part of the text."""
    return [_answer(model, each["text"]) for each in inputs]


def _answer(model: Writer, text: str) -> str:
    tokens = model.tokenizer(text, truncation=model.longest is not None, max_length=model.longest, return_tensors="pt")
    tokens = tokens.to(model.model.device)
    own = model.model.generation_config
    bound = {} if own.max_new_tokens or own.max_length else {"max_new_tokens": MAX_NEW_TOKENS}
    found = model.model.generate(
        input_ids=tokens.input_ids, attention_mask=tokens.attention_mask, do_sample=False, num_beams=1, **bound
    )  # fmt: skip
    answer: str = model.tokenizer.decode(found[0], skip_special_tokens=True)
    return answer
