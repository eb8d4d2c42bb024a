"""Numbers as they are shown: in the unit that the row used, with as many digits as the measurement bears.

The judge puts what it compared the claim with into the facts `measured` and `unit` of its reason, read as the claim was
meant (MB or MiB, a share or a percentage, a speed-up as the time it comes to); where it gives none, the measurement itself
is shown in the typed unit.
"""

from __future__ import annotations

import math
import re

from grader.core.measurement import Definition
from grader.core.metric import Unit
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Verdict
from grader.review.voice import Voice

_PLAIN = re.compile(r"[+-]?\d{1,15}([.,]\d{1,9})?")
#: Definitions that go without saying: the metric's name means just this.
_OBVIOUS = (Definition.EVALUATION, Definition.PER_EXAMPLE, Definition.GZIP)

_DECIDED = (Outcome.CONFIRMED, Outcome.OFF, Outcome.UNSTEADY)


def claimed(claim: Claim, voice: Voice) -> str:
    """Write the number as typed, with the unit as typed."""
    return voice.quote(f"{claim.written} {claim.unit}" if claim.unit else claim.written)


def measured(verdict: Verdict, voice: Voice) -> str:
    """Write the measured value with its interval; a dash where nothing was measured."""
    found, value = verdict.measurement, as_claimed(verdict)
    if not found:
        return "—"
    ratio = found.unit is Unit.RATIO
    factor = value / found.value if value is not None and found.value and not ratio else 1.0
    low, high = found.low * factor, found.high * factor
    typed = 0 if ratio else typed_decimals(verdict.claim)
    digits = max(typed, _decimals(high - low, 1 if ratio else 2) if low < high else _decimals(abs(found.value * factor), 4))
    shown = plain(found.value * factor, digits)
    shown = f"×{shown}" if ratio else f"{shown} {_unit(verdict, voice)}".strip()
    if low < high:
        shown += f" ({plain(low, digits)}…{plain(high, digits)})"
    if ratio and value is not None and verdict.claim:
        shown += f" → {plain(value, max(typed_decimals(verdict.claim), _decimals(abs(value), 3)))} {_unit(verdict, voice)}".rstrip()
    return shown if found.definition in _OBVIOUS else f"{voice.words.definition(found.definition).word}: {shown}"


def accepted(verdict: Verdict, voice: Voice) -> str:
    """Write the bounds within which the claim was, or would have been, confirmed; a dash where it was not held against any."""
    scale = typed_scale(verdict.claim)
    edges = [edge * scale for edge in (verdict.low, verdict.high) if edge is not None]
    if not edges or verdict.outcome not in _DECIDED:
        return "—"
    width = max(edges) - min(edges) or abs(edges[0])
    digits = max(_decimals(width, 2), typed_decimals(verdict.claim))
    low, high = ("" if edge is None else plain(edge * scale, digits) for edge in (verdict.low, verdict.high))
    bounds = f"{low}…{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{bounds} {_unit(verdict, voice)}".strip()


def as_claimed(verdict: Verdict) -> float | None:
    """Return the measured value as it could stand in place of the claim, in the typed unit; None where there is none."""
    fact = verdict.reason.facts.get("measured")
    if isinstance(fact, int | float):
        return float(fact)
    found = verdict.measurement
    if not found or found.unit is not verdict.metric.unit:
        return None
    return found.value * typed_scale(verdict.claim)


def typed_scale(claim: Claim | None) -> float:
    """Return what turns the canonical unit into the one that the claim was typed in: 100 for a percentage."""
    typed = typed_value(claim)
    if not claim or not claim.value or not typed:
        return 1.0
    scale = typed / claim.value
    return 1.0 if math.isclose(scale, 1.0, rel_tol=1e-6) else scale


def typed_decimals(claim: Claim | None) -> int:
    """Count the decimals of the number as typed."""
    if not claim or typed_value(claim) is None:
        return 0
    return len(claim.written.replace(",", ".").partition(".")[2])


def typed_value(claim: Claim | None) -> float | None:
    """Read the number as typed; None for anything but a plain decimal."""
    return float(claim.written.replace(",", ".")) if claim and _PLAIN.fullmatch(claim.written) else None


def plain(value: float, digits: int) -> str:
    """Write a number without an exponent, unless it is beyond any sense."""
    return f"{value:.4g}" if abs(value) >= 1e9 else f"{value:.{digits}f}"


def _decimals(size: float, significant: int) -> int:
    """Return the decimals that show so many significant digits of a number of this size."""
    return min(6, max(0, significant - 1 - math.floor(math.log10(size)))) if 0 < size < math.inf else 0


def _unit(verdict: Verdict, voice: Voice) -> str:
    """Name the unit that the judge read the claim in; else the typed one where it is another than the canonical."""
    name = verdict.reason.facts.get("unit")
    if not isinstance(name, str) or name == "×":
        typed = verdict.claim.unit if verdict.claim and typed_scale(verdict.claim) != 1.0 else None
        name = typed or verdict.metric.unit
    known = voice.words.units.get(name)
    return voice.quote(name) if known is None else known
