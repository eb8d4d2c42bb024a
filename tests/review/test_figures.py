from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.verdict import Card
from grader.core.words import Language
from grader.review import figures
from grader.review.render import show
from tests.review import samples


def test_the_plot_holds_what_was_measured_and_claims_that_are_off() -> None:
    chart = figures.plot(samples.FOUR_ROWS)
    assert chart is not None
    assert chart.quality is Metric.ACCURACY
    points = {point.label: point for point in chart.points}
    assert (points["int8 dynamic"].size, points["int8 dynamic"].time, points["int8 dynamic"].claimed_size) == (0.1532, 4.3, 0.105)
    assert (points["pruning 50 %"].quality, points["pruning 50 %"].claimed_quality) == (0.8825, 0.932)
    assert [label for label, point in points.items() if point.moved] == ["int8 dynamic"]


@pytest.mark.parametrize("card", [samples.UNSTEADY, samples.NO_MANIFEST, replace(samples.FOUR_ROWS, rows=(samples.ORIGINAL,))])
def test_nothing_is_plotted_for_fewer_than_two_rows(card: Card, tmp_path: Path) -> None:
    assert figures.mermaid(card, Language.EN) == ""
    assert not figures.png(card, tmp_path / "plot.png", Language.EN)
    assert not (tmp_path / "plot.png").exists()


@pytest.mark.parametrize("language", Language)
def test_a_picture_is_drawn_in_each_language(language: Language, tmp_path: Path) -> None:
    assert figures.png(samples.FOUR_ROWS, tmp_path / "plot.png", language)
    data = (tmp_path / "plot.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 960


def test_a_picture_takes_equal_and_very_different_values(tmp_path: Path) -> None:
    same = replace(samples.ORIGINAL, method_text="the same again")
    huge = replace(
        samples.ORIGINAL,
        measurements=(
            samples.measurement(Metric.SIZE_MB, Definition.FOLDER, 4000.0),
            samples.measurement(Metric.CPU_MS, Definition.PER_EXAMPLE, 9000.0),
        ),
    )
    for rows in ((samples.ORIGINAL, same), (samples.ORIGINAL, huge), (samples.ORIGINAL, *[same] * 12, huge)):
        assert figures.png(replace(samples.FOUR_ROWS, rows=rows), tmp_path / "plot.png", Language.RU)


def test_the_chart_keeps_labels_apart() -> None:
    chart = figures.mermaid(samples.FOUR_ROWS, Language.EN)
    places = [line.split("[")[1].split("]")[0] for line in chart.splitlines() if "radius" in line]
    assert len(places) == len(set(places)) == 4
    assert all(0 <= float(number) <= 1 for place in places for number in place.split(","))


@pytest.mark.parametrize("width", [40, 120])
def test_the_terminal_shows_the_same_review_plain_where_it_is_no_terminal(width: int) -> None:
    out = io.StringIO()
    show(samples.FOUR_ROWS, samples.CATALOGUE, Language.RU, Console(file=out, width=width))
    text = out.getvalue()
    assert text.startswith("Бот заново")
    assert "\x1b" not in text
    assert "**" not in text
    assert "<details>" not in text
    assert max(map(len, text.splitlines())) <= width
    out = io.StringIO()
    show(samples.FOUR_ROWS, samples.CATALOGUE, Language.EN, Console(file=out, width=width, force_terminal=True, color_system="standard"))
    assert "\x1b[1m" in out.getvalue()
