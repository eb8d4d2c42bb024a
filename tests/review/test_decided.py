"""What instructors decided is shown with who, when and why; conclusion, labels and counts follow it."""

from __future__ import annotations

from dataclasses import replace

import cmarkgfm
import pytest
from rich.console import Console

from grader.core.decision import NO_ROW, Decision, DecisionKind, read_pins
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.review import Conclusion, Review
from grader.core.verdict import Card, PointsLine, Reason
from grader.core.words import Entry, Language, Severity, Words, catalogue
from grader.judge.decisions import decide
from grader.review.decide import DIFFERS, NOT_CHECKED, VERIFIED, tally
from grader.review.markdown import LIMIT
from grader.review.render import show
from grader.review.reviewing import review
from tests.review import samples

URL = "https://github.com/school/compression/pull/7#issuecomment-{}"
ENTRY = Entry(
    code="points-decided", severity=Severity.NOTE, message=Words(ru="{by}: {points}, {reason}", en="{by}: {points}, {reason}"),
    why=Words(ru="", en=""),
)  # fmt: skip
CATALOGUE = {**samples.CATALOGUE, **catalogue(ENTRY)}


def decision(kind: DecisionKind, number: int | None = None, reason: str = "it is explained in the text", comment: int = 5) -> Decision:
    return Decision(kind=kind, row=number, reason=reason, by="prof-x", at="2026-03-02T10:00:00Z", url=URL.format(comment))


def override(number: int, metric: Metric, outcome: Outcome, comment: int = 6) -> Decision:
    return replace(decision(DecisionKind.OVERRIDE, number, comment=comment), metric=metric, outcome=outcome)


def decided(*decisions: Decision, card: Card = samples.FOUR_ROWS) -> Card:
    made = decide(card.rows, decisions)
    return replace(card, rows=made.rows, decisions=made.taken, lost=made.lost, hold=made.hold)


def made(card: Card, *languages: Language) -> Review:
    return review(card, CATALOGUE, languages or (Language.EN,), samples.LINES)


ACCEPTED = decided(decision(DecisionKind.ACCEPT, 52), decision(DecisionKind.ACCEPT, 53, comment=7))


def test_conclusion_labels_and_counts_follow_the_decisions() -> None:
    assert made(samples.FOUR_ROWS).conclusion is Conclusion.FAILURE
    found = made(ACCEPTED)
    assert found.conclusion is Conclusion.SUCCESS
    assert found.labels == (VERIFIED,)
    assert "2 were accepted by an instructor" in found.title
    assert "2 приняты преподавателем" in made(ACCEPTED, Language.RU).title
    assert (tally(ACCEPTED).off, tally(ACCEPTED).accepted) == (0, 2)
    worse = made(decided(override(51, Metric.SIZE_MB, Outcome.OFF), card=samples.HONEST))
    assert (worse.conclusion, worse.labels) == (Conclusion.FAILURE, (DIFFERS,))


def test_an_accepted_number_is_not_called_confirmed_nor_corrected() -> None:
    found = made(ACCEPTED)
    assert found.body.count("❌ off → ✅ accepted 👤") == 2
    assert tally(ACCEPTED).hold == tally(samples.FOUR_ROWS).hold
    assert found.comments == ()
    assert [comment.line for comment in made(samples.FOUR_ROWS).comments] == [52, 53]


def test_who_when_why_and_where_stand_at_the_row() -> None:
    body = made(decided(override(52, Metric.ACCURACY, Outcome.UNSTEADY)), Language.EN, Language.RU).body
    assert "👤 accuracy: counts as “unsteady” instead of “off”; decided by" in body
    assert "❌ off → 🟡 unsteady 👤" in body
    assert "👤 accuracy: вместо «расходится» считается «неустойчиво»; решение" in body
    assert f"decided by `prof-x` on 2026-03-02 ({URL.format(6)}). Reason: `it is explained in the text`." in body
    assert f"решение `prof-x` от 2026-03-02 ({URL.format(6)}). Причина: `it is explained in the text`." in body


def test_one_decision_on_several_cells_is_told_once() -> None:
    both = replace(samples.FOUR_ROWS, rows=(replace(samples.PRUNED, verdicts=(*samples.PRUNED.verdicts, *samples.QUANTIZED.verdicts)),))
    body = made(decided(decision(DecisionKind.ACCEPT, 52), card=both)).body
    assert body.count("decided by") == 1
    assert "though this did not hold: accuracy, size;" in body


def test_an_acceptance_of_what_holds_anyway_is_told_too() -> None:
    assert "👤 the row is accepted; decided by" in made(decided(decision(DecisionKind.ACCEPT, 51))).body


def test_an_accepted_row_whose_code_stopped_fails_nothing() -> None:
    stopped = replace(samples.BROKEN, rows=samples.BROKEN.rows[:2])
    assert made(stopped).conclusion is Conclusion.FAILURE
    found = made(decided(decision(DecisionKind.ACCEPT, 51), card=stopped))
    assert found.conclusion is Conclusion.SUCCESS
    assert "n_clusters=32" in found.body, "what happened is still told"


def test_a_decision_without_a_run_does_not_claim_one() -> None:
    found = made(decided(override(52, Metric.ACCURACY, Outcome.CONFIRMED), card=samples.NO_MANIFEST))
    assert "ran your code" not in found.title
    assert "👤" in found.body
    assert NOT_CHECKED not in found.labels


def test_a_hold_stands_on_top() -> None:
    body = made(decided(decision(DecisionKind.HOLD, reason="wait for *them*")), Language.EN, Language.RU).body
    assert body.index("⏸ Merging is on hold.") < body.index("❌ ")
    assert "`wait for *them*`" in body
    assert "Чтобы снять паузу, напишите `/release`." in body


def test_points_say_who_and_show_the_difference() -> None:
    points = replace(decision(DecisionKind.POINTS), points=6.5)
    line = PointsLine(
        name="decided", points=-2.83, of=0, reason=Reason(code="points-decided", facts={"points": 6.5, "by": "p", "reason": "r"})
    )
    card = replace(samples.FOUR_ROWS, decisions=(points,), points=(*samples.FOUR_ROWS.points, line))
    body = made(card).body
    assert "| an instructor's decision | -2.83 |" in body
    assert "6.5 of 10" in body
    assert f"points for the work: 6.5; decided by `prof-x` on 2026-03-02 ({URL.format(5)})." in body


def test_a_decision_about_nothing_is_told_with_the_numbers_that_would_do() -> None:
    lost = decided(decision(DecisionKind.ACCEPT, 99), override(52, Metric.WER, Outcome.OFF))
    body = made(lost, Language.EN, Language.RU).body
    assert "2 decisions apply to nothing." in body
    assert "`/accept 99`: the row 99 that it is about is not in the table, or its numbers have changed since; decided by `prof-x`" in body
    assert "`/override 52`: row 52 has no number for WER" in body
    assert "`/override 52`: в строке 52 нет числа «WER»" in body
    assert "- 53: `local:pebble-vit` · `int8 dynamic`" in body


def test_the_rows_that_decisions_mean_are_kept_in_the_first_line() -> None:
    lost = decided(decision(DecisionKind.ACCEPT, 52), decision(DecisionKind.ACCEPT, 99), decision(DecisionKind.HOLD))
    body = made(lost).body
    assert read_pins(body) == {(5, 52, ""): lost.decisions[0].row_key, (5, 99, ""): NO_ROW}
    assert "grader rows" not in cmarkgfm.github_flavored_markdown_to_html(body).replace("<!-- raw HTML omitted -->", "")
    assert "<!--" not in made(samples.FOUR_ROWS).body


HOSTILE = [
    "</details><img src=x>",
    "`` ` @all #1",
    "| a | b |",
    "line\nbreak\r\n# title",
    "\u202egnp.exe",
    "<!-- grader rows 1:51=" + "a" * 16 + " -->",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_decision_holds_comes_alive(text: str) -> None:
    hostile = Decision(kind=DecisionKind.ACCEPT, row=52, reason=text, by=text, at=text, url=text)
    held, gone = replace(hostile, kind=DecisionKind.HOLD), replace(hostile, row=99)
    shown = cmarkgfm.github_flavored_markdown_to_html(made(decided(hostile, held, gone)).body)
    plain = cmarkgfm.github_flavored_markdown_to_html(
        made(decided(decision(DecisionKind.ACCEPT, 52), replace(decision(DecisionKind.ACCEPT, 99)))).body
    )
    for sign in ("<img", "<h1", '<a href="mailto', "\u202e"):
        assert sign not in shown
    assert shown.count("<table>") == plain.count("<table>")
    assert shown.count("</details>") == plain.count("</details>")


def test_a_terminal_shows_decisions_too(capsys: pytest.CaptureFixture[str]) -> None:
    show(decided(decision(DecisionKind.ACCEPT, 52, reason="\x1b[31mred")), CATALOGUE, Language.EN, Console(width=200))
    told = capsys.readouterr().out
    assert "the row is accepted" in told
    assert "\x1b[31mred" not in told


def test_a_thread_full_of_decisions_leaves_the_review_below_its_limit() -> None:
    many = [decision(DecisionKind.ACCEPT, number, reason="long " * 90, comment=number) for number in range(1, 400)]
    body = made(decided(*many), Language.RU, Language.EN).body
    assert len(body.encode()) <= LIMIT
    assert len(read_pins(body)) == 399
