"""The course's adapter for an uncompressed Hugging Face speech recogniser: one with a CTC head, or one that generates.

It runs inside the sandbox beside the model, as a team's adapter does, so it imports nothing of the package.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoConfig, AutoModelForCTC, AutoModelForSpeechSeq2Seq, AutoProcessor

#: Of a text that is generated, where the model's own configuration sets no bound.
MAX_NEW_TOKENS = 256


class Recogniser(NamedTuple):
    """A model with the processor that prepares its sound and spells its tokens."""

    model: Any
    processor: Any


def compress(source: Path, target: Path) -> None:
    """Copy the model as it is: configuration, vocabulary and one set of weights, though a repository may hold several."""
    weights = list(source.glob("*.safetensors")) or list(source.glob("pytorch_model*.bin"))
    for file in (*source.glob("*.json"), *source.glob("*.txt"), *source.glob("*.model"), *weights):
        shutil.copyfile(file, target / file.name)


def load(path: Path, device: str) -> Recogniser:
    """Load the model for inference from its directory alone."""
    config = AutoConfig.from_pretrained(path, local_files_only=True)
    kind = AutoModelForSpeechSeq2Seq if config.is_encoder_decoder else AutoModelForCTC
    model = kind.from_pretrained(path, local_files_only=True)
    processor = AutoProcessor.from_pretrained(path, local_files_only=True)  # type: ignore[no-untyped-call]
    return Recogniser(model.to(device).eval(), processor)


@torch.inference_mode()
def predict(model: Recogniser, inputs: list[dict[str, Any]]) -> list[str]:
    """Return the text of each `audio`: `array` in 32-bit floats, `sampling_rate` in samples a second.

    Nothing is resampled: the library refuses a rate that the model was not made for, and names both.
    """
    return [_text(model, each["audio"]) for each in inputs]


def _text(model: Recogniser, audio: dict[str, Any]) -> str:
    features = model.processor(audio["array"], sampling_rate=audio["sampling_rate"], return_tensors="pt")
    features = features.to(model.model.device, model.model.dtype)
    if not model.model.config.is_encoder_decoder:
        # the blank is a special token: skipped, it would no longer keep the two letters of a double one apart
        spelt: str = model.processor.batch_decode(model.model(**features).logits.argmax(dim=-1))[0]
        return spelt
    own = model.model.generation_config
    bound = {} if own.max_new_tokens or own.max_length else {"max_new_tokens": MAX_NEW_TOKENS}
    tokens = model.model.generate(**features, do_sample=False, num_beams=1, **bound)
    text: str = model.processor.batch_decode(tokens, skip_special_tokens=True)[0]
    return text
