"""Whether a row's method was applied: its line in the row's table, and the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.audit import Audit, Proof
from grader.core.outcome import Outcome
from grader.core.run import Ending
from grader.core.verdict import JudgedRow
from grader.core.words import number
from grader.review.blocks import Block, Fold, Items, Text
from grader.review.voice import Voice
from grader.review.wording.method import method_words

_MARKS = {Proof.APPLIED: "✅", Proof.NOT_APPLIED: "❌", Proof.CANNOT_TELL: "⚪"}
#: Told by a remark of its own.
_SAME = "audit-same-answers"
#: More evidence than this is told by nobody.
_MOST = 12


def shown(row: JudgedRow) -> bool:
    """Tell whether there is anything to say of the method that the end of the run does not say."""
    if row.method_verdict.outcome is Outcome.NOT_APPLICABLE:
        return False
    ran = row.end is not None and row.end.ending is Ending.DONE
    return ran or row.audit is not None or row.method_verdict.decision is not None


def found(row: JudgedRow, voice: Voice) -> str:
    """Say what decided; a dash where nothing was looked at."""
    return next(_evidence(row.audit, voice), "—")


def reason(row: JudgedRow, voice: Voice) -> str:
    """Say why the method's outcome is what it is; where the method was left out, with what that means and what to do."""
    verdict = row.method_verdict
    told = voice.say(verdict.reason.code, verdict.reason.facts)
    decided = row.audit.evidence[:1] if row.audit and verdict.outcome is Outcome.OFF else ()
    return " ".join(filter(None, (told, *(voice.explain(each.code) for each in decided))))


def agreement(row: JudgedRow, voice: Voice) -> Iterator[Block]:
    """Remark on answers that are all the original's."""
    if row.audit is not None and row.audit.agreement == 1:
        yield Text(text=f"🔍 {method_words(voice.language).same}")


def evidence(row: JudgedRow, voice: Voice, title: str = "") -> Iterator[Block]:
    """Fold away what else was seen."""
    if told := tuple(_rest(row.audit, voice)):
        heading = method_words(voice.language).evidence
        yield Fold(title=f"{heading}: {title}" if title else heading, blocks=(Items(items=told),))


def summary(audit: Audit, voice: Voice) -> Iterator[str]:
    """Tell an audit that nobody judges, line by line."""
    words, first = method_words(voice.language), next(_evidence(audit, voice), "")
    yield f"{_MARKS[audit.proof]} {words.proofs[audit.proof]}" + (f": {first}" if first else "")
    yield from (f"   {line}" for line in _rest(audit, voice))
    if audit.agreement == 1:
        yield f"   🔍 {words.same}"


def _evidence(audit: Audit | None, voice: Voice) -> Iterator[str]:
    if audit is not None:
        yield from (voice.say(one.code, one.facts) for one in audit.evidence if audit.agreement != 1 or one.code != _SAME)


def _rest(audit: Audit | None, voice: Voice) -> Iterator[str]:
    """Tell all but what decided; answers that are all the original's have a remark of their own."""
    yield from list(_evidence(audit, voice))[1:_MOST]
    if audit is not None and audit.agreement is not None and audit.agreement < 1:
        yield method_words(voice.language).agreement(number(100 * audit.agreement))
