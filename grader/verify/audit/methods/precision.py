"""Half precision (and FP8): the weights are stored in the type that the row names."""

from __future__ import annotations

from collections import Counter

import numpy as np

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, by_share, evidence, percent
from grader.verify.audit.contents import INTEGERS, ITEM_BITS, Tensor

#: Variant of a method → the types that it may be stored in.
WANTED = {"fp16": ("F16",), "bf16": ("BF16",), "fp8": ("F8_E4M3", "F8_E5M2"), None: ("F16", "BF16")}
#: Numbers of a tensor that tell whether it was rounded, and the bits of F32 that a half has no room for.
SAMPLE, LOW_BITS = 4096, {"fp16": 13, "bf16": 16}


def audit(case: Case) -> Audit:
    """Count the weights of each type."""
    variant = case.method.variant
    return of(case, variant if variant in WANTED else None)


def of(case: Case, variant: str | None) -> Audit:
    """Count the weights of each type for one variant of half precision."""
    counts = weights_by_type(case)
    total = sum(counts.values())
    wanted = sum(counts[dtype] for dtype in WANTED[variant])
    found = [evidence("audit-dtype", dtype=dtype, percent=percent(counts[dtype] / total)) for dtype in WANTED[variant] if counts[dtype]]
    missing = [kept(counts, variant or "fp16"), *_rounded(case, variant)]
    return by_share(case, wanted / total if total else 0.0, found, missing)


def weights_by_type(case: Case) -> Counter[str]:
    """Count the numbers of all matrices by their type; packed integers count as they lie there."""
    counts: Counter[str] = Counter()
    for tensor in case.artifact.tensors:
        small = tensor.dtype not in ("I64", "U64", "BOOL")  # positions and masks
        if tensor.is_matrix and (tensor.is_float or (small and tensor.dtype in (*INTEGERS, "F8_E4M3", "F8_E5M2", "I4", "U4", "NF4", "F4"))):
            counts[tensor.dtype] += tensor.count
    return counts


def kept(counts: Counter[str], wanted: str) -> Evidence:
    """Tell in which type the weights are stored instead."""
    if not counts:
        return evidence("audit-no-matrices")
    dtype, count = counts.most_common(1)[0]
    return evidence("audit-dtype-kept", dtype=dtype, percent=percent(count / sum(counts.values())), wanted=wanted, bits=ITEM_BITS[dtype])


def _rounded(case: Case, variant: str | None) -> list[Evidence]:
    """Tell of weights that were rounded to half precision and stored in full."""
    matrices = [tensor for tensor in case.artifact.matrices if tensor.dtype == "F32"]
    for half in (variant,) if variant in LOW_BITS else LOW_BITS:
        low = LOW_BITS.get(half or "")
        if low and matrices and all(_fits(tensor, low) for tensor in matrices):
            return [evidence("audit-rounded-half", dtype=half or "", tensors=len(matrices))]
    return []


def _fits(tensor: Tensor, low: int) -> bool:
    sample = tensor.bits()[:SAMPLE]
    return bool(sample.size) and not np.any(sample & np.uint32((1 << low) - 1))
