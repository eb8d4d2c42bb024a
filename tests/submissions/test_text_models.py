"""The two text sets and their models: splits that share nothing, small files, and models that are as good as their cards say."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet
import pytest

from grader.core.metric import Metric
from grader.course import load_course
from grader.verify.tasks import open_task
from grader.worker import adapters, shim
from tests.submissions import support

COURSE = load_course(support.ROOT / ".github" / "course.yml")
SHIPPED = {"reviews": "reviews-bert", "entities": "entities-bert"}
ROWS = {"calibration": 200, "evaluation": 400}


@dataclass(frozen=True, slots=True)
class Shipped:
    data: str
    model: str

    @property
    def folder(self) -> Path:
        return support.COURSE / "data" / self.data

    @property
    def weights(self) -> Path:
        return COURSE.root / COURSE.models[self.model].path

    def column(self, split: str) -> list[Any]:
        found: list[Any] = pyarrow.parquet.read_table(self.folder / f"{split}.parquet")[COURSE.data[self.data].input].to_pylist()
        return found


@pytest.fixture(params=sorted(SHIPPED))
def shipped(request: pytest.FixtureRequest) -> Shipped:
    return Shipped(request.param, SHIPPED[request.param])


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Two threads that wait for each other take many times as long where others use the processors too."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def adapter(task: str) -> ModuleType:
    return module(Path(adapters.__path__[0]) / f"{task.replace('-', '_')}.py")


def test_no_example_stands_in_two_splits_or_twice_in_one(shipped: Shipped) -> None:
    sizes = {split: len(shipped.column(split)) for split in ("train", *ROWS)}
    assert sizes.items() >= ROWS.items()
    seen = [str(each) for split in sizes for each in shipped.column(split)]
    assert len(set(seen)) == len(seen)


def test_files_are_small(shipped: Shipped) -> None:
    assert all(file.stat().st_size <= 100_000 for file in shipped.folder.iterdir())
    assert sum(file.stat().st_size for file in shipped.weights.iterdir()) <= 1_500_000


def test_the_evaluation_set_has_every_label_and_sentences_of_all_lengths(shipped: Shipped) -> None:
    data = COURSE.data[shipped.data]
    examples = open_task(data, COURSE.root).examples()
    references = {part for example in examples for part in str(example.reference).split()}
    assert references == (set(data.labels) if shipped.data == "entities" else {str(index) for index in range(len(data.labels))})
    lengths = sorted(len(" ".join(each) if isinstance(each, list) else each) for each in shipped.column("evaluation"))
    assert lengths[-1] > 4 * lengths[0]


@pytest.mark.slow
def test_the_script_writes_what_is_shipped(shipped: Shipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(support.COURSE), *sys.path])
    made = module(support.COURSE / f"make_{shipped.data}.py").split()
    assert {split: texts for split, (texts, _) in made.items()} == {split: shipped.column(split) for split in made}


@pytest.mark.slow
def test_the_original_is_as_good_as_its_card_says(shipped: Shipped, one_thread: None, tmp_path: Path) -> None:
    data = COURSE.data[shipped.data]
    task, original = open_task(data, COURSE.root), adapter(data.task)
    original.compress(shipped.weights, tmp_path)
    model, examples = original.load(tmp_path, "cpu"), task.examples()
    answers = [original.predict(model, shim.inputs_of(example.payload))[0] for example in examples]
    predictions = [data.labels.index(each) if isinstance(each, str) else " ".join(each) for each in answers]
    found = task.score(predictions, [example.reference for example in examples], len(examples))
    card = (shipped.weights / "README.md").read_text("utf-8")
    assert sorted(f"{each.value:.4f}" for each in found) == sorted(re.findall(r"\*\*([\d.]+)\*\*", card))
    f1 = next(each.value for each in found if each.metric is Metric.F1)
    assert 0.85 <= f1 <= 0.97, "good, and not so good that compression could not show"


def roberta(folder: Path, kind: str, labels: Sequence[str]) -> None:
    """Save a small model of another family, whose tokenizer says no length and whose positions begin behind the padding."""
    import torch
    import transformers
    from tokenizers.pre_tokenizers import ByteLevel

    torch.manual_seed(0)
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    vocabulary = {piece: index for index, piece in enumerate([*special, *sorted(ByteLevel.alphabet())])}
    transformers.RobertaTokenizer(vocab=vocabulary, merges=[]).save_pretrained(folder)
    config = transformers.RobertaConfig(
        vocab_size=len(vocabulary), hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=40, id2label=dict(enumerate(labels)),
    )  # fmt: skip
    getattr(transformers, f"RobertaFor{kind}Classification")(config).save_pretrained(folder)


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "expected"), [(("dull", "fun"), {"dull", "fun"}), (("LABEL_0", "LABEL_1"), {0, 1})])
def test_the_course_adapter_serves_a_text_classifier_of_another_family(labels: tuple[str, ...], expected: set[Any], tmp_path: Path) -> None:
    roberta(tmp_path, "Sequence", labels)
    original = adapter("text-classification")
    answers = original.predict(original.load(tmp_path, "cpu"), [{"text": text} for text in ("short", "much longer than the model " * 9)])
    assert len(answers) == 2
    assert set(answers) <= expected


@pytest.mark.slow
def test_the_course_adapter_serves_a_tagger_of_another_family(tmp_path: Path) -> None:
    roberta(tmp_path, "Token", ("O", "B-PER", "I-PER"))
    original = adapter("token-classification")
    model = original.load(tmp_path, "cpu")
    words = ["Anna", "sang", "\u200b", ""] * 20
    [tags] = original.predict(model, [{"tokens": words}])
    assert len(tags) == len(words)
    assert set(tags) <= {"O", "B-PER", "I-PER"}
    assert tags[-4:] == ["O"] * 4, "they are beyond what the model sees"
    [same] = original.predict(model, [{"tokens": ["Anna"] * 2}])
    encoded = model.tokenizer(["Anna"] * 2, is_split_into_words=True, return_tensors="pt")
    best = model.model(**encoded).logits[0].argmax(-1).tolist()
    assert same == [model.model.config.id2label[best[place]] for place in (1, 6)], "the first of five pieces: the space counts"
