"""What a review says of the memory behind one number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.verdict import Card, Outcome
from grader.core.words import Language
from grader.review.reviewing import review
from tests.review import samples

PEAK = samples.measurement(Metric.RAM_MB, Definition.RESIDENT, 512.3, 0.2)
LOADED = samples.measurement(Metric.RAM_MB, Definition.LOADED, 300.0)
LOAD_PEAK = samples.measurement(Metric.RAM_MB, Definition.LOAD_PEAK, 730.0)


def card(beside: float | None, *, claimed: bool = True) -> Card:
    of = samples.claim(Metric.RAM_MB, 512.0, "512")
    verdict = samples.verdict(of, Outcome.CONFIRMED, "fits", PEAK, 500.0, 520.0)
    extra = (LOADED, LOAD_PEAK, *([] if beside is None else [samples.measurement(Metric.RAM_MB, Definition.BESIDE, beside)]))
    verdicts = (verdict,) if claimed else (samples.size(51, "1.0", 1.0),)
    extra = extra if claimed else (*extra, PEAK)
    return replace(samples.HONEST, rows=(samples.row("original", samples.ORIGINAL.method.family, 51, *verdicts, extra=extra),))


def body(of: Card, language: Language = Language.EN) -> str:
    return review(of, samples.CATALOGUE, [language], {}).body


@pytest.mark.parametrize("beside", [None, 0.0, 200.4])
def test_memory_after_loading_its_peak_and_the_whole_process_stand_together(beside: float | None) -> None:
    assert "300 MB after loading, 730 MB at the peak of loading, 512 MB at the peak of answering" in body(card(beside))
    assert "после загрузки 300 МБ, пик при загрузке 730 МБ, пик при ответах 512 МБ" in body(card(beside), Language.RU)


def test_memory_beside_the_processes_is_named() -> None:
    assert "+200 MB are child processes that had ended or memory that no process maps" in body(card(200.4))
    assert "+200 МБ — завершившиеся дочерние процессы или память вне процессов" in body(card(200.4), Language.RU)


def test_where_nobody_could_see_it_the_review_says_so() -> None:
    assert "Not seen here" in body(card(None))
    assert "Здесь не видны" in body(card(None), Language.RU)
    for language in Language:
        assert body(card(0.0), language) != body(card(None), language)
        assert "+" not in body(card(0.0), language).split("MB" if language is Language.EN else "МБ", 1)[1].splitlines()[0]


def test_a_row_that_claims_no_memory_says_nothing_of_it() -> None:
    assert "peak of loading" not in body(card(200.0, claimed=False))
