"""Pruning with torch's own tools, honest and mistaken."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn.utils import prune

from grader.core.audit import Proof
from grader.core.table import Family
from tests.verify.audit.support import Auditing, codes, facts, model, weights

PRUNING = Family.PRUNING


def pruned(amount: float, *, remove: bool = True, structured: bool = False) -> dict[str, torch.Tensor]:
    network = model()
    for layer in [part for part in network if isinstance(part, torch.nn.Linear)][:-1]:
        if structured:
            prune.ln_structured(layer, "weight", amount, n=2, dim=0)  # type: ignore[no-untyped-call]
        else:
            prune.l1_unstructured(layer, "weight", amount)  # type: ignore[no-untyped-call]
        if remove:
            prune.remove(layer, "weight")  # type: ignore[no-untyped-call]
    return {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}


@pytest.mark.parametrize("params", [{"sparsity": 0.5}, {}, {"amount": 50}])
def test_zeros_after_remove_are_pruning(auditing: Auditing, params: dict[str, Any]) -> None:
    found = auditing(auditing.save(pruned(0.5)), PRUNING, "unstructured", **params)
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-zeros") == {"percent": 50.0, "tensors": 3}
    assert ("audit-sparsity-assumed" in codes(found)) == (not params)


def test_masks_that_are_left_are_named(auditing: Auditing) -> None:
    found = auditing(auditing.save(pruned(0.5, remove=False)), PRUNING, "unstructured", sparsity=0.5)
    assert found.proof is Proof.NOT_APPLIED
    assert facts(found, "audit-masks-left") == {"tensors": 3, "tensor": "0.weight_mask", "percent": 50.0}


def test_weights_as_they_were_are_no_pruning(auditing: Auditing) -> None:
    found = auditing(auditing.original, PRUNING, "unstructured", sparsity=0.3)
    assert (found.proof, codes(found)) == (Proof.NOT_APPLIED, ["audit-zeros-none"])


def test_fewer_zeros_than_claimed_are_not_what_is_claimed(auditing: Auditing) -> None:
    artifact = auditing.save(pruned(0.2))
    found = auditing(artifact, PRUNING, "unstructured", sparsity=0.6)
    assert found.proof is Proof.NOT_APPLIED
    assert facts(found, "audit-zeros-fewer") == {"percent": 20.0, "claimed": 60.0}
    assert auditing(artifact, PRUNING, "unstructured", sparsity=0.22).proof is Proof.APPLIED


def test_zeros_that_the_original_had_are_no_pruning(auditing: Auditing) -> None:
    tensors = pruned(0.5)
    own = Auditing(auditing.directory / "sparse")
    own.original = own.save(tensors)
    assert own(own.save(tensors), PRUNING, "unstructured").proof is Proof.NOT_APPLIED


def test_channels_that_are_cut_out_are_structured_pruning(auditing: Auditing) -> None:
    found = auditing(auditing.save(weights(width=96)), PRUNING, "structured")
    assert found.proof is Proof.APPLIED
    assert {**facts(found, "audit-channels-gone"), "tensor": ""} == {"tensors": 4, "tensor": "", "before": "128×128", "after": "96×96"}


def test_layers_that_are_gone_are_structured_pruning(auditing: Auditing) -> None:
    tensors = {name: tensor for name, tensor in weights().items() if not name.startswith("3.")}
    found = auditing(auditing.save(tensors), PRUNING, "structured")
    assert (found.proof, codes(found)[0]) == (Proof.APPLIED, "audit-layers-gone")


def test_channels_that_are_zero_and_left_in_place_are_told_apart(auditing: Auditing) -> None:
    found = auditing(auditing.save(pruned(0.25, structured=True)), PRUNING, "structured", sparsity=0.25)
    assert found.proof is Proof.APPLIED
    assert codes(found)[:2] == ["audit-channels-zero", "audit-channels-kept"]
    assert facts(found, "audit-channels-zero") == {"channels": 96, "total": 384, "percent": 25.0, "tensors": 3}


@pytest.mark.parametrize(
    ("tensors", "code"),
    [(pruned(0.5), "audit-zeros-scattered"), (weights(), "audit-shapes-kept"), (pruned(0.5, remove=False), "audit-masks-left")],
    ids=["scattered", "nothing", "masks"],
)
def test_what_is_no_structured_pruning(auditing: Auditing, tensors: dict[str, torch.Tensor], code: str) -> None:
    found = auditing(auditing.save(tensors), PRUNING, "structured")
    assert (found.proof, codes(found)[0]) == (Proof.NOT_APPLIED, code)


@pytest.mark.parametrize("structured", [True, False])
def test_pruning_without_a_kind_may_be_either(auditing: Auditing, structured: bool) -> None:
    assert auditing(auditing.save(pruned(0.5, structured=structured)), PRUNING).proof is Proof.APPLIED
    assert auditing(auditing.original, PRUNING).proof is Proof.NOT_APPLIED
