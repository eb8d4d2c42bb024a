"""The course's adapter for an uncompressed Hugging Face image classifier.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoImageProcessor, AutoModelForImageClassification


class Classifier(NamedTuple):
    """A model with the processor that prepares its images."""

    model: Any
    processor: Any


def compress(source: Path, target: Path) -> None:
    """Copy the model as it is: configuration and one set of weights, though a repository may hold several."""
    weights = list(source.glob("*.safetensors")) or list(source.glob("pytorch_model*.bin"))
    for file in (*source.glob("*.json"), *weights):
        shutil.copyfile(file, target / file.name)


def load(path: Path, device: str) -> Classifier:
    """Load the model for inference from its directory alone."""
    model = AutoModelForImageClassification.from_pretrained(path, local_files_only=True)
    processor = AutoImageProcessor.from_pretrained(path, local_files_only=True)  # type: ignore[no-untyped-call]
    return Classifier(model.to(device).eval(), processor)


@torch.inference_mode()
def predict(model: Classifier, inputs: list[dict[str, Any]]) -> list[str]:
    """Return the label of each `image` (PIL), as the model's `id2label` names it."""
    mode = "L" if getattr(model.model.config, "num_channels", 3) == 1 else "RGB"
    images = [each["image"].convert(mode) for each in inputs]
    pixels = model.processor(images, return_tensors="pt").to(model.model.device)
    return [model.model.config.id2label[index] for index in model.model(**pixels).logits.argmax(dim=-1).tolist()]
