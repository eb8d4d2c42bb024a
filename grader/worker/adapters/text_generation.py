"""The course's adapter for an uncompressed Hugging Face language model.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM


def compress(source: Path, target: Path) -> None:
    """Copy the model as it is: configuration and one set of weights, though a repository may hold several."""
    weights = list(source.glob("*.safetensors")) or list(source.glob("pytorch_model*.bin"))
    for file in (*source.glob("*.json"), *weights):
        shutil.copyfile(file, target / file.name)


def load(path: Path, device: str) -> Any:
    """Load the model for inference from its directory alone."""
    model: Any = AutoModelForCausalLM.from_pretrained(path, local_files_only=True)
    return model.to(device).eval()


@torch.inference_mode()
def predict(model: Any, inputs: list[dict[str, Any]]) -> list[list[float]]:
    """Return the log-probability of each next token of `input_ids`, or those of all `vocabulary` tokens that may follow them."""
    found = []
    for each in inputs:
        ids = torch.tensor([each["input_ids"]], device=model.device)
        if "vocabulary" in each:
            said = model(ids).logits[0, -1].float().log_softmax(-1)[: each["vocabulary"]]
        else:
            logits = model(ids[:, :-1]).logits[0].float()
            said = logits.log_softmax(-1).gather(-1, ids[0, 1:, None])[:, 0]
        found.append(said.tolist())
    return found
