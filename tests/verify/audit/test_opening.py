"""Files that only their own library can read are opened in a box, all at once here: what they hold, and what is refused."""

from __future__ import annotations

import ast
import os
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.utils import prune

from grader.core.audit import Audit, Proof
from grader.core.table import Family
from grader.verify.audit.contents import Contents
from grader.verify.audit.opening import WHY, with_opened
from tests.verify.audit.support import Auditing, codes, contents, facts, kmeans, model, traced, weights
from tests.verify.support import LIMITS

ROOM = replace(LIMITS, memory_mb=3000, artifact_mb=20)


class Command:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return os.system, ("touch /out/PWNED /tmp/PWNED",)


class Custom(torch.nn.Module):
    """A class of a team's own: nobody else can import it."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = model()


def write(directory: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quantized = torch.ao.quantization.quantize_dynamic(model(), {torch.nn.Linear}, dtype=torch.qint8)  # type: ignore[no-untyped-call]
        torch.save(quantized.state_dict(), directory / "quantized.pt")
        torch.save(quantized, directory / "quantized-whole.pt")
        traced(quantized).save(str(directory / "quantized-script.pt"))
    masked = model()
    prune.l1_unstructured(masked[0], "weight", 0.5)  # type: ignore[no-untyped-call]
    torch.save(masked.state_dict(), directory / "masked.bin")
    torch.save(model(), directory / "whole.pt")
    torch.save(Custom(), directory / "custom.pt")
    torch.save(weights(), directory / "old.ckpt", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "model": {"w": torch.eye(100).to_sparse()}, "tied": [torch.ones(64, 64)] * 2}, directory / "nested.pth")
    centers, labels = kmeans(torch.randn(128, 64), 16)
    np.savez_compressed(directory / "clusters.npz", centers=centers.numpy(), labels=labels.to(torch.uint8).numpy())
    torch.save({"w": torch.zeros(64, 64), "evil": Command()}, directory / "evil.pt")
    torch.save({"epoch": 3}, directory / "empty.pt")
    torch.save({"w": torch.zeros(1).expand(10_000_000)}, directory / "expanded.pt")
    (directory / "broken.pt").write_bytes((directory / "whole.pt").read_bytes()[:-300])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    directory = tmp_path_factory.mktemp("closed") / "artifact"
    directory.mkdir()
    write(directory)
    return with_opened(contents(directory), directory, directory.with_name("opened"), ROOM)


def part(whole: Contents, name: str) -> Contents:
    """What one of the files holds."""
    index = [name for name in whole.files if name not in whole.problems or whole.problems[name].code in WHY.values()].index(name)
    return replace(
        whole, tensors=tuple(tensor for tensor in whole.tensors if tensor.path and tensor.path.stem == str(index)),
        problems={name: whole.problems[name]} if name in whole.problems else {}, operations={}, graphs=(),
    )  # fmt: skip


@pytest.mark.sandbox
@pytest.mark.parametrize("name", ["quantized.pt", "quantized-whole.pt", "quantized-script.pt"])
def test_packed_weights_of_torch_are_int8(auditing: Auditing, opened: Contents, name: str) -> None:
    found = auditing(part(opened, name), Family.QUANTIZATION, "int8")
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-int8-weights") == {"tensors": 4, "percent": 100.0}


@pytest.mark.sandbox
@pytest.mark.parametrize("name", ["whole.pt", "custom.pt", "old.ckpt"])
def test_whole_models_and_old_files_give_their_weights(auditing: Auditing, opened: Contents, name: str) -> None:
    own = part(opened, name)
    shapes = sorted(tensor.shape for tensor in own.tensors)
    assert shapes == sorted(tuple(tensor.shape) for tensor in weights().values())
    assert auditing(own, Family.QUANTIZATION, "int8").proof is Proof.NOT_APPLIED


@pytest.mark.sandbox
def test_masks_sparse_tensors_and_indices_are_there(auditing: Auditing, opened: Contents) -> None:
    masked = auditing(part(opened, "masked.bin"), Family.PRUNING, "unstructured", sparsity=0.5)
    assert (masked.proof, codes(masked)[0]) == (Proof.NOT_APPLIED, "audit-masks-left")
    nested = part(opened, "nested.pth")
    assert [(tensor.name, tensor.shape) for tensor in nested.tensors] == [("model.w", (100, 100)), ("tied.0", (64, 64))]
    assert auditing(nested, Family.PRUNING, "unstructured", sparsity=0.9).proof is Proof.APPLIED
    assert auditing(part(opened, "clusters.npz"), Family.CLUSTERING, clusters=16).proof is Proof.APPLIED


@pytest.mark.sandbox
@pytest.mark.parametrize(("name", "code"), [("evil.pt", "refused"), ("empty.pt", "empty"), ("expanded.pt", "large")])
def test_what_is_refused_is_told_and_nothing_runs(auditing: Auditing, opened: Contents, name: str, code: str) -> None:
    found: Audit = auditing(part(opened, name), Family.QUANTIZATION, "int8")
    assert (found.proof, codes(found)[0]) == (Proof.CANNOT_TELL, f"audit-pickle-{code}")
    paths = {tensor.path for tensor in opened.tensors if tensor.path}
    assert not any("PWNED" in str(path) for path in next(iter(paths)).parent.iterdir())


@pytest.mark.sandbox
def test_a_damaged_archive_is_not_opened(opened: Contents) -> None:
    assert opened.problems["broken.pt"].code == "audit-file-unknown"


@pytest.mark.sandbox
def test_a_box_that_is_too_small_leaves_a_reason(tmp_path: Path) -> None:
    directory = tmp_path / "artifact"
    directory.mkdir()
    torch.save(weights(), directory / "model.pt")
    found = with_opened(contents(directory), directory, tmp_path / "opened", replace(ROOM, load_seconds=0.2))
    assert found.problems["model.pt"].code == "audit-opener-failed"
    assert found.problems["model.pt"].facts["detail"] == "time"


def test_the_openers_words_are_known_and_it_imports_nothing_of_ours() -> None:
    source = (Path(__file__).parents[3] / "grader/worker/opening.py").read_text("utf-8")
    words = next(node for node in ast.parse(source).body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple))
    assert {each.value for each in words.value.elts if isinstance(each, ast.Constant)} == WHY.keys()  # type: ignore[attr-defined]
    assert "grader" not in {
        node.module.partition(".")[0] for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.module
    }
