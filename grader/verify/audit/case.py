"""What the audit of a method may look at, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from grader.core.audit import Audit, Evidence, Proof
from grader.core.table import Method
from grader.core.words import Fact
from grader.verify.audit.contents import Contents
from grader.verify.seen import Seen

#: Of the weights, a method was applied to some where it was to this share of them, and to the most of them from that on.
SOME, MOST = 0.05, 0.5
#: Weights whose files could not be read are too many to say that something is not there, beyond this share of the bytes.
UNREAD = 0.05
#: Share of weights by which two models are the same one.
SAME = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row: the method that it claims, what its artifact holds, and what that is compared to.

    `original` reads the model that the row starts from. `others` are marks of the weights of other models, by what they are
    called. `seen` is what the worker had loaded at its end, None where it could not be seen; `on_gpu` says where it ran.
    """

    method: Method
    artifact: Contents
    original: Callable[[], Contents]
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seen: Seen | None = None
    on_gpu: bool = False

    def number(self, *names: str) -> float | None:
        """Return a parameter of the method that is a number, by the first of some names that it has."""
        found = (self.method.params.get(name) for name in names)
        return next((float(value) for value in found if isinstance(value, (int, float)) and not isinstance(value, bool)), None)


def evidence(code: str, **facts: Fact) -> Evidence:
    """Make one observation."""
    return Evidence(code=code, facts=facts)


def percent(share: float) -> float:
    """Return a share in percent, as precisely as it is told."""
    return round(100 * share, 1)


def applied(*found: Evidence) -> Audit:
    """Say that a method was applied; the first observation decides."""
    return Audit(proof=Proof.APPLIED, evidence=found)


def cannot_tell(*found: Evidence) -> Audit:
    """Say that an artifact does not tell."""
    return Audit(proof=Proof.CANNOT_TELL, evidence=found)


def not_applied(case: Case, *found: Evidence) -> Audit:
    """Say that a method was not applied, unless it may have been where we could not look."""
    problems = tuple(case.artifact.problems.values())
    unread = sum(case.artifact.sizes.get(name, 0) for name in case.artifact.problems)
    if problems and (unread > UNREAD * sum(case.artifact.sizes.values()) or not case.artifact.tensors):
        return cannot_tell(*problems[:3], *found)
    if not case.artifact.tensors and not case.artifact.graphs:
        return cannot_tell(evidence("audit-no-weights"), *found)
    return Audit(proof=Proof.NOT_APPLIED, evidence=found)


def by_share(case: Case, share: float, found: Iterable[Evidence], missing: Iterable[Evidence]) -> Audit:
    """Decide by the share of the weights to which a method was applied."""
    if share >= SOME:
        return applied(*found, *([evidence("audit-partly", percent=percent(share))] if share < MOST else []))
    if share > 0:
        return cannot_tell(evidence("audit-hardly", percent=percent(share)), *found)
    return not_applied(case, *missing)
