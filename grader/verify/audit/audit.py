"""Prove on a frozen artifact that the method which its row names was applied.

Nothing of an artifact is run here, and nothing that a program says is believed: `reading` parses files, `opening` has
pickles opened in a box, `values` counts, and each of `methods` decides for one method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.core.audit import Audit, Evidence, Proof
from grader.core.table import Family, Method
from grader.verify.audit.case import Case, evidence
from grader.verify.audit.methods import audit_of, export, int8, precision
from grader.verify.start import Start

#: Pieces of evidence that are kept: `runs.json` has to fit into a job output.
MOST = 10


def audit(case: Case, starts: Sequence[Start] = ()) -> Audit:
    """Audit one row; `starts` are its runs, by which its answers are compared with the original's."""
    found = audit_of(case.method)(case)
    compared = answers(starts)
    same = agreement(starts)
    remarks = [*_second(case)]
    if same == 1:
        remarks.append(evidence("audit-same-answers", count=len(compared)))
    if found.proof is not Proof.CANNOT_TELL:
        remarks += [problem for problem in case.artifact.problems.values() if problem not in found.evidence][:2]
    return replace(found, evidence=(*found.evidence, *remarks)[:MOST], agreement=same)


def answers(starts: Sequence[Start]) -> list[bool]:
    """Tell of each input that both were asked whether the candidate answered as the original did."""
    pairs = ((start.candidate.predictions, start.original.predictions) for start in starts if start.original)
    return [ours == theirs for candidate, original in pairs for ours, theirs in zip(candidate, original, strict=False)]


def agreement(starts: Sequence[Start]) -> float | None:
    """Return the share of inputs that candidate and original answered alike; None where nothing was compared."""
    compared = answers(starts)
    return round(sum(compared) / len(compared), 4) if compared else None


def _second(case: Case) -> list[Evidence]:
    """Look for the precision and the format that a row names beside its method, as in "int8 (ONNX)"."""
    found: list[Evidence] = []
    dtype, form = case.method.params.get("dtype"), case.method.params.get("format")
    if dtype in ("fp16", "bf16", "int8"):
        told = int8.audit(case) if dtype == "int8" else precision.of(case, str(dtype))
        found += [evidence("audit-dtype-missing", wanted=str(dtype)), *told.evidence[:1]] if told.proof is Proof.NOT_APPLIED else []
    if isinstance(form, str):
        told = export.audit(replace(case, method=Method(family=Family.EXPORT, variant=form)))
        found += told.evidence[:1] if told.proof is Proof.NOT_APPLIED else []
    return found
