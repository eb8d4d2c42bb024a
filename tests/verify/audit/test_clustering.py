"""Clustering, honest and mistaken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from grader.core.audit import Proof
from grader.core.table import Family
from tests.verify.audit.support import Auditing, codes, facts, kmeans, weights

CLUSTERING = Family.CLUSTERING


def clustered(clusters: int) -> dict[str, torch.Tensor]:
    """Few values, written out in full."""
    found = weights()
    for name in [name for name in found if found[name].dim() == 2]:
        centers, labels = kmeans(found[name], clusters)
        found[name] = centers[labels]
    return found


def stored(clusters: int, index: torch.dtype = torch.uint8, *, codebook: str = "codebook", flat: bool = False) -> dict[str, torch.Tensor]:
    """Indices and a codebook for each weight."""
    found = weights()
    for name in [name for name in found if found[name].dim() == 2]:
        found[f"{name}.{codebook}"], labels = kmeans(found.pop(name), clusters)
        found[f"{name}.indices"] = (labels.flatten() if flat else labels).to(index)
    return found


@pytest.mark.parametrize(("index", "flat"), [(torch.uint8, False), (torch.int16, True), (torch.int64, False)])
def test_indices_and_a_codebook_are_clustering(auditing: Auditing, index: torch.dtype, flat: bool) -> None:
    found = auditing(auditing.save(stored(16, index, flat=flat)), CLUSTERING, "kmeans", clusters=16)
    assert found.proof is Proof.APPLIED
    assert codes(found) == ["audit-codebook"]
    assert facts(found, "audit-codebook")["percent"] == 100
    assert facts(found, "audit-codebook")["entries"] == 16


def test_indices_of_four_bits_may_share_a_byte(auditing: Auditing) -> None:
    found = weights()
    for name in [name for name in found if found[name].dim() == 2]:
        found[f"{name}.centroids"], labels = kmeans(found.pop(name), 16)
        found[f"{name}.packed"] = (labels.flatten()[0::2] * 16 + labels.flatten()[1::2]).to(torch.uint8)
    told = auditing(auditing.save(found), CLUSTERING, clusters=16)
    assert told.proof is Proof.APPLIED
    assert facts(told, "audit-codebook")["percent"] == 100


def test_few_values_written_in_full_are_clustering_that_saves_nothing(auditing: Auditing) -> None:
    found = auditing(auditing.save(clustered(16)), CLUSTERING, "kmeans", clusters=16)
    assert found.proof is Proof.APPLIED
    assert codes(found)[:2] == ["audit-few-values", "audit-clusters-in-full"]
    assert facts(found, "audit-clusters-in-full") == {"dtype": "F32", "bits": 32, "index_bits": 4}


def test_weights_as_they_were_are_no_clustering(auditing: Auditing) -> None:
    found = auditing(auditing.original, CLUSTERING, "kmeans", clusters=16)
    assert found.proof is Proof.NOT_APPLIED
    assert codes(found) == ["audit-many-values"]


@pytest.mark.parametrize("store", [clustered, stored])
def test_more_clusters_than_the_row_says_are_not_what_it_says(auditing: Auditing, store: Callable[[int], dict[str, torch.Tensor]]) -> None:
    found = auditing(auditing.save(store(64)), CLUSTERING, clusters=16)
    assert found.proof is Proof.NOT_APPLIED
    assert facts(found, "audit-clusters-more") == {"claimed": 16, "found": 64}


def test_without_a_number_one_byte_for_an_index_is_expected_and_said(auditing: Auditing) -> None:
    found = auditing(auditing.save(clustered(32)), CLUSTERING)
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-few-values")["most"] == 32
    assert facts(found, "audit-clusters-assumed") == {"limit": 256}


def test_a_codebook_for_each_row_is_clustering_too(auditing: Auditing) -> None:
    tensors = {"weight": torch.stack([centers[labels] for centers, labels in (kmeans(row, 8) for row in torch.randn(256, 64))])}
    found = auditing(auditing.save(tensors), CLUSTERING, clusters=8)
    assert found.proof is Proof.APPLIED
    assert codes(found)[0] == "audit-few-values-by-row"


def test_one_small_layer_is_hardly_clustering(auditing: Auditing) -> None:
    tensors = weights(width=256, layers=4)
    centers, labels = kmeans(tensors["0.weight"][:40], 8)
    tensors["extra.weight"] = centers[labels]
    found = auditing(auditing.save(tensors), CLUSTERING, clusters=8)
    assert found.proof is Proof.CANNOT_TELL
    assert codes(found)[0] == "audit-hardly"


def test_int8_weights_with_scales_are_no_clusters(auditing: Auditing) -> None:
    tensors = weights()
    for name in [name for name in tensors if tensors[name].dim() == 2]:
        scale = tensors[name].abs().amax(1) / 127
        tensors[f"{name}_scale"] = scale
        tensors[name] = (tensors[name] / scale[:, None]).round().to(torch.int8)
    assert auditing(auditing.save(tensors), CLUSTERING, clusters=16).proof is Proof.NOT_APPLIED
