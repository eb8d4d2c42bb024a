from __future__ import annotations

import re
import subprocess
import sys
from itertools import product

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric, Unit
from grader.core.run import Phase
from grader.core.verdict import Outcome, Verdict
from grader.core.words import Language
from grader.review.amounts import accepted, claimed, measured
from grader.review.decide import Tally
from grader.review.escape import cell
from grader.review.voice import Voice
from grader.review.wording import phrases
from tests.review import samples

VOICE = Voice(catalogue={}, language=Language.EN, quote=cell, link=lambda place: place.path)


@pytest.mark.parametrize("language", Language)
def test_every_combination_has_a_headline(language: Language) -> None:
    for counts in product((0, 1, 2), repeat=8):
        hold, off, unsteady, unchecked, theirs, ours, stopped, errors = counts
        tally = Tally(hold=hold, off=off, unsteady=unsteady, unchecked=unchecked, theirs=theirs, ours=ours, stopped=stopped, errors=errors)
        line = phrases(language).headline(tally)
        assert line.endswith(".")
        assert line[0].isupper()
        assert "  " not in line
        assert len(line) <= 300
        shown = sum(map(int, re.findall(r"\d+", line)))
        if tally.ran and sum(count > 0 for count in counts[:6]) > 1:
            assert shown == 2 * tally.total, "the parts add up to the whole"


@pytest.mark.parametrize(
    ("tally", "line"),
    [
        (Tally(hold=21, off=1, errors=0), "Бот заново запустил ваш код: из 22 чисел таблицы 21 подтвердилось, 1 не подтвердилось."),
        (Tally(hold=11, off=22), "Бот заново запустил ваш код: из 33 чисел таблицы 11 подтвердились, 22 не подтвердились."),
        (Tally(hold=5), "Бот заново запустил ваш код: все числа таблицы (5) подтвердились."),
        (Tally(unchecked=21, errors=5), "Ни одно из 21 числа таблицы пока не проверено: сначала нужно исправить 5 ошибок."),
    ],
)
def test_russian_words_bend_to_their_numbers(tally: Tally, line: str) -> None:
    assert phrases(Language.RU).headline(tally) == line


@pytest.mark.parametrize("language", Language)
def test_every_member_has_its_own_words(language: Language) -> None:
    words = phrases(language)
    assert len({words.metric(metric) for metric in Metric}) == len(Metric)
    assert len({words.outcome(outcome).word for outcome in Outcome}) == len(Outcome)
    assert len({words.definition(definition).word for definition in Definition}) == len(Definition)
    assert len({words.phase(phase) for phase in Phase}) == len(Phase)
    assert set(Unit) <= set(words.units)


def test_both_languages_know_the_same_units_and_rubrics() -> None:
    ru, en = phrases(Language.RU), phrases(Language.EN)
    assert ru.units.keys() == en.units.keys()
    assert ru.rubric.keys() == en.rubric.keys()


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (samples.size(1, "0.42", 0.4204), ("`0.42`", "folder: 0.4204 MB", "0.4183…0.4225 MB")),
        (samples.cpu(1, "4.4", 1.41, 4.33), ("`4.4`", "speed-up: ×1.41 (1.37…1.45) → 4.33 ms", "3.7…5.0 ms")),
        (samples.accuracy(1, "0.9600", 0.9575), ("`0.9600`", "0.9575 (0.9335…0.9815)", "0.9285…0.9865")),
        (samples.gpu(1), ("`1.2`", "—", "—")),
        (
            samples.verdict(
                samples.claim(Metric.ACCURACY, 0.932, "93.2", unit="%"), Outcome.OFF, "x",
                samples.measurement(Metric.ACCURACY, Definition.EVALUATION, 0.8825, 0.024), 0.853, 0.911,
            ),
            ("`93.2 %`", "88.2 % (85.8…90.6)", "85.3…91.1 %"),
        ),
        (
            samples.verdict(
                samples.claim(Metric.SIZE_MB, 0.29, "0.29", unit="Mb"), Outcome.CONFIRMED, "x",
                samples.measurement(Metric.SIZE_MB, Definition.WEIGHTS, 0.3041), 0.2885, None, measured=0.29, unit="MiB",
            ),
            ("`0.29 Mb`", "weights: 0.2900 MiB", "≥ 0.29 MiB"),
        ),
    ],
)  # fmt: skip
def test_amounts_are_shown_in_the_unit_of_the_claim(verdict: Verdict, shown: tuple[str, str, str]) -> None:
    assert verdict.claim
    assert (claimed(verdict.claim, VOICE), measured(verdict, VOICE), accepted(verdict, VOICE)) == shown


def test_writing_a_review_loads_neither_rich_nor_matplotlib() -> None:
    code = "import sys, grader.review.reviewing, grader.review.render, grader.review.figures; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rich", "matplotlib", "numpy", "mistune"} & set(done.stdout.split())
