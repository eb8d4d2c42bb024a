"""One honest submission, and what the judge says when one of its cells is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.submission import Submission
from grader.core.verdict import Outcome
from grader.judge.judge import judge
from tests.judge.build import COURSE, CPU, ORIGINAL, PRUNING, claim, measured, row, run, runs, submission

RUNS = runs(
    run(
        measured(Metric.SIZE_MB, Definition.FOLDER, 0.912),
        measured(Metric.CPU_MS, Definition.PER_EXAMPLE, 4.0, 3.9, 4.1),
        measured(Metric.RAM_MB, Definition.RESIDENT, 410.0),
        measured(Metric.ACCURACY, Definition.EVALUATION, 0.9625),
    ),
    run(
        measured(Metric.SIZE_MB, Definition.FOLDER, 0.231),
        measured(Metric.GZ_MB, Definition.GZIP, 0.187),
        measured(Metric.CPU_MS, Definition.PER_EXAMPLE, 3.0, 2.95, 3.05),
        measured(Metric.CPU_MS, Definition.SPEED_UP, 1.333, 1.31, 1.35),
        measured(Metric.RAM_MB, Definition.OVER_IMPORTS, 31.0),
        measured(Metric.RAM_MB, Definition.RESIDENT, 402.0),
        measured(Metric.ACCURACY, Definition.EVALUATION, 0.94),
        row=1,
    ),
)


def table(on: str | None, **cells: str) -> Submission:
    """Hand in an honest pruning, apart from the given cells, measured on a machine half as fast unless it is ours."""
    slower = 1.0 if on else 2.0
    honest = {"size_mb": "0.231", "gz_mb": "0.19", "cpu_ms": f"{3 * slower:.2f}", "ram_mb": "402.0", "accuracy": "94.0"}
    claims = [
        claim(Metric(name), written, times=0.01 if name == "accuracy" else 1.0, unit="%" if name == "accuracy" else None, on=on)
        for name, written in {**honest, **cells}.items()
    ]
    original = row(claim(Metric.SIZE_MB, "0.91"), claim(Metric.CPU_MS, f"{4 * slower:.2f}", on=on), method=ORIGINAL)
    return submission(original, row(*claims, method=PRUNING, manifest=1))


@pytest.mark.parametrize("on", [None, CPU])
def test_the_honest_one_has_no_cell_off(on: str | None) -> None:
    card = judge(table(on), RUNS, COURSE)
    assert [verdict.outcome for verdict in card.rows[1].verdicts if verdict.claim] == [Outcome.CONFIRMED] * 5
    assert Outcome.OFF not in {verdict.outcome for verdict in card.verdicts}


@pytest.mark.parametrize(
    ("metric", "written", "on"),
    [
        (Metric.ACCURACY, "97.0", None),  # three points more
        (Metric.ACCURACY, "95.1", None),  # one point more, and a bit
        (Metric.ACCURACY, "96.2", None),  # the original's own
        (Metric.SIZE_MB, "0.208", None),  # 10 % less
        (Metric.SIZE_MB, "0.228", None),  # a formula: a quarter of the original
        (Metric.GZ_MB, "0.168", None),  # 10 % less
        (Metric.CPU_MS, "4.20", None),  # 30 % less
        (Metric.CPU_MS, "2.10", CPU),
        (Metric.CPU_MS, "2.40", CPU),  # 20 % less
        (Metric.RAM_MB, "281.4", CPU),  # 30 % less
    ],
)
def test_a_tampered_cell_is_off_and_alone(metric: Metric, written: str, on: str | None) -> None:
    card = judge(table(on, **{metric.value: written}), RUNS, COURSE)
    off = [verdict for verdict in card.verdicts if verdict.outcome is Outcome.OFF]
    assert [verdict.metric for verdict in off] == [metric]
    assert off[0].measurement is not None
    assert off[0].low is not None
    assert off[0].high is not None


def test_the_same_files_give_the_same_card() -> None:
    one, again = judge(table(None), RUNS, COURSE), judge(table(None), replace(RUNS), COURSE)
    assert one == again
