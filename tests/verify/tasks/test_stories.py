"""The course's language model: its perplexity is the library's own, and honest ways to make it smaller are taken for honest."""

from __future__ import annotations

import importlib.util
import math
import struct
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from pyarrow import parquet
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

from grader.core.measurement import Measurement
from grader.core.metric import Metric
from grader.course import load_course
from grader.verify.tasks import Example
from grader.verify.tasks.text_generation import TOLERANCE, TextGeneration, input_ids
from grader.worker import shim
from grader.worker.replies import KINDS
from tests.verify.support import ROOT
from tests.verify.tasks.language import write_texts

COURSE = load_course(ROOT / ".github" / "course.yml")
STORIES, MODEL = COURSE.data["stories"], ROOT / COURSE.models["stories-gpt2"].path
ADAPTERS = {
    "original": ROOT / "grader" / "worker" / "adapters" / "text_generation.py",
    "int8": Path(__file__).parent / "adapters" / "gpt2_int8.py",
    "pruning": Path(__file__).parent / "adapters" / "gpt2_pruning.py",
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("stories") / "two.parquet"
    write_texts(file, parquet.read_table(ROOT / STORIES.evaluation)["text"].to_pylist()[:2])
    return file


@dataclass(frozen=True)
class Said:
    measured: tuple[Measurement, ...]
    gains: list[float]


@pytest.fixture(scope="module")
def said(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    torch.set_num_threads(1)
    task = TextGeneration(replace(STORIES, evaluation=str(texts)), ROOT)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DeprecationWarning)  # what torch thinks of its own way to int8
        warnings.filterwarnings("ignore", category=UserWarning, module="torch")
        return {name: ask(task, loaded(name, path), tmp_path_factory.mktemp(name)) for name, path in ADAPTERS.items()}


def loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ask(task: TextGeneration, adapter: ModuleType, artifact: Path) -> Said:
    """Ask an adapter all windows and half of the prefixes, as the shim does."""
    adapter.compress(MODEL, artifact)
    model = adapter.load(artifact, "cpu")
    examples = task.examples()
    replies = [task.read(reply(adapter, model, example)) for example in examples]
    probes = [probe for _ in range(2) for probe in task.probes(examples, range(len(examples)))]
    gains = [
        replies[probe.example][probe.place] - task.value(probe, reply(adapter, model, Example(probe.payload, probe.reply_bytes, 0)))
        for probe in probes
    ]
    measured = task.score(replies, [example.reference for example in examples], len(examples))
    return Said(task.hold(measured, gains), gains)


def reply(adapter: ModuleType, model: Any, example: Example) -> bytes:
    inputs = shim.inputs_of(example.payload)
    kind = KINDS["log-probabilities"]
    expected = [kind.expected(each) for each in inputs]
    payload = shim.reply_bytes(adapter.predict(model, inputs), expected, kind, {})
    assert len(payload) == example.reply_bytes
    return payload


def perplexity(texts: Sequence[str], context: int, stride: int) -> float:
    """Compute it as https://huggingface.co/docs/transformers/perplexity does, each text by itself."""
    tokenizer: Any = PreTrainedTokenizerFast(tokenizer_file=str(ROOT / (STORIES.tokenizer or "")))  # type: ignore[no-untyped-call]
    model: Any = AutoModelForCausalLM.from_pretrained(MODEL)
    model.eval()
    total, count = 0.0, 0
    for text in texts:
        ids = torch.tensor([tokenizer(text)["input_ids"]])
        before = 0
        for begin in range(0, ids.size(1), stride):
            end = min(begin + context, ids.size(1))
            labels = ids[:, begin:end].clone()
            labels[:, : -(end - before)] = -100
            with torch.inference_mode():
                loss = model(ids[:, begin:end], labels=labels).loss
            scored = int((labels[:, 1:] != -100).sum())
            total, count, before = total + loss.item() * scored, count + scored, end
            if end == ids.size(1):
                break
    return math.exp(total / count)


def test_the_perplexity_is_the_librarys_own(said: dict[str, Said], texts: Path) -> None:
    assert (STORIES.context, STORIES.stride) == (128, 64)
    own = perplexity(parquet.read_table(texts)["text"].to_pylist(), 128, 64)
    found = {each.metric: each for each in said["original"].measured}
    assert found[Metric.PPL].value == pytest.approx(own, rel=1e-6)
    assert found[Metric.LOSS].value == pytest.approx(math.log(own), rel=1e-6)


@pytest.mark.parametrize("name", ADAPTERS)
def test_what_honest_programs_gain_by_the_window_is_far_below_the_tolerance(name: str, said: dict[str, Said]) -> None:
    mean = math.fsum(said[name].gains) / len(said[name].gains)
    assert abs(mean) < TOLERANCE / 3
    perplexity, _ = said[name].measured
    assert perplexity.high / perplexity.low < 1 + TOLERANCE


def test_int8_says_a_little_else_of_a_window_than_of_its_beginning(said: dict[str, Said]) -> None:
    """So the comparison cannot be of single numbers."""
    assert max(map(abs, said["original"].gains)) < 1e-4
    assert max(map(abs, said["int8"].gains)) > 1e-3


def test_a_distribution_has_a_number_for_each_entry_of_the_tokenizer(texts: Path) -> None:
    task = TextGeneration(replace(STORIES, evaluation=str(texts)), ROOT)
    [probe, *_] = task.probes(task.examples(), range(20))
    assert probe.reply_bytes == 512 * struct.calcsize("d")


def test_the_model_is_as_good_and_as_small_as_its_card_says() -> None:
    examples = TextGeneration(STORIES, ROOT).examples()
    model: Any = AutoModelForCausalLM.from_pretrained(MODEL)
    model.eval()
    replies: list[tuple[float, ...]] = [()] * len(examples)
    lengths = [len(input_ids(example)) for example in examples]
    for length in set(lengths):
        here = [index for index, found in enumerate(lengths) if found == length]
        for some in (here[at : at + 64] for at in range(0, len(here), 64)):
            ids = torch.tensor([input_ids(examples[index]) for index in some])
            with torch.inference_mode():
                found = model(ids[:, :-1]).logits.log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
            for index, row in zip(some, found.tolist(), strict=True):
                replies[index] = tuple(row)
    scored = [int(example.reference) for example in examples]
    task = TextGeneration(STORIES, ROOT)
    perplexity, _ = task.score(replies, scored, len(examples))
    card = (MODEL / "README.md").read_text("utf-8")
    assert f"**{perplexity.value:.3f}**" in card
    assert f"({sum(scored)} tokens" in card
    assert len(examples) % 2 == 0, "two starts see all of it"
    weights = (MODEL / "model.safetensors").stat().st_size
    assert f"{weights / 1e6:.2f} MB" in card
    assert weights < 1.5e6


def test_no_story_stands_in_two_files() -> None:
    stories: list[str] = []
    for path in (STORIES.evaluation, STORIES.calibration, str(Path(STORIES.evaluation).with_name("train.parquet"))):
        assert (ROOT / path).stat().st_size < 300_000
        stories += [story for text in parquet.read_table(ROOT / path)["text"].to_pylist() for story in text.strip().split("\n\n")]
    assert len(stories) == len(set(stories)) == 8 * (18 + 8 + 300)
