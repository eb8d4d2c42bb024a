from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.words import Language
from grader.review.reviewing import review
from tests.review import samples


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (Language.EN, "Round trip of an empty request: 18.4 µs (the middle half: 17 to 21.5)"),
        (Language.RU, "Пустой запрос туда и обратно: 18.4 мкс (половина — от 17 до 21.5)"),
    ],
)
def test_the_round_trip_stands_with_the_machine_where_it_was_measured(language: Language, line: str) -> None:
    measured = replace(samples.HONEST, machine=replace(samples.MACHINE, round_trip_us=(17.0, 18.4, 21.5)))
    assert line in review(measured, samples.CATALOGUE, (language,), {}).body
    assert line.split(":")[0] not in review(replace(measured, machine=samples.MACHINE), samples.CATALOGUE, (language,), {}).body
