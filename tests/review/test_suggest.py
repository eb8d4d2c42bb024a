from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.measurement import Definition
from grader.core.metric import Metric, Unit
from grader.core.problem import Fix
from grader.core.verdict import Card, Outcome, Verdict
from grader.core.words import Language
from grader.review.reviewing import review
from grader.review.suggest import MOST, corrected, replacement
from tests.review import samples


def off(metric: Metric, value: float, written: str, measured: float, *, column: int = 2, unit: str | None = None) -> Verdict:
    of = samples.claim(metric, value, written, column=column, unit=unit)
    found = samples.measurement(metric, Definition.EVALUATION, measured)
    return samples.verdict(of, Outcome.OFF, "quality-off", found, measured - 0.01, measured + 0.01)


def suggestions(card: Card, lines: dict[tuple[str, int], str]) -> list[str]:
    return [one.body for one in review(card, samples.CATALOGUE, [Language.EN, Language.RU], lines).comments]


@pytest.mark.parametrize(
    ("metric", "value", "written", "unit", "measured", "new"),
    [
        (Metric.ACCURACY, 0.932, "0.932", None, 0.8825, "0.882"),
        (Metric.ACCURACY, 0.932, "93,2", "%", 0.8825, "88,2"),
        (Metric.ACCURACY, 0.932, "93.20", "%", 0.8825, "88.25"),
        (Metric.SIZE_MB, 1361.92, "1.33", "GB", 512.0, "0.50"),
        (Metric.SIZE_MB, 1.0, "1", None, 0.312, "0.31"),  # rounded like the claim it would be off itself
        (Metric.CPU_MS, 31.9, "31.9", "ms", 40.0, "40.0"),
        (Metric.CPU_MS, 2000.0, "2", "s", 3000.0, "3"),
    ],
)
def test_a_number_is_replaced_as_it_was_typed(
    metric: Metric, value: float, written: str, unit: str | None, measured: float, new: str
) -> None:
    assert replacement(off(metric, value, written, measured, unit=unit)) == new


def test_a_speed_up_is_suggested_as_the_time_it_comes_to_and_never_as_a_ratio() -> None:
    found = samples.measurement(Metric.CPU_MS, Definition.SPEED_UP, 1.4, 0.04, Unit.RATIO)
    of = samples.claim(Metric.CPU_MS, 3.0, "3.0", column=3)
    judged = samples.verdict(of, Outcome.OFF, "speed-up-off", found, 3.7, 5.0, measured=4.33, unit="ms")
    assert replacement(judged) == "4.3"
    assert replacement(samples.verdict(of, Outcome.OFF, "speed-up-off", found)) is None


@pytest.mark.parametrize(
    ("line", "column", "new"),
    [
        ("| m | x | 0.93 | 0.93 |", 2, "| m | x | 0.88 | 0.93 |"),
        ("m | x | 0.93 | 0.93", 3, "m | x | 0.93 | 0.88"),
        ("  |m|x|**0.93**|1|  ", 2, "  |m|x|**0.88**|1|  "),
        (r"| a\|b | x | ~0.93 acc | 1 |", 2, r"| a\|b | x | ~0.88 acc | 1 |"),
        ("| m | x | 0.93 precision 0.93 recall |", 2, None),  # which one?
        ("| m | x | 10.93 | 0.93 |", 2, None),
        ("| m | x | 0.935 |", 2, None),
        ("| m | x |", 2, None),
        ("| m | x | 0.39 |", 2, None),
    ],
)
def test_only_the_wrong_number_of_the_right_cell_changes(line: str, column: int, new: str | None) -> None:
    assert corrected(line, [off(Metric.ACCURACY, 0.93, "0.93", 0.88, column=column)]) == new


@settings(deadline=None)  # a shared machine may be slow, and that is no failure
@given(st.lists(st.text(st.characters(exclude_characters="|\\\n\r0123456789"), max_size=12), min_size=4, max_size=4))
def test_every_other_character_stays(cells: list[str]) -> None:
    before, after = ("|" + "|".join([*cells[:2], f"{cells[2]} {number} ", cells[3]]) + "|" for number in ("0.93", "0.88"))
    assert corrected(before, [off(Metric.ACCURACY, 0.93, "0.93", 0.88)]) == after


def test_two_wrong_numbers_of_a_line_make_one_suggestion_in_both_languages() -> None:
    both = (samples.size(53, "0.105", 0.1532, Outcome.OFF), samples.accuracy(53, "0.9600", 0.9, Outcome.OFF))
    card = replace(samples.FOUR_ROWS, rows=(replace(samples.QUANTIZED, verdicts=both),), problems=())
    (text,) = suggestions(card, samples.LINES)
    assert "\n```suggestion\n| local:pebble-vit | int8 dynamic | 0.153 | 4.4 | 1.2 | 0.9000 |\n```\n" in text
    assert "size `0.105` → `0.153`, accuracy `0.9600` → `0.9000`" in text
    assert "measurement of the bot" in text
    assert "измерение бота" in text


def test_a_fence_is_longer_than_the_backticks_of_the_line() -> None:
    line = samples.LINES["README.md", 52].replace("pruning 50 %", "````pruning````")
    text = suggestions(replace(samples.FOUR_ROWS, problems=()), {("README.md", 52): line})[0]
    assert "\n`````suggestion\n| local:pebble-vit | ````pruning````" in text


@pytest.mark.parametrize("line", ["| m | a\x1b[31m | 0.42 | 6.1 | 1.2 | 0.932 |", "| other | line | altogether |", "x" * 20_000])
def test_a_line_that_cannot_be_carried_or_understood_gets_no_suggestion(line: str) -> None:
    assert suggestions(replace(samples.FOUR_ROWS, problems=()), {("README.md", 52): line}) == []


def test_safe_fixes_are_offered_and_others_only_shown() -> None:
    lines = {("README.md", 48): "| model | method | size | CPU, ms | GPU, ms | accuracy |"}
    card = replace(samples.HONEST, problems=(samples.UNIT_MISSING,))
    (text,) = suggestions(card, lines)
    assert "```suggestion\n| model | method | size, MB | CPU, ms | GPU, ms | accuracy |\n```" in text
    assert samples.UNIT_MISSING.fix
    unsafe = replace(samples.UNIT_MISSING, fix=Fix(text=samples.UNIT_MISSING.fix.text))
    assert suggestions(replace(card, problems=(unsafe,)), lines) == []


def test_there_is_an_end_to_comments() -> None:
    rows = tuple(replace(samples.QUANTIZED, verdicts=(samples.size(line, "0.105", 0.1532, Outcome.OFF),)) for line in range(1, 100))
    lines = {("README.md", line): "| m | x | 0.105 |" for line in range(1, 100)}
    assert len(suggestions(replace(samples.FOUR_ROWS, rows=rows, problems=()), lines)) == MOST
