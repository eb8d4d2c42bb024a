"""Whether the method that a row names was applied, as its artifact shows: read from bytes, never from what a program says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.words import Fact


class Proof(StrEnum):
    """What an artifact says of the method that is claimed for it."""

    APPLIED = "applied"
    NOT_APPLIED = "not-applied"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One observation behind a proof: a code of the catalogue with its numbers."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The audit of one artifact; the first piece of evidence is what decided.

    `agreement` is the share of inputs on which the candidate answered exactly as the original did, None where nothing was
    compared: an agreement of 1 may mean that nothing was applied, and decides nothing by itself.
    """

    proof: Proof
    evidence: tuple[Evidence, ...]
    agreement: float | None = None
