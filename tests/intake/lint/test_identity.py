"""Model, data and method of the code against table and manifest; and what is praised."""

from __future__ import annotations

import pytest

from grader.core.problem import Problem
from grader.core.submission import Manifest, ManifestRow
from grader.core.table import Family, Method
from grader.core.words import Confidence, Severity
from grader.intake.lint.ids import differs, is_id, loaded, other_size, same
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import identity, praise
from tests.intake.lint.support import notebook, project

TABLE = "| Модель | Метод | Размер весов (MB) | Качество |\n| --- | --- | --- | --- |\n"


def found(*cells: str, rows: tuple[str, ...] = (), manifest: Manifest | None = None) -> list[Problem]:
    table = TABLE + "".join(f"| {row} | 300 MB | 0.9 accuracy |\n" for row in rows)
    return list(lint(project({"hw.ipynb": notebook(*cells)}, table=table, manifest=manifest), identity.RULES))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("google/vit-base-patch16-224", "ViT base"), ("openai/whisper-small", "Whisper-small"),
        ("efficientvit_b3.r224_in1k", "efficientvit_b3"),
        ("dslim/bert-large-NER", "BERT_large_NER"), ("yolov8n.pt", "YOLOv8n"), ("Qwen/Qwen2.5-1.5B-Instruct", "qwen2.5-1.5b"),
        ("distilbert-base-uncased-finetuned-sst-2-english", "DistilBERT-SST2"), ("resnet50", "ResNet-50"),
        ("facebook/opt-125m", "OPT 125M"),
    ],
)  # fmt: skip
def test_one_model_in_two_spellings(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)
    assert not differs(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Qwen/Qwen1.5-1.8B-Chat", "Qwen2.5-1.5B"), ("openai/whisper-small", "whisper-tiny"), ("resnet18", "ResNet-50"),
        ("facebook/wav2vec2-base-960h", "openai/whisper-small"), ("efficientvit_b1", "efficientvit_b3"),
    ],
)  # fmt: skip
def test_two_models(one: str, other: str) -> None:
    assert differs(one, other)
    assert differs(other, one)


@pytest.mark.parametrize(("one", "other"), [("ai-forever/ruBert-base", "RuBERT"), ("custom_net", "Net-v2"), ("bert-base-cased", "rubert")])
def test_names_that_tell_too_little_are_not_held_against_each_other(one: str, other: str) -> None:
    assert not differs(one, other)


def test_sizes_and_paths() -> None:
    assert other_size("Qwen/Qwen2.5-7B-Instruct-AWQ", "Qwen2.5-1.5B")
    assert not other_size("Qwen/Qwen2.5-1.5B-Instruct-AWQ", "Qwen2.5-1.5B")
    assert is_id("google/vit-base")
    assert not is_id("./vit-base")
    assert not is_id("out/model/best-1")
    assert not is_id("model.onnx")


def test_ids_are_found_through_constants_f_strings_and_callers() -> None:
    cells = (
        'import timm, whisper\nfrom transformers import AutoModel, AutoTokenizer, pipeline\nfrom torchvision import models\nSIZE = "small"',
        'a = AutoModel.from_pretrained(f"openai/whisper-{SIZE}")\nt = AutoTokenizer.from_pretrained("org/tok-1")',
        'def build(name):\n    return timm.create_model(name, pretrained=True)\nb = build("resnet18")\nb = build(model_name="resnet50")',
        'c = pipeline("ner", model="org/ner-1")\nd = whisper.load_model("tiny")\ne = models.resnet34()\nf = build(name=unknown)',
    )
    sheet = project({"hw.ipynb": notebook(*cells)}).sheets[0]
    ids = [(one.id, one.model) for one in loaded(sheet.code)]
    assert ids == [
        ("openai/whisper-small", True),
        ("org/tok-1", False),
        ("resnet18", True),
        ("org/ner-1", True),
        ("tiny", True),
        ("resnet34", True),
    ]


LOADS = "from transformers import AutoModel\n"


def test_a_tokenizer_alone_is_no_model() -> None:
    assert not found(
        'from transformers import AutoTokenizer\nt = AutoTokenizer.from_pretrained("org/bert-base-1")', rows=("whisper-small | Original",)
    )


def test_rows_in_words_and_models_named_elsewhere_are_left_alone() -> None:
    load = LOADS + 'm = AutoModel.from_pretrained("org/other-net-2")'
    assert not found(load, rows=("Исходная модель | Original",))
    assert not found(load, 'print("openai/whisper-small")', rows=("whisper-small | Original",))
    assert [problem.code for problem in found(load, rows=("whisper-small | Original",))] == ["model-not-in-table"]


def test_a_model_of_the_manifest_will_do() -> None:
    load = LOADS + 'm = AutoModel.from_pretrained("org/other-net-2")'
    rows = (ManifestRow(model="org/other-net-2", method=Method(family=Family.ORIGINAL)),)
    manifest = Manifest(path="submission.yml", team="a", homework=1, task="t", data="beans", rows=rows)
    assert not found(load, rows=("whisper-small | Original",), manifest=manifest)


def test_the_surer_finding_is_likely_the_other_possible() -> None:
    (problem,) = found(LOADS + 'm = AutoModel.from_pretrained("Qwen/Qwen1.5-1.8B-Chat")', rows=("Qwen2.5-1.5B | Original",))
    assert problem.confidence is Confidence.LIKELY
    assert problem.facts == {"model": "Qwen2.5-1.5B", "found": "Qwen/Qwen1.5-1.8B-Chat"}


def test_at_most_three_things_are_praised() -> None:
    code = """
import time
import numpy as np
import torch
model.save_pretrained("out")
model = AutoModel.from_pretrained("out").to("cuda")
torch.cuda.reset_peak_memory_stats()
for _ in range(10):
    model(x)
times = []
for _ in range(50):
    torch.cuda.synchronize()
    start = time.perf_counter()
    model(x)
    torch.cuda.synchronize()
    times.append(time.perf_counter() - start)
print(np.median(times), torch.cuda.max_memory_allocated())
"""
    problems = lint(project({"hw.py": code}), praise.RULES)
    assert len(problems) == 3
    assert {problem.severity for problem in problems} == {Severity.PRAISE}
    assert {problem.code for problem in problems} == {"artifact-reloaded", "gpu-time-synchronised", "median-of-many"}
