"""From a notebook to a draft of the contract's three functions."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.problem import Problem
from grader.core.submission import Manifest, ManifestRow
from grader.core.table import Family, Method
from grader.intake.lint.draft import FIRST_LINE, draft
from tests.intake.handed_in import course
from tests.intake.lint.support import notebook, project

IMAGE = (
    (
        "!pip install -q transformers datasets\nimport time\nimport torch\nfrom torch import nn\n"
        "from datasets import load_dataset\nfrom transformers import AutoImageProcessor, AutoModelForImageClassification"
    ),
    (
        'MODEL = "nateraw/vit-base-beans"\nprocessor = AutoImageProcessor.from_pretrained(MODEL)\n'
        'model = AutoModelForImageClassification.from_pretrained(MODEL).eval()\ntest = load_dataset("beans", split="test")'
    ),
    "quantized_model = torch.quantization.quantize_dynamic(\n    model, {nn.Linear}, dtype=torch.qint8\n)",
    (
        "def accuracy(m):\n    right = 0\n    for row in test:\n        x = processor(row['image'], return_tensors='pt')\n"
        "        with torch.no_grad():\n            right += int(m(**x).logits.argmax(-1).item() == row['labels'])\n"
        "    return right / len(test)"
    ),
    "start = time.time()\nprint(accuracy(quantized_model), time.time() - start)",
)
NER = (
    "from optimum.onnxruntime import ORTModelForTokenClassification\nfrom transformers import AutoTokenizer\nimport numpy as np",
    (
        'model_id = "dslim/bert-large-NER"\ntokenizer = AutoTokenizer.from_pretrained(model_id)\n'
        'ort_model = ORTModelForTokenClassification.from_pretrained(model_id, export=True)\nort_model.save_pretrained("onnx")'
    ),
    'batch = tokenizer(tokens, is_split_into_words=True, return_tensors="pt")\nbest = np.argmax(ort_model(**batch).logits, axis=-1)',
)
SPEECH = (
    "import torch, psutil\nfrom transformers import WhisperForConditionalGeneration, WhisperProcessor",
    (
        'NAME = "openai/whisper-small"\nDEVICE = "cuda"\nprocessor = WhisperProcessor.from_pretrained(NAME)\n'
        "model = WhisperForConditionalGeneration.from_pretrained(NAME).to(DEVICE)\nmodel = model.half()"
    ),
    (
        "def transcribe(sample):\n    x = processor(sample['array'], sampling_rate=16000, return_tensors='pt').input_features\n"
        "    ids = model.generate(x.to(DEVICE).half())\n    return processor.batch_decode(ids, skip_special_tokens=True)[0]"
    ),
)
PRUNING = (
    (
        "import torch.nn as nn\nimport torch.nn.utils.prune as prune\n"
        "from transformers import AutoTokenizer, AutoModelForSequenceClassification"
    ),
    (
        'tok = AutoTokenizer.from_pretrained("cointegrated/rubert-tiny-sentiment-balanced")\n'
        'model = AutoModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny-sentiment-balanced")'
    ),
    (
        "# прунинг линейных слоёв\nfor name, module in model.named_modules():\n    if isinstance(module, nn.Linear):\n"
        "        prune.l1_unstructured(module, name='weight', amount=0.3)\n        prune.remove(module, 'weight')"
    ),
    "def predict_one(text):\n    return model(**tok(text, return_tensors='pt')).logits.argmax(-1).item()",
)
CLUSTERING = (
    "import torch\nfrom transformers import AutoModelForImageClassification, AutoImageProcessor\nN_CLUSTERS = 32",
    (
        "def kmeans_1d(values, k, steps=20):\n    centers = torch.linspace(values.min(), values.max(), k)\n    for _ in range(steps):\n"
        "        labels = (values[:, None] - centers).abs().argmin(1)\n        for j in range(k):\n            if (labels == j).any():\n"
        "                centers[j] = values[labels == j].mean()\n    return centers, labels"
    ),
    (
        "def cluster_model(model, n_clusters):\n    for p in model.parameters():\n        if p.dim() == 2:\n"
        "            centers, labels = kmeans_1d(p.data.flatten(), n_clusters)\n            p.data = centers[labels].view_as(p)\n"
        "    return model"
    ),
    (
        'base = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")\n'
        "clustered = cluster_model(base, N_CLUSTERS)\n"
        "predicted = clustered(**x).logits.argmax(-1)"
    ),
)
NOTEBOOKS = {"image int8": IMAGE, "NER ONNX": NER, "speech half": SPEECH, "pruning": PRUNING, "own k-means": CLUSTERING}
EXPECTED = {
    "image int8": ("quantize_dynamic(model, {nn.Linear}", "from torch import nn", "argmax", 'x["image"]', "load_state_dict"),
    "NER ONNX": (
        "export=True",
        "from optimum.onnxruntime import ORTModelForTokenClassification",
        "is_split_into_words",
        "CUDAExecutionProvider",
    ),
    "speech half": ("model.half()", "WhisperProcessor", "generate", 'torch_dtype="auto"'),
    "pruning": ("prune.l1_unstructured", "from torch.nn.utils import prune", "prune.remove", "AutoTokenizer"),
    "own k-means": ("def kmeans_1d", "def cluster_model", "cluster_model(model, 32)", "save_pretrained(target)"),
}


def drafted(*cells: str, directory: str | None = None, manifest: Manifest | None = None) -> list[Problem]:
    return list(draft(project({"hw.ipynb": notebook(*cells)}, manifest=manifest), directory))


def names_of(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_becomes_the_three_functions(name: str) -> None:
    (found,) = drafted(*NOTEBOOKS[name])
    assert found.fix is not None
    assert not found.fix.safe
    text = found.fix.text
    assert text.startswith(FIRST_LINE)
    assert names_of(ast.parse(text)) >= {"compress", "load", "predict"}
    for part in EXPECTED[name]:
        assert part in text, text
    assert found.facts["pieces"] == "compress, load, predict"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_draft_uses_no_name_that_it_does_not_define(name: str) -> None:
    from pyflakes.checker import Checker
    from pyflakes.messages import UndefinedName

    (found,) = drafted(*NOTEBOOKS[name])
    assert found.fix is not None
    messages = Checker(ast.parse(found.fix.text)).messages
    assert not [str(message) for message in messages if isinstance(message, UndefinedName)]


def test_an_input_is_named_as_the_task_names_it_not_as_the_column_of_the_evaluation_set() -> None:
    renamed = replace(course(), data={"digits": replace(course().data["digits"], input="img")})
    (found,) = draft(project({"hw.ipynb": notebook(*IMAGE)}, course=renamed), None)
    assert found.fix is not None
    assert 'x["image"] for x in inputs' in found.fix.text


def test_a_draft_has_its_place() -> None:
    (found,) = drafted(*IMAGE, directory="submissions/ml_masters/hw-2")
    assert found.place.path == found.facts["file"] == "submissions/ml_masters/hw-2/int8.py"
    (found,) = drafted(*IMAGE)
    assert (found.place.path, found.place.cell) == ("hw.ipynb", 2)


def test_there_is_no_draft_where_nothing_but_loading_is_evident() -> None:
    assert not drafted(
        'from transformers import AutoModelForCausalLM\nmodel = AutoModelForCausalLM.from_pretrained("org/name")\nprint(model)'
    )
    assert not drafted("import torch\nprint(torch.__version__)")


def test_there_is_no_draft_for_an_adapter_or_a_complete_manifest() -> None:
    contract = "def compress(source, target): ...\ndef load(path, device): ...\ndef predict(model, inputs): ..."
    assert not drafted(*IMAGE, contract)
    rows = (ManifestRow(model="org/name", method=Method(family=Family.PRUNING), code="pruning.py"),)
    manifest = Manifest(path="submission.yml", team="a", homework=2, task="image-classification", data="digits", rows=rows)
    assert not drafted(*IMAGE, manifest=manifest)
    rows = (ManifestRow(model="org/name", method=Method(family=Family.PRUNING)),)
    assert drafted(*IMAGE, manifest=Manifest(path="submission.yml", team="a", homework=2, task="x", data="digits", rows=rows))


def test_a_key_in_a_helper_is_not_repeated() -> None:
    key = "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567"
    cells = [cell.replace("    for p in", f"    login('{key}')\n    for p in") for cell in CLUSTERING]
    (found,) = drafted(*cells)
    assert found.fix is not None
    assert "login(" in found.fix.text
    assert key not in found.fix.text


GLOBAL_PRUNING = (
    *PRUNING[:2],
    (
        "params = [(m, 'weight') for m in model.modules() if isinstance(m, nn.Linear)]\n"
        "prune.global_unstructured(params, pruning_method=prune.L1Unstructured, amount=0.3)"
    ),
    "for m, n in params:\n    prune.remove(m, n)",
    PRUNING[3],
)


def test_what_a_compression_needs_comes_along_in_its_order() -> None:
    (found,) = drafted(*GLOBAL_PRUNING)
    assert found.fix is not None
    shrink = found.fix.text.partition("def shrink(model):")[2].partition("def compress")[0]
    parts = [
        shrink.index(part) for part in ("params = [", "prune.global_unstructured", "for m, n in params", "prune.remove", "return model")
    ]
    assert parts == sorted(parts)


def test_a_compression_that_cannot_be_lifted_is_left_to_the_team() -> None:
    lost = "class Compressor:\n    def run(self, layers):\n        for layer in layers:\n            prune.random_unstructured(layer)"
    (found,) = drafted(*PRUNING[:2], lost, PRUNING[3])
    assert found.fix is not None
    assert found.facts["pieces"] == "load, predict"
    assert "put your compression here" in found.fix.text


def test_a_model_that_is_trained_here_gets_no_draft() -> None:
    assert not drafted(*PRUNING, "loss = model(**batch).loss\nloss.backward()")


def test_a_model_of_timm_is_built_by_its_name() -> None:
    cells = (
        "import timm\nimport torch",
        "name = 'efficientvit_b3.r224_in1k'\nmodel = timm.create_model(name, pretrained=True).eval()",
        "def cluster_model(model, k=16):\n    for p in model.parameters():\n        p.data = p.data.round(decimals=k)\n    return model",
        "model = cluster_model(model, k=32)\nprint(model(x).argmax(1))",
    )
    (found,) = drafted(*cells)
    assert found.fix is not None
    assert "timm.create_model('efficientvit_b3.r224_in1k'" in found.fix.text
    assert "cluster_model(model, k=32)" in found.fix.text
    assert names_of(ast.parse(found.fix.text)) >= {"compress", "load", "predict", "shrink"}


MASKED = (
    *PRUNING[:2],
    (
        "def slim(model, amount):\n    for module in model.modules():\n        if isinstance(module, nn.Linear):\n"
        "            prune.l1_unstructured(module, name='weight', amount=amount)\n    return model"
    ),
    "model = slim(model, 0.5)",
    PRUNING[3],
)


def compressed(text: str) -> str:
    """Return the body of a draft's `compress`."""
    return text.partition("def compress(")[2].partition("\ndef ")[0]


def test_a_draft_takes_the_masks_off_before_it_saves() -> None:
    (found,) = drafted(*MASKED)
    assert found.fix is not None
    body = compressed(found.fix.text)
    assert body.index("shrink(model)") < body.index("prune.remove(module") < body.index("save_pretrained")
    assert "from torch.nn.utils import prune" in found.fix.text


def test_a_draft_takes_no_masks_off_where_the_team_does() -> None:
    for cells in (PRUNING, GLOBAL_PRUNING):
        (found,) = drafted(*cells)
        assert found.fix is not None
        assert "prune.remove" not in compressed(found.fix.text)


def test_a_function_called_prune_does_not_hide_the_library() -> None:
    cells = [cell.replace("import torch.nn.utils.prune as prune", "import torch.nn.utils.prune as P") for cell in MASKED]
    cells = [cell.replace("prune.l1", "P.l1").replace("slim(", "prune(") for cell in cells]
    (found,) = drafted(*cells)
    assert found.fix is not None
    assert "torch.nn.utils.prune.remove(module" in compressed(found.fix.text)
    assert "import torch.nn.utils.prune\n" in found.fix.text


@pytest.mark.parametrize("name", ["prune", "P"])
def test_the_drafted_compress_saves_a_pruned_model_without_masks(name: str, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification, BertTokenizer

    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nword\n", encoding="utf-8")
    BertTokenizer(str(source / "vocab.txt")).save_pretrained(source)
    config = BertConfig(
        vocab_size=6, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, max_position_embeddings=8
    )
    BertForSequenceClassification(config).save_pretrained(source)
    cells = [cell.replace("prune as prune", f"prune as {name}").replace("prune.l1", f"{name}.l1") for cell in MASKED]
    (found,) = drafted(*cells)
    assert found.fix is not None
    names: dict[str, Any] = {}
    exec(compile(found.fix.text, "pruning.py", "exec"), names)
    names["compress"](source, target)
    weight = AutoModelForSequenceClassification.from_pretrained(target).get_parameter("classifier.weight")
    assert float(torch.mean((weight == 0).float())) == 0.5
