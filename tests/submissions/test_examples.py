"""The example submission does what its rows claim: each adapter compresses, loads from its artifact alone and still predicts well."""

from __future__ import annotations

import ast
import json
import zlib
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml
from safetensors.numpy import load_file

from tests.submissions import support
from tests.submissions.support import Answer

EXAMPLE = support.ROOT / "submissions" / "examples" / "ml_masters" / "hw-3"
ADAPTERS = {
    "original": support.ORIGINAL,
    "clustering": EXAMPLE / "clustering.py",
    "pruning": EXAMPLE / "pruning.py",
    "int8": EXAMPLE / "int8.py",
}
#: 6 of one kind per layer, and the classifier
MATRICES = 12 * 6 + 1


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    jobs = {method: (adapter, support.MODEL, support.IMAGES) for method, adapter in ADAPTERS.items()}
    return support.run(tmp_path_factory.mktemp("answers"), **jobs)


def test_the_manifest_follows_its_schema_and_names_what_exists() -> None:
    manifest = yaml.safe_load((EXAMPLE / "submission.yml").read_text("utf-8"))
    jsonschema.validate(manifest, json.loads((support.ROOT / "schemas" / "manifest.schema.json").read_text("utf-8")))
    course = yaml.safe_load((support.ROOT / ".github" / "course.yml").read_text("utf-8"))
    assert manifest["data"] in course["data"]
    for row in manifest["rows"]:
        assert row["model"].removeprefix("local:") in course["models"]
    named = {row["code"] for row in manifest["rows"] if row["method"] != "original"}
    assert named == {file.name for file in EXAMPLE.glob("*.py")}


@pytest.mark.parametrize("file", sorted(EXAMPLE.glob("*.py")), ids=lambda file: file.name)
def test_an_adapter_is_as_short_as_a_students(file: Path) -> None:
    text = file.read_text("utf-8")
    assert 13 <= sum(bool(line.strip()) for line in text.splitlines()) <= 36
    functions = {node.name: len(node.args.args) for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert functions.items() >= {"compress": 2, "load": 2, "predict": 2}.items()


@pytest.mark.slow
@pytest.mark.parametrize(("method", "cost"), [("clustering", 0.03), ("pruning", 0.10), ("int8", 0.03)])
def test_accuracy_stays_near_the_originals(answers: dict[str, Answer], method: str, cost: float) -> None:
    assert len(answers[method].predictions) == 400
    assert abs(answers[method].accuracy - answers["original"].accuracy) <= cost


@pytest.mark.slow
def test_sizes_tell_the_methods_apart(answers: dict[str, Answer]) -> None:
    files = {method: list(answer.artifact.iterdir()) for method, answer in answers.items()}
    size = {method: sum(file.stat().st_size for file in each) for method, each in files.items()}
    gzip = {method: sum(len(zlib.compress(file.read_bytes(), 6)) for file in each) for method, each in files.items()}
    assert max(size["clustering"], size["int8"]) < 0.4 * size["original"]
    assert size["pruning"] == pytest.approx(size["original"], rel=0.01), "zeros in fp32 take their place on disk"
    assert gzip["clustering"] < gzip["int8"] < gzip["pruning"] < gzip["original"]


@pytest.mark.slow
@pytest.mark.parametrize("method", ADAPTERS)
def test_an_artifact_is_data_only(answers: dict[str, Answer], method: str) -> None:
    assert {file.suffix for file in answers[method].artifact.iterdir()} == {".json", ".safetensors"}


@pytest.mark.slow
def test_clustering_leaves_32_values_a_matrix(answers: dict[str, Answer]) -> None:
    tensors = load_file(answers["clustering"].artifact / "clustered.safetensors")
    indices = [tensor for name, tensor in tensors.items() if name.endswith(".indices")]
    assert len(indices) == MATRICES
    assert {tensor.dtype for tensor in indices} == {np.dtype(np.uint8)}
    assert max(tensor.max() for tensor in indices) < 32
    assert answers["clustering"].distinct <= 32 < answers["original"].distinct


@pytest.mark.slow
def test_pruning_leaves_two_fifths_of_the_weights(answers: dict[str, Answer]) -> None:
    tensors = load_file(answers["pruning"].artifact / "model.safetensors")
    matrices = [tensor for tensor in tensors.values() if tensor.ndim == 2]
    assert len(matrices) == MATRICES
    zeros = sum(int((tensor == 0).sum()) for tensor in matrices) / sum(tensor.size for tensor in matrices)
    assert zeros == pytest.approx(0.6, abs=0.001)


@pytest.mark.slow
def test_int8_runs_on_quantized_modules(answers: dict[str, Answer]) -> None:
    tensors = load_file(answers["int8"].artifact / "int8.safetensors")
    assert [tensor.dtype for tensor in tensors.values() if tensor.ndim == 2] == [np.dtype(np.int8)] * MATRICES
    assert answers["int8"].modules["torch.ao.nn.quantized.dynamic.modules.linear.Linear"] == MATRICES
    assert "torch.nn.modules.linear.Linear" not in answers["int8"].modules
    assert answers["original"].modules["torch.nn.modules.linear.Linear"] == MATRICES
