from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.problem import Place, Problem
from grader.core.review import Conclusion
from grader.core.run import RunEnd
from grader.core.verdict import Card, Reason
from grader.core.words import Language, Severity
from grader.review import decide
from grader.review.markdown import LIMIT
from grader.review.reviewing import review
from tests.review import samples


def body(card: Card, *languages: Language) -> str:
    return review(card, samples.CATALOGUE, languages or (Language.EN,), {}).body


@pytest.mark.parametrize(
    ("card", "conclusion", "labels"),
    [
        (samples.HONEST, Conclusion.SUCCESS, (decide.VERIFIED,)),
        (samples.FOUR_ROWS, Conclusion.FAILURE, (decide.DIFFERS,)),
        (samples.BROKEN, Conclusion.FAILURE, (decide.BROKEN, decide.NOT_CHECKED)),
        (samples.OUR_FAULT, Conclusion.NEUTRAL, (decide.NOT_CHECKED,)),
        (samples.UNSTEADY, Conclusion.NEUTRAL, (decide.NOT_CHECKED,)),
        (samples.NO_MANIFEST, Conclusion.ACTION_REQUIRED, (decide.NEEDS_MANIFEST,)),
        (samples.WRONG_TITLE, Conclusion.ACTION_REQUIRED, (decide.NOT_CHECKED,)),
        (replace(samples.HONEST, rows=()), Conclusion.NEUTRAL, (decide.NOT_CHECKED,)),
    ],
)
def test_the_conclusion_and_labels(card: Card, conclusion: Conclusion, labels: tuple[str, ...]) -> None:
    made = review(card, samples.CATALOGUE, [Language.EN], {})
    assert (made.conclusion, made.labels) == (conclusion, labels)


def test_a_row_that_stopped_before_any_number_still_fails() -> None:
    stopped = replace(samples.ORIGINAL, verdicts=(), end=samples.RAISED)
    counts = decide.tally(replace(samples.HONEST, rows=(stopped,)))
    assert decide.conclusion(counts) is Conclusion.FAILURE
    assert decide.labels(counts) == (decide.BROKEN,)


def test_an_error_beside_confirmed_numbers_is_no_success() -> None:
    error = replace(samples.UNIT_MISSING, severity=Severity.ERROR)
    assert decide.conclusion(decide.tally(replace(samples.HONEST, problems=(error,)))) is Conclusion.ACTION_REQUIRED


@pytest.mark.parametrize(
    ("card", "first"),
    [
        (samples.HONEST, "The bot ran your code again: of the 7 numbers in the table, 5 hold, 2 could not be checked here."),
        (replace(samples.HONEST, rows=(replace(samples.ORIGINAL, verdicts=samples.ORIGINAL.verdicts[:1]),)),
         "The bot ran your code again: the one number in the table holds."),
        (samples.OUR_FAULT, "The bot could not measure anything this time: the fault is on our side."),
        (samples.NO_MANIFEST, "None of the 15 numbers in the table could be checked: 1 thing needs mending first."),
        (samples.WRONG_TITLE, "Nothing to check yet: 1 thing needs mending first."),
    ],
)  # fmt: skip
def test_the_first_line_says_what_came_out(card: Card, first: str) -> None:
    made = review(card, samples.CATALOGUE, [Language.EN], {})
    assert made.title == first
    assert made.body.splitlines()[0] == f"### {first}"


def test_what_is_off_comes_before_what_holds_and_is_not_folded() -> None:
    text = body(samples.FOUR_ROWS)
    off, holds = text.index("`int8 dynamic`"), text.index("<code>clustering, 32</code>")
    assert off < text.index("<details>") < holds


def test_an_unknown_code_and_a_missing_fact_still_render() -> None:
    strange = replace(samples.QUANTIZED.verdicts[0], reason=Reason(code="never-heard", facts={"n": 3, "text": "a|b"}))
    poor = replace(samples.QUANTIZED.verdicts[0], reason=Reason(code="quality-off"))
    text = body(replace(samples.HONEST, rows=(replace(samples.QUANTIZED, verdicts=(strange, poor)),)))
    assert "❌ size: `never-heard`, `n` 3, `text` `a¦b`" in text
    assert "❌ size: `quality-off`" in text


def test_the_second_language_is_whole_and_folded() -> None:
    text = body(samples.FOUR_ROWS, Language.EN, Language.RU)
    front, _, folded = text.partition("<details><summary>По-русски</summary>")
    assert folded.rstrip().endswith("</details>")
    assert front.count("\n| --- |") == folded.count("\n| --- |") == 5
    assert body(samples.FOUR_ROWS, Language.RU).strip() in folded


def test_a_broken_run_says_where_why_and_what_to_do() -> None:
    text = body(samples.BROKEN)
    assert "**Your code stopped while `compress` was running.** The function raised `ValueError: n_clusters=32 should be <= 10`." in text
    assert "Repeat it locally, mend it and push a new commit." in text
    assert "**The measuring failed on our side before anything was run.** The sandbox could not be started." in text
    assert "It costs you no points" in text


def test_a_review_without_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        review(samples.HONEST, samples.CATALOGUE, [], {})


def long_card(rows: int, log: int, problems: int) -> Card:
    end = RunEnd(ending=samples.RAISED.ending, phase=samples.RAISED.phase, facts=samples.RAISED.facts, log="щ" * log)
    stopped = tuple(replace(samples.BROKEN.rows[1], end=end, method_text=f"variant {index}") for index in range(rows))
    place = Place(path="README.md", line=1)
    found = tuple(
        Problem(code="column-missing", severity=Severity.ERROR, place=place, facts={"column": f"c{index}"}) for index in range(problems)
    )
    return replace(samples.FOUR_ROWS, rows=(*samples.FOUR_ROWS.rows, *stopped), problems=found)


@pytest.mark.parametrize(("rows", "log", "problems"), [(0, 0, 0), (10, 3000, 0), (60, 3000, 10), (5, 10, 2000), (2000, 1, 2000)])
def test_a_review_stays_below_the_limit_and_well_formed(rows: int, log: int, problems: int) -> None:
    text = body(long_card(rows, log, problems), Language.RU, Language.EN)
    assert len(text.encode()) <= LIMIT
    assert text.count("<details>") == text.count("</details>")
    assert "In English" in text


def test_logs_go_first_and_the_review_says_so() -> None:
    text = body(long_card(rows=20, log=3000, problems=0), Language.EN)
    assert text.count("<summary>The end of the log") < 20
    assert text.count("#### 🛑") == 20
    assert "What the words mean" in text
    assert "less important parts (logs first, then details) had to be left out." in text
    assert "left out" not in body(samples.FOUR_ROWS)


def test_points_are_summed() -> None:
    assert "#### Points: 9.33 of 10" in body(samples.FOUR_ROWS)
    assert "| the numbers hold | 4.33 / 5 | 2 of 15 differ. |" in body(samples.FOUR_ROWS)


def test_rows_of_which_nothing_was_measured_share_one_reason() -> None:
    text = body(samples.NO_MANIFEST)
    assert text.count("submission.yml` is missing. Add it.") == 1
    assert "#### ⚪ not checkable: 4 rows" in text
    assert "| What |" not in text
