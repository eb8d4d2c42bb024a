"""Methods: what the artifact shows of the method that a row names, as one outcome; the evidence travels beside it."""

from __future__ import annotations

import math
from dataclasses import replace

from grader.core.audit import Audit, Evidence, Proof
from grader.core.run import Ending, Owner, RowRun
from grader.core.table import Family, Method
from grader.core.verdict import NOT_AUDITED, MethodVerdict, Outcome, Reason
from grader.core.words import Fact

_PROVED = {
    Proof.APPLIED: (Outcome.CONFIRMED, "method-applied"),
    Proof.NOT_APPLIED: (Outcome.OFF, "method-not-applied"),
    Proof.CANNOT_TELL: (Outcome.NOT_CHECKABLE, "method-cannot-tell"),
}


def judge(method: Method, run: RowRun | None, not_run: Reason | None) -> MethodVerdict:
    """Say whether a row's method was applied; `not_run` is why nothing was run for it, if nothing was.

    What was proved before a run broke stays proved.
    """
    if method.family is Family.ORIGINAL:
        return MethodVerdict(outcome=Outcome.NOT_APPLICABLE, reason=Reason(code="method-original"))
    if not_run or run is None:
        return MethodVerdict(outcome=Outcome.NOT_CHECKABLE, reason=not_run or Reason(code="not-run"))
    if run.audit is not None:
        outcome, code = _PROVED[run.audit.proof]
        return MethodVerdict(outcome=outcome, reason=Reason(code=code))
    if run.end.ending is Ending.DONE:
        return NOT_AUDITED
    if run.end.ending is Ending.RUNTIME_ABSENT:
        return MethodVerdict(outcome=Outcome.NOT_CHECKABLE, reason=Reason(code=run.end.ending.value, facts=run.end.facts))
    outcome = Outcome.BROKEN_OURS if run.end.ending.owner is Owner.OURS else Outcome.BROKEN_THEIRS
    return MethodVerdict(outcome=outcome, reason=Reason(code=run.end.ending.value, facts=run.end.facts))


def finite(audit: Audit | None) -> Audit | None:
    """Keep out of an audit what JSON cannot hold and no reader can use."""
    if audit is None:
        return None
    agreement = audit.agreement if audit.agreement is not None and 0 <= audit.agreement <= 1 else None
    return replace(audit, evidence=tuple(map(_finite, audit.evidence)), agreement=agreement)


def _finite(evidence: Evidence) -> Evidence:
    return replace(evidence, facts={name: _fact(fact) for name, fact in evidence.facts.items()})


def _fact(fact: Fact) -> Fact:
    return str(fact) if isinstance(fact, float) and not math.isfinite(fact) else fact
