"""The models that answer in words: as good as their cards say, and served by adapters that serve others too."""

from __future__ import annotations

import importlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest
import soundfile

from grader.course import load_course
from grader.verify.tasks import open_task
from grader.worker import shim
from tests.submissions import support

COURSE = load_course(support.ROOT / ".github" / "course.yml")
SHIPPED = {"spoken": "spoken-wav2vec2", "phrases": "phrases-t5", "weather": "weather-t5"}
EACH = pytest.mark.parametrize("data", SHIPPED)
#: of which much says nothing of its types
TRANSFORMERS: Any = importlib.import_module("transformers")
#: how many figures a card gives; the metrics that follow are measured as well
FIGURES = {"spoken": 2, "phrases": 1, "weather": 3}


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads for layers as small as these spend their time waiting for each other."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def weights(data: str) -> Path:
    return COURSE.root / COURSE.models[SHIPPED[data]].path


def table(data: str, split: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = pyarrow.parquet.read_table(support.COURSE / "data" / data / f"{split}.parquet").to_pydict()
    return found


def adapter(data: str) -> ModuleType:
    name = open_task(COURSE.data[data], COURSE.root).adapter.removesuffix(".py")
    return importlib.import_module(f"grader.worker.adapters.{name}")


@EACH
def test_files_are_small(data: str) -> None:
    assert sum(file.stat().st_size for file in weights(data).iterdir()) <= 1_000_000
    assert sum(file.stat().st_size for file in (support.COURSE / "data" / data).iterdir()) <= 3_000_000


@EACH
def test_no_example_stands_in_two_splits_or_twice_in_one(data: str) -> None:
    seen = [str(each) for split in ("calibration", "evaluation") for each in table(data, split)[COURSE.data[data].input]]
    assert len(set(seen)) == len(seen) >= 300


@pytest.mark.slow
@EACH
def test_the_original_is_as_good_as_its_card_says(data: str, tmp_path: Path) -> None:
    task, original = open_task(COURSE.data[data], COURSE.root), adapter(data)
    original.compress(weights(data), tmp_path)
    model, examples = original.load(tmp_path, "cpu"), task.examples()
    predictions = [original.predict(model, shim.inputs_of(example.payload))[0] for example in examples]
    found = task.score(predictions, [example.reference for example in examples], len(examples))
    card = re.findall(r"\*\*([\d.]+)\*\*", (weights(data) / "README.md").read_text("utf-8"))
    assert len(card) == FIGURES[data]
    assert [f"{each.value:.{len(printed.partition('.')[2])}f}" for each, printed in zip(found, card, strict=False)] == card


@pytest.mark.slow
@pytest.mark.parametrize("data", ["phrases", "weather"])
def test_the_script_writes_the_texts_that_are_shipped(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(support.COURSE)
    made = importlib.import_module(f"make_{data}").split()
    columns = COURSE.data[data].input, COURSE.data[data].label
    for split in ("calibration", "evaluation"):
        shipped = table(data, split)
        assert made[split] == list(zip(*(shipped[column] for column in columns), strict=True))


@pytest.mark.slow
def test_the_script_speaks_what_is_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(support.COURSE)
    shipped = table("spoken", "calibration")
    for (samples, text), cell, wanted in zip(
        importlib.import_module("make_speech").utterances("calibration"), shipped["audio"], shipped["text"], strict=True
    ):
        kept, rate = soundfile.read(io.BytesIO(cell["bytes"]), dtype="int16")
        assert (text, rate) == (wanted, 8000)
        # the last bit of a sine may differ from processor to processor
        assert np.abs(samples.astype(int) - kept).max() <= 1


@pytest.mark.slow
def test_sound_of_another_rate_is_refused_by_name() -> None:
    original = adapter("spoken")
    model = original.load(weights("spoken"), "cpu")
    with pytest.raises(ValueError, match=r"sampling rate of 8000.*not 16000"):
        original.predict(model, [{"audio": {"array": np.zeros(8000, np.float32), "sampling_rate": 16000}}])


def whisper(folder: Path) -> None:
    """Save a small model that generates what it hears."""
    import torch
    from tokenizers.pre_tokenizers import ByteLevel

    torch.manual_seed(0)
    special = ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|translate|>", "<|transcribe|>", "<|notimestamps|>"]
    vocabulary = {piece: index for index, piece in enumerate([*sorted(ByteLevel.alphabet()), *special])}
    tokenizer = TRANSFORMERS.WhisperTokenizer(vocab=vocabulary, merges=[], additional_special_tokens=special[1:])
    extractor = TRANSFORMERS.WhisperFeatureExtractor(chunk_length=1)
    TRANSFORMERS.WhisperProcessor(extractor, tokenizer).save_pretrained(folder)
    end, start = vocabulary["<|endoftext|>"], vocabulary["<|startoftranscript|>"]
    config = TRANSFORMERS.WhisperConfig(
        vocab_size=len(vocabulary), num_mel_bins=80, encoder_layers=1, decoder_layers=1, d_model=16, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16, max_source_positions=50, max_target_positions=40,
        pad_token_id=end, bos_token_id=end, eos_token_id=end, decoder_start_token_id=start,
    )  # fmt: skip
    model = TRANSFORMERS.WhisperForConditionalGeneration(config)
    model.generation_config.max_length = 30
    model.half().save_pretrained(folder)


def marian(folder: Path) -> None:
    """Save a small translator whose words are pieces of SentencePiece, one vocabulary for each side."""
    import sentencepiece
    import torch

    torch.manual_seed(0)
    pieces = {"</s>": 0, "<unk>": 1}
    for side, column in (("source", "en"), ("target", "ru")):
        texts = iter(table("phrases", "calibration")[column])
        with (folder / f"{side}.spm").open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=texts, model_writer=file, vocab_size=100, minloglevel=2, hard_vocab_limit=False
            )
        reader = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{side}.spm"))
        for index in range(3, reader.get_piece_size()):  # after what is no text
            pieces.setdefault(reader.id_to_piece(index), len(pieces))
    pieces["<pad>"] = len(pieces)
    (folder / "vocab.json").write_text(json.dumps(pieces), "utf-8")
    config = TRANSFORMERS.MarianConfig(
        vocab_size=len(pieces), d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
        encoder_ffn_dim=16, decoder_ffn_dim=16, max_position_embeddings=64, pad_token_id=pieces["<pad>"], eos_token_id=0,
        decoder_start_token_id=pieces["<pad>"], forced_eos_token_id=0,
    )  # fmt: skip
    model = TRANSFORMERS.MarianMTModel(config)
    model.generation_config.max_length = 20
    model.save_pretrained(folder)
    tokenizer = TRANSFORMERS.MarianTokenizer(*(str(folder / name) for name in ("source.spm", "target.spm", "vocab.json")))
    tokenizer.save_pretrained(folder)


def copied(original: ModuleType, source: Path) -> Path:
    """Return what an adapter makes of a model."""
    target = source / "artifact"
    target.mkdir()
    original.compress(source, target)
    return target


@pytest.mark.slow
def test_the_course_adapter_serves_a_speech_model_that_generates(tmp_path: Path) -> None:
    whisper(tmp_path)
    original = adapter("spoken")
    model = original.load(copied(original, tmp_path), "cpu")
    audio = {"array": np.sin(np.arange(8000) / 5).astype(np.float32), "sampling_rate": 16000}
    answers = original.predict(model, [{"audio": audio}, {"audio": audio}])
    assert len(set(answers)) == 1
    assert "<|" not in answers[0]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Recommended")  # sacremoses, for punctuation that is not there
def test_the_course_adapter_serves_a_translator_of_another_family(tmp_path: Path) -> None:
    marian(tmp_path)
    original = adapter("phrases")
    answers = original.predict(original.load(copied(original, tmp_path), "cpu"), [{"text": "the old cat"}, {"text": "a dog " * 200}])
    assert [type(answer) for answer in answers] == [str, str]
