"""Structured pruning: whole channels, heads or layers are gone, or are zero."""

from __future__ import annotations

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import SOME, Case, applied, evidence, not_applied, percent
from grader.verify.audit.contents import Tensor
from grader.verify.audit.methods.pruning import PRUNED, masks, sparse
from grader.verify.audit.reading import shown
from grader.verify.audit.values import zero_channels


def audit(case: Case) -> Audit:
    """Hold shapes and names against the original's, then look for channels that are zero."""
    before = {tensor.name: tensor for tensor in case.original().matrices}
    after = {tensor.name: tensor for tensor in case.artifact.matrices}
    common = [(before[name], after[name]) for name in after if name in before]
    smaller = [(old, new) for old, new in common if new.shape != old.shape and new.count < old.count]
    gone = [name for name in before if name not in after]
    had = sum(tensor.count for tensor in before.values())
    kept = sum(tensor.count for tensor in after.values())
    if smaller and had:
        return applied(_channels_gone(smaller), *_fewer(had, kept))
    if common and gone and kept <= (1 - PRUNED) * had:
        return applied(evidence("audit-layers-gone", tensors=len(gone), tensor=shown(min(gone))), *_fewer(had, kept))
    if not common and 0 < kept <= (1 - SOME) * had:  # other names, as an export gives them
        return applied(*_fewer(had, kept))
    return _zeroed(case, after, before)


def _fewer(had: int, kept: int) -> list[Evidence]:
    return [evidence("audit-parameters-fewer", had=had, kept=kept, percent=percent(1 - kept / had))]


def _channels_gone(smaller: list[tuple[Tensor, Tensor]]) -> Evidence:
    old, new = max(smaller, key=lambda pair: pair[0].count - pair[1].count)
    shapes = ["×".join(map(str, tensor.shape)) for tensor in (old, new)]
    return evidence("audit-channels-gone", tensors=len(smaller), tensor=shown(new.name), before=shapes[0], after=shapes[1])


def _zeroed(case: Case, after: dict[str, Tensor], before: dict[str, Tensor]) -> Audit:
    """Look for channels that were set to zero and left in their place."""
    channels = total = 0
    touched: list[str] = []
    for name, tensor in after.items():
        count, of = zero_channels(tensor)
        old = before.get(name)
        if count and old and old.shape == tensor.shape:
            count -= zero_channels(old)[0]
        if count > 0:
            channels, total = channels + count, total + of
            touched.append(name)
    if touched:
        share = channels / total
        found = evidence("audit-channels-zero", channels=channels, total=total, percent=percent(share), tensors=len(touched))
        return applied(found, evidence("audit-channels-kept"))
    left = masks(case.artifact.tensors)
    scattered = [each for each in sparse(case) if each.is_pruned]
    if left:
        return not_applied(case, left)
    if scattered:
        share = sum(each.zeros for each in scattered) / sum(each.tensor.count for each in scattered)
        return not_applied(case, evidence("audit-zeros-scattered", percent=percent(max(share, PRUNED)), tensors=len(scattered)))
    return not_applied(case, evidence("audit-shapes-kept", tensors=len(after)) if after else evidence("audit-no-matrices"))
