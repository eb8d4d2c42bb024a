"""Which audit belongs to which method: a file for each."""

from __future__ import annotations

from collections.abc import Callable

from grader.core.audit import Audit, Proof
from grader.core.table import Family, Method
from grader.verify.audit.case import Case, cannot_tell, evidence
from grader.verify.audit.methods import clustering, distillation, export, int8, optimisation, packed, precision, pruning, structured

Method_ = Callable[[Case], Audit]


def any_precision(case: Case) -> Audit:
    """Audit a quantization that does not say to what: the first of 4 bits, 8 bits and half precision that was applied."""
    tried = [each(case) for each in (packed.audit, int8.audit, precision.audit)]
    return next((found for found in tried if found.proof is Proof.APPLIED), tried[1])


def any_pruning(case: Case) -> Audit:
    """Audit a pruning that does not say of what: whole channels, else single weights."""
    found = structured.audit(case)
    return found if found.proof is Proof.APPLIED else pruning.audit(case)


QUANTIZATION: dict[str | None, Method_] = {
    "fp16": precision.audit, "bf16": precision.audit, "fp8": precision.audit, "int8": int8.audit, "smoothquant": int8.audit,
    "int4": packed.audit, "nf4": packed.audit, "gptq": packed.audit, "awq": packed.audit, None: any_precision,
}  # fmt: skip
PRUNING: dict[str | None, Method_] = {"unstructured": pruning.audit, "structured": structured.audit, None: any_pruning}


def audit_of(method: Method) -> Method_:
    """Choose the audit of a method; for one that nobody knows, one that cannot tell."""
    match method.family:
        case Family.QUANTIZATION:
            return _by_bits(method) or QUANTIZATION.get(method.variant, unknown)
        case Family.PRUNING:
            return PRUNING.get(method.variant, any_pruning)
        case Family.CLUSTERING:
            return clustering.audit
        case Family.DISTILLATION:
            return distillation.audit
        case Family.EXPORT:
            return export.audit
        case Family.OPTIMISATION:
            return optimisation.audit
        case _:
            return unknown


def _by_bits(method: Method) -> Method_ | None:
    """Where no variant is named, a number of bits may be."""
    by_bits: dict[object, Method_] = {2: packed.audit, 3: packed.audit, 4: packed.audit, 8: int8.audit, 16: precision.audit}
    return by_bits.get(method.params.get("bits")) if method.variant is None else None


def unknown(case: Case) -> Audit:
    """Say that there is no audit of such a method."""
    name = "-" if case.method.variant is None else case.method.variant[:40]
    return cannot_tell(evidence("audit-method-unknown", family=case.method.family.value, variant=name))
