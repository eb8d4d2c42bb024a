"""Distillation: the student is smaller than a model it can have learned from, and its weights are nobody else's."""

from __future__ import annotations

from hashlib import blake2b

from grader.core.audit import Audit
from grader.verify.audit.case import SAME, SOME, Case, applied, cannot_tell, evidence, not_applied, percent
from grader.verify.audit.contents import Contents, Tensor

#: Bytes of a tensor that tell it from others: at its beginning, middle and end.
SAMPLE = 4096


def marks(contents: Contents) -> dict[str, int]:
    """Return what tells each matrix from others, with how many weights it has; equal weights have equal marks."""
    return {_mark(tensor): tensor.count for tensor in contents.matrices}


def _mark(tensor: Tensor) -> str:
    bits = tensor.bits()
    digest = blake2b(f"{tensor.dtype} {tensor.shape}".encode(), digest_size=16)
    for place in (0, max(0, bits.size // 2 - SAMPLE // 2), max(0, bits.size - SAMPLE)):
        digest.update(bits[place : place + SAMPLE].tobytes())
    return digest.hexdigest()


def audit(case: Case) -> Audit:
    """Compare the student with the original, and its weights with those of every other model that is known."""
    own = marks(case.artifact)
    total = sum(own.values())
    if not total:
        return not_applied(case, evidence("audit-no-matrices"))
    original = case.original()
    known = {"-": frozenset(marks(original)), **case.others}
    shares = {name: sum(count for mark, count in own.items() if mark in theirs) / total for name, theirs in known.items()}
    nearest = max(shares, key=lambda name: shares[name])
    if shares[nearest] >= SAME:
        code = "audit-student-is-original" if nearest == "-" else "audit-student-untrained"
        facts = {} if nearest == "-" else {"model": nearest}
        return not_applied(case, evidence(code, percent=percent(shares[nearest]), **facts))
    had, kept = original.parameters, case.artifact.parameters
    copied = [evidence("audit-student-copied", percent=percent(shares[nearest]))] if shares[nearest] >= SOME else []
    if kept < (1 - SOME) * had:
        return applied(evidence("audit-student-smaller", had=had, kept=kept, percent=percent(1 - kept / had)), *copied)
    if kept > had:
        return not_applied(case, evidence("audit-student-larger", had=had, kept=kept))
    return cannot_tell(evidence("audit-student-as-large", had=had, kept=kept), *copied)
