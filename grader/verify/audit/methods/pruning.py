"""Pruning of single weights: zeros in the stored weights, and no masks beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, by_share, evidence, not_applied, percent
from grader.verify.audit.contents import INTEGERS, Tensor
from grader.verify.audit.names import by_suffix
from grader.verify.audit.reading import shown
from grader.verify.audit.values import of_each, zeros

#: Where a row does not say how sparse the weights are, at least this share of a pruned matrix is expected to be zero.
EXPECTED = 0.05
#: A matrix counts as pruned where it has this share of zeros more than the original's.
PRUNED = 0.01
#: How much sparser than found a claim may be, as a share of all weights: layers are rounded, and some are left out.
SLACK = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparse:
    """A matrix, how many zeros it has, and how many the original has in its place."""

    tensor: Tensor
    zeros: int
    before: int

    @property
    def is_pruned(self) -> bool:
        """Whether zeros came."""
        return self.zeros - self.before >= PRUNED * self.tensor.count


def audit(case: Case) -> Audit:
    """Count the zeros of every matrix, beyond those that the original has."""
    left = masks(case.artifact.tensors)
    found = sparse(case)
    total = sum(each.tensor.count for each in found)
    pruned = [each for each in found if each.is_pruned]
    weights = sum(each.tensor.count for each in pruned)
    share = sum(each.zeros for each in pruned) / weights if weights else 0.0
    claimed = case.number("sparsity", "amount", "ratio")
    wanted = EXPECTED if claimed is None else claimed / 100 if claimed > 1 else claimed
    assumed = [evidence("audit-sparsity-assumed", percent=percent(EXPECTED))] if claimed is None else []
    overall = sum(each.zeros for each in found) / total if total else 0.0
    if left and share < wanted - SLACK:
        return not_applied(case, left, evidence("audit-zeros-overall", percent=percent(overall)))
    if not pruned:
        missing = evidence("audit-zeros-none", percent=percent(overall), tensors=len(found)) if found else evidence("audit-no-matrices")
        return not_applied(case, missing, *assumed)
    if share < wanted - SLACK:
        return not_applied(case, evidence("audit-zeros-fewer", percent=percent(share), claimed=percent(wanted)), *assumed)
    told = [evidence("audit-zeros", percent=percent(share), tensors=len(pruned)), evidence("audit-zeros-overall", percent=percent(overall))]
    return by_share(case, weights / total, [*told, *_most(pruned), *assumed], [])


def sparse(case: Case) -> list[Sparse]:
    """Count the zeros of every matrix; where its name and shape are the original's, those of the original too."""
    before = {(tensor.name, tensor.shape): tensor for tensor in case.original().matrices}

    def counted(tensor: Tensor) -> Sparse:
        count, same = zeros(tensor), before.get((tensor.name, tensor.shape))
        return Sparse(tensor=tensor, zeros=count, before=zeros(same) if same and count >= PRUNED * tensor.count else 0)

    return of_each(counted, case.artifact.matrices)


def masks(tensors: Sequence[Tensor]) -> Evidence | None:
    """Find the masks that `torch.nn.utils.prune` leaves beside the weights, with the share of weights that they hide."""
    pairs = [group for group in by_suffix(tensors, "_orig", "_mask").values() if len(group) == 2]
    if not pairs:
        return None
    total = sum(group["_mask"].count for group in pairs)
    hidden = sum(zeros(group["_mask"]) for group in pairs if group["_mask"].is_float or group["_mask"].dtype in (*INTEGERS, "BOOL"))
    first = min(group["_mask"].name for group in pairs)
    return evidence("audit-masks-left", tensors=len(pairs), tensor=shown(first), percent=percent(hidden / total if total else 0.0))


def _most(pruned: Sequence[Sparse]) -> list[Evidence]:
    """Name the sparsest and the densest of the pruned matrices."""
    ranked = sorted(pruned, key=lambda each: each.zeros / each.tensor.count)
    low, high = ranked[0], ranked[-1]
    return [
        evidence(
            "audit-zeros-range", low=percent(low.zeros / low.tensor.count), high=percent(high.zeros / high.tensor.count),
            tensor=shown(high.tensor.name),
        )
    ]  # fmt: skip
