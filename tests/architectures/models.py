"""The models of the course as their configurations describe them, with random weights, and a little data for each.

Nothing comes from the hub. Weights are drawn so that signals keep their size from layer to layer, as they do in a trained model.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import soundfile
import torch
from pyarrow import parquet
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from grader.course import DataSet
from tests.architectures import efficientvit
from tests.architectures.rows import HALF, INT8, PRUNED
from tests.truth.adapters import Row
from tests.verify.support import png, write_squares

#: As a module of anything: what it exports is known when it runs.
transformers: Any = import_module("transformers")
SEED = 7
LABELS = ("dark", "light")
TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
SENTENCES = [["Anna", "lives", "in", "Alder"], ["Alder", "in", "Anna"], ["Anna", "lives"], ["in", "Alder", "lives", "Anna"]]
RATE, VOICES = 16_000, ("hello there", "good morning")
#: Whisper's vocabulary without what it says of languages and times, and GPT-2's.
WORDS, END = 50_256, "<|endoftext|>"
WIDE, DEEP = {"hidden_size": 1024, "intermediate_size": 4096}, {"num_hidden_layers": 24, "num_attention_heads": 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """A model: its size as a table of the course prints it, how it is made, and what it is compressed by.

    `make` writes the model and its evaluation set below a directory and describes the set. `packed` is what is left of the size,
    `measuring` what differs from one start, `adapter` the original's own if the course has none for it.
    """

    name: str
    size: str
    parameters: int
    make: Callable[[Path, Path], DataSet]
    row: Row
    packed: str
    measuring: Mapping[str, Any]
    adapter: Path | None = None


def draw(model: torch.nn.Module, file: Path) -> None:
    """Write random weights for a model that was made on the meta device; what is tied is written once."""
    chance, tensors, known = torch.Generator().manual_seed(SEED), {}, set()
    for name, empty in model.state_dict(keep_vars=True).items():
        if id(empty) in known:
            continue
        known.add(id(empty))
        if empty.ndim > 1:
            bound = math.sqrt(3 / empty[0].numel())
            tensors[name] = torch.empty(empty.shape).uniform_(-bound, bound, generator=chance)
        else:
            fill = torch.ones if name.endswith(("weight", "running_var")) else torch.zeros
            tensors[name] = fill(empty.shape, dtype=empty.dtype)
    save_file(tensors, file, metadata={"format": "pt"})
    file.chmod(0o644)  # the library keeps it to its owner, who is nobody in a sandbox


def build(model: str, config: Any, target: Path, **generation: Any) -> None:
    """Write a model of transformers."""
    with torch.device("meta"):
        made = getattr(transformers, model)(config)
    config.architectures = [model]
    config.save_pretrained(target)
    if made.can_generate():
        made.generation_config.update(**generation)
        made.generation_config.save_pretrained(target)
    draw(made, target / "model.safetensors")


def write(path: Path, columns: Mapping[str, list[Any]]) -> None:
    parquet.write_table(pa.table(columns), path)


def described(task: str, **columns: Any) -> DataSet:
    return DataSet(task=task, calibration="calibration.parquet", evaluation="evaluation.parquet", **columns)


def squares(root: Path) -> DataSet:
    values = (20, 235, 90, 160)
    write_squares(root / "evaluation.parquet", [png(value, "L", (64, 64)) for value in values], [int(value > 127) for value in values])
    return described("image-classification", input="image", label="label", labels=LABELS)


def vit(model: Path, root: Path) -> DataSet:
    config = transformers.ViTConfig(id2label=dict(enumerate(LABELS)), label2id={label: index for index, label in enumerate(LABELS)})
    build("ViTForImageClassification", config, model)
    side = {"height": 224, "width": 224}
    processor = {"image_processor_type": "ViTImageProcessor", "size": side, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    (model / "preprocessor_config.json").write_text(json.dumps(processor), "utf-8")
    return squares(root)


def efficient(model: Path, root: Path) -> DataSet:
    with torch.device("meta"):
        made = efficientvit.EfficientVit(1000)
    draw(made, model / "model.safetensors")
    labels = [*LABELS, *(f"class {index}" for index in range(2, 1000))]
    (model / "config.json").write_text(json.dumps({"labels": labels}), "utf-8")
    data = squares(root)
    return described(data.task, input=data.input, label=data.label, labels=tuple(labels))


def bert(model: Path, root: Path) -> DataSet:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Anna", "lives", "in", "Al", "##der"]
    labels = dict(enumerate(TAGS))
    build("BertForTokenClassification", transformers.BertConfig(vocab_size=28_996, id2label=labels, **WIDE, **DEEP), model)
    tokenizer = transformers.BertTokenizer(vocab={word: index for index, word in enumerate(words)}, do_lower_case=False)
    tokenizer.save_pretrained(model)
    tags = [list(TAGS[: len(sentence)]) for sentence in SENTENCES]
    write(root / "evaluation.parquet", {"tokens": SENTENCES, "tags": tags})
    return described("token-classification", input="tokens", label="tags", labels=TAGS)


def whisper(model: Path, root: Path) -> DataSet:
    parts = {f"{part}_{what}": count for part in ("encoder", "decoder") for what, count in (("layers", 12), ("attention_heads", 12))}
    wide = {"encoder_ffn_dim": 3072, "decoder_ffn_dim": 3072}
    build("WhisperForConditionalGeneration", transformers.WhisperConfig(d_model=768, **parts, **wide), model, max_new_tokens=8)
    vocabulary = {**{f"w{index}": index for index in range(WORDS)}, END: WORDS}
    tokenizer = transformers.WhisperTokenizer(vocab=vocabulary, merges=[])
    transformers.WhisperProcessor(transformers.WhisperFeatureExtractor(), tokenizer).save_pretrained(model)
    write(root / "evaluation.parquet", {"audio": [_voice(index) for index, _ in enumerate(VOICES)], "text": list(VOICES)})
    return described("automatic-speech-recognition", input="audio", label="text")


def _voice(seed: int) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.random.default_rng(seed).normal(0, 0.1, RATE).astype("f4"), RATE, format="FLAC")
    return file.getvalue()


def gpt2(model: Path, root: Path) -> DataSet:
    build("GPT2LMHeadModel", transformers.GPT2Config(), model)
    tokenizer = Tokenizer(WordLevel({**{f"w{index}": index for index in range(WORDS)}, END: WORDS}, unk_token=END))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.save(str(root / "tokenizer.json"))
    chance = np.random.default_rng(SEED)
    write(root / "evaluation.parquet", {"text": [" ".join(f"w{word}" for word in chance.integers(0, WORDS, 40)) for _ in range(2)]})
    return described("text-generation", input="text", tokenizer="tokenizer.json", context=16, stride=8)


ARCHITECTURES = (
    Architecture(
        name="vit-base-patch16-224", size="327.30", parameters=85_800_194, make=vit, row=HALF, packed="163.65", measuring={"examples": 4}
    ),
    Architecture(
        name="whisper-small", size="922.15", parameters=241_734_912, make=whisper, row=INT8, packed="355.15", measuring={"examples": 2}
    ),
    Architecture(
        name="bert-large-ner", size="1268.54", parameters=332_538_889, make=bert, row=PRUNED, packed="1268.54", measuring={"examples": 4}
    ),
    Architecture(
        name="gpt2", size="474.70", parameters=124_439_808, make=gpt2, row=HALF, packed="237.35", measuring={"examples": 3, "starts": 2}
    ),
    Architecture(
        name="efficientvit_b3", size="185.75", parameters=48_646_056, make=efficient, row=HALF, packed="92.9", measuring={"examples": 4},
        adapter=Path(efficientvit.__file__),
    ),
)  # fmt: skip
