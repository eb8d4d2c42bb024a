"""How the proof of a method, and a method that does not apply, are told."""

from __future__ import annotations

from dataclasses import replace

import cmarkgfm
import pytest

from grader.core.audit import Audit, Proof
from grader.core.decision import Decision, DecisionKind
from grader.core.outcome import Outcome
from grader.core.review import Conclusion, Review
from grader.core.run import Ending, Phase, RunEnd
from grader.core.table import Family
from grader.core.verdict import Card, JudgedRow
from grader.core.words import Language
from grader.judge.decisions import decide
from grader.review import decide as deciding
from grader.review.escape import terminal
from grader.review.markdown import LIMIT
from grader.review.method import summary
from grader.review.reviewing import review
from grader.review.voice import Voice
from tests.review import samples

OVERRIDE = Decision(
    kind=DecisionKind.OVERRIDE,
    row=52,
    method=True,
    outcome=Outcome.CONFIRMED,
    reason="masks are part of their format",
    by="prof-x",
    at="2026-03-02T10:00:00Z",
    url="https://github.com/school/compression/pull/7#issuecomment-5",
)


def made(card: Card, *languages: Language) -> Review:
    return review(card, samples.CATALOGUE, languages or (Language.EN,), {})


def with_row(row: JudgedRow) -> Card:
    return replace(samples.HONEST, rows=(row,))


def pruned(audit: Audit | None = None, end: RunEnd = samples.DONE) -> JudgedRow:
    return samples.row("pruning 50 %", Family.PRUNING, 52, samples.size(52, "0.42", 0.4204), end=end, audit=audit)


@pytest.mark.parametrize(
    ("proof", "conclusion", "labels"),
    [
        (Proof.APPLIED, Conclusion.SUCCESS, (deciding.VERIFIED,)),
        (Proof.CANNOT_TELL, Conclusion.SUCCESS, (deciding.VERIFIED,)),
        (Proof.NOT_APPLIED, Conclusion.FAILURE, (deciding.DIFFERS,)),
    ],
)
def test_a_method_that_was_not_applied_differs(proof: Proof, conclusion: Conclusion, labels: tuple[str, ...]) -> None:
    found = made(with_row(pruned(samples.audit(proof))))
    assert (found.conclusion, found.labels) == (conclusion, labels)
    assert ("In 1 row the files do not show the method." in found.title) == (proof is Proof.NOT_APPLIED)


def test_a_method_left_out_is_told_even_where_no_number_could_be_checked() -> None:
    unchecked = replace(samples.MASKED, verdicts=(samples.gpu(52),))
    found = made(with_row(unchecked))
    assert (found.conclusion, found.labels) == (Conclusion.FAILURE, (deciding.DIFFERS,))


def test_what_decided_stands_in_the_table_and_the_rest_is_folded() -> None:
    body = made(with_row(samples.MASKED)).body
    assert "| method | `pruning 50 %` | zeros in `head.weight`: 0.1 % | — | ❌ off |" in body
    assert body.index("What else the files show") < body.index("zeros in `body.weight`: 0 %")
    assert "- ❌ method: The files do not show what is claimed. Call `prune.remove`." in body


@pytest.mark.parametrize(("agreement", "told"), [(1.0, True), (0.999, False), (None, False)])
def test_equal_answers_are_remarked_upon(agreement: float | None, told: bool) -> None:
    body = made(with_row(pruned(samples.audit(Proof.APPLIED, agreement=agreement))), Language.EN, Language.RU).body
    assert ("it may mean that nothing was applied" in body) == ("возможно, оно ни на что не повлияло" in body) == told
    assert ("on 99.9 % of the examples" in body) == (agreement == 0.999)


def test_the_original_and_code_that_stopped_have_no_line_of_their_own() -> None:
    stopped = RunEnd(ending=Ending.RAISED, phase=Phase.BUILD, facts={"error": "ValueError"})
    for row in (samples.ORIGINAL, pruned(end=stopped)):
        assert "| method |" not in made(with_row(row)).body
    seen = pruned(samples.audit(Proof.APPLIED, samples.seen("dtypes", tensors=3)), end=stopped)
    assert "| method | `pruning 50 %` | tensors in int8: 3 | — | ✅ confirmed |" in made(with_row(seen)).body


def test_a_method_that_nobody_can_check_says_so() -> None:
    body = made(with_row(pruned())).body
    assert "| method | `pruning 50 %` | — | — | ⚪ not checkable |" in body
    assert "- ⚪ method: There is no check for this method." in body


def test_a_decision_about_the_method_is_shown_with_who_and_why() -> None:
    decided = decide(samples.METHODS.rows, [OVERRIDE])
    found = made(replace(samples.METHODS, rows=decided.rows, decisions=decided.taken), Language.EN, Language.RU)
    assert found.conclusion is Conclusion.SUCCESS
    assert "❌ off → ✅ confirmed 👤" in found.body
    assert "👤 method: counts as “confirmed” instead of “off”; decided by `prof-x` on 2026-03-02" in found.body
    assert "👤 метод: вместо «расходится» считается «верно»; решение `prof-x`" in found.body
    assert "Reason: `masks are part of their format`." in found.body


def test_a_decision_about_a_method_that_is_not_there_says_so() -> None:
    decided = decide(samples.METHODS.rows, [replace(OVERRIDE, row=50)])
    body = made(replace(samples.METHODS, rows=decided.rows, lost=decided.lost), Language.EN, Language.RU).body
    assert "`/override 50`: row 50 has no method to prove" in body
    assert "`/override 50`: в строке 50 доказывать нечего" in body


def test_a_row_that_does_not_apply_is_shown_with_its_reason_and_nothing_else() -> None:
    found = made(with_row(samples.GPTQ), Language.EN, Language.RU)
    shown = cmarkgfm.github_flavored_markdown_to_html(found.body)
    assert "➖ not applicable: 1 row" in found.body
    assert "The method does not apply: `no layers ¦ that GPTQ knows`" in found.body
    assert "<table>" not in shown
    assert "Метод неприменим:" in found.body


def test_much_evidence_leaves_the_review_below_its_limit() -> None:
    evidence = tuple(samples.seen("values-many", tensor=f"{'layer.' * 30}{number}", values=number) for number in range(500))
    rows = tuple(replace(pruned(samples.audit(Proof.NOT_APPLIED, *evidence)), line=number) for number in range(60))
    body = made(replace(samples.METHODS, rows=rows), Language.RU, Language.EN).body
    assert len(body.encode()) <= LIMIT
    assert body.startswith("### ")


@pytest.mark.parametrize(
    ("language", "told", "nothing"),
    [
        (Language.RU, ["❌ метод не применён: тензоров int8: 0", "   тензоров int8: 7"], "✅ метод применён"),
        (Language.EN, ["❌ method not applied: tensors in int8: 0", "   tensors in int8: 7"], "✅ method applied"),
    ],
)
def test_a_terminal_hears_it_without_a_verdict(language: Language, told: list[str], nothing: str) -> None:
    voice = Voice(catalogue=samples.CATALOGUE, language=language, quote=terminal, link=lambda place: place.path)
    evidence = [samples.seen("dtypes", tensors=number) for number in (0, 7)]
    assert list(summary(samples.audit(Proof.NOT_APPLIED, *evidence), voice)) == told
    assert list(summary(samples.audit(Proof.NOT_APPLIED, *evidence, agreement=1.0), voice))[2].startswith("   🔍 ")
    assert list(summary(samples.audit(Proof.APPLIED), voice)) == [nothing]
