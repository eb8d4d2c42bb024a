"""The rules about time, where they need a notebook, a table or several files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.problem import Problem
from grader.core.words import Confidence
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import timing
from tests.intake.lint.support import notebook, project

LOADED = """import time
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained("cointegrated/rubert-tiny2")
model = AutoModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny2").to("cuda")
inputs = tokenizer("привет", return_tensors="pt").to("cuda")
"""
LOOP = """times = []
for _ in range(100):
    start = time.time()
    model(**inputs)
    times.append(time.time() - start)
"""
TABLE = """| Model | Size, MB | {column} | Accuracy |
|---|---|---|---|
| rubert-tiny2 original | 112.3 | {value} | 0.91 |
"""


def found(*cells: str, column: str = "", value: str = "", outputs: dict[int, str] | None = None) -> dict[str, Problem]:
    table = TABLE.format(column=column, value=value) if column else ""
    whole = project({"work.ipynb": notebook(*cells, outputs=outputs)}, table=table)
    return {problem.code: problem for problem in lint(whole, timing.RULES)}


def test_a_fault_is_placed_in_its_cell() -> None:
    problem = found(LOADED, "md:## Замер", LOOP)["gpu-time-unsynchronised"]
    assert (problem.place.cell, problem.place.text.strip()) == (3, "times.append(time.time() - start)")
    assert problem.place.line


def test_cuda_called_on_something_makes_it_sure() -> None:
    assert found(LOADED, LOOP)["gpu-time-unsynchronised"].confidence is Confidence.LIKELY
    assert found(LOADED, "model.cuda()", LOOP)["gpu-time-unsynchronised"].confidence is Confidence.SURE


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ("%%timeit\nmodel(**inputs)", True),
        ("%timeit -n 100 model(**inputs)", True),
        ("%%timeit\nmodel(**inputs)\ntorch.cuda.synchronize()", False),
        ("%%timeit\nmodel(**inputs).logits.cpu()", False),
        ("%timeit tokenizer('a')", False),
    ],
)
def test_notebook_timers_of_a_gpu_need_synchronising_too(cell: str, seen: bool) -> None:
    assert ("gpu-time-unsynchronised" in found(LOADED, cell)) is seen


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("cpu\n", False),
        ("Using device: cpu\n", False),
        ("device(type='cpu')", False),
        ("Using device: cuda\n", True),
        ("cpu and gpu", True),
        ("", True),
    ],
)
def test_outputs_say_where_the_code_ran(printed: str, seen: bool) -> None:
    code = found(LOADED, "print(device)", LOOP, outputs={2: printed})
    assert ("gpu-time-unsynchronised" in code) is seen


@pytest.mark.parametrize(
    ("end", "seen"),
    [("float(model(**inputs).loss)", False), ("model(**inputs).logits.float()", True), ("model(**inputs).logits.to('cpu')", False)],
)
def test_what_ends_on_the_host_has_waited(end: str, seen: bool) -> None:
    assert ("gpu-time-unsynchronised" in found(LOADED, LOOP.replace("model(**inputs)", end))) is seen


@pytest.mark.parametrize(
    ("move", "given", "seen"),
    [
        ("net.to('cuda')", "net", True),
        ("net.to('cuda')\nnet.cpu()", "net", False),
        ("net.half()", "net", False),
        ("", "timm.create_model('a').cuda()", True),
        ("", "timm.create_model('a')", False),
        ("net = build()", "net", True),
        ("Trainer(model=net).train()", "net", True),
    ],
)
def test_the_device_of_a_model_is_followed_into_a_helper(move: str, given: str, seen: bool) -> None:
    helper = "def measure(m, x):\n    start = time.time()\n    for _ in range(9):\n        m(x)\n    return time.time() - start\n"
    cells = f"import timm\nnet = timm.create_model('a')\n{move}\n", helper, f"measure({given}, x)"
    assert ("gpu-time-unsynchronised" in found(LOADED, *cells)) is seen


def test_a_model_used_in_an_earlier_cell_is_warm() -> None:
    assert "no-warm-up" in found(LOADED, LOOP)
    assert "no-warm-up" not in found(LOADED, "print(model(**inputs).logits)", LOOP)
    assert "no-warm-up" not in found(LOADED, "# прогрев модели", LOOP)


def test_a_median_in_another_cell_excuses_only_its_own_times() -> None:
    assert "no-warm-up" not in found(LOADED, LOOP + "print(np.median(times))")
    assert "no-warm-up" in found(LOADED, LOOP, "print(np.median(lengths))")


def test_a_table_without_times_asks_for_none() -> None:
    assert "no-warm-up" in found(LOADED, LOOP, column="Latency CPU, ms", value="12.5")
    assert not found(LOADED, LOOP, column="RAM, MB", value="512")


@pytest.mark.parametrize(
    ("column", "value", "printed", "seen"),
    [
        ("Latency CPU, ms", "0.0348", "0.0347812", True),
        ("Latency CPU, ms", "1.853", "1.853 s", True),
        ("Latency CPU, s", "0.0348", "0.0347812", False),
        ("Latency CPU, ms", "0.0348", "0.0347812 ms", False),
        ("Latency CPU, ms", "34.8", "0.0347812", False),
        ("Latency CPU, ms", "0.03", "0.0347812", False),
    ],
)
def test_seconds_are_seen_where_the_table_repeats_the_print(column: str, value: str, printed: str, seen: bool) -> None:
    code = found(LOADED, LOOP + "print(sum(times) / len(times))", column=column, value=value, outputs={2: printed + "\n"})
    assert ("seconds-in-ms-column" in code) is seen


def test_seconds_are_not_seen_where_anything_makes_milliseconds() -> None:
    code = found(LOADED, LOOP, "ms = total * 1000", column="Latency CPU, ms", value="0.0348", outputs={2: "0.0347812\n"})
    assert "seconds-in-ms-column" not in code


def test_a_word_of_the_team_silences_a_rule() -> None:
    cell = LOOP.replace("- start)", "- start)  # grader: ignore[gpu-time-unsynchronised] the driver waits")
    assert found(LOADED, cell)["gpu-time-unsynchronised"].silenced == "the driver waits"


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [LOADED, LOOP, "def f(model):\n    return f(model)\n", "f(model)", "%timeit f(", "x = x\n", "start = start - start"]
        ),
        max_size=8,
    )
)
def test_any_order_of_cells_is_read(cells: list[str]) -> None:
    problems = found(*cells)
    assert set(problems) <= {entry.code for entry in timing.ENTRIES}
    if LOADED not in cells or LOOP not in cells:
        assert "timed-once" not in problems
