"""Timed regions: how people read the clock, what runs between, what is repeated."""

from __future__ import annotations

from textwrap import dedent

import pytest

from grader.intake.lint.magics import clocked
from grader.intake.lint.project import Sheet
from tests.intake.lint.support import notebook, project


def sheet(text: str) -> Sheet:
    (found,) = project({"a.py": dedent(text)}).sheets
    return found


@pytest.mark.parametrize(
    "text",
    [
        "import time\nstart = time.time()\nf()\nprint(time.time() - start)",
        "import time\nstart = time.time()\nf()\nend = time.time()\nprint((end - start) * 1000)",
        "from time import perf_counter as pc\na = pc()\nf()\nb = pc()\nt = b - a",
        "from timeit import default_timer as timer\na = timer()\nf()\nb = timer() - a",
        "from datetime import datetime\na = datetime.now()\nf()\nprint((datetime.now() - a).total_seconds())",
        "import time as t\nclass A:\n  def go(self):\n    self.a = t.time()\n    f()\n    self.b = t.time()\n    self.b - self.a",
        "import torch\na = torch.cuda.Event()\nb = torch.cuda.Event()\na.record()\nf()\nb.record()\nprint(a.elapsed_time(b))",
        "import time\nwith x:\n    a = time.time()\n    f()\nprint(time.time() - a)",
    ],
)
def test_a_region_lies_between_two_readings(text: str) -> None:
    (timing,) = sheet(text).timings
    assert [call.name for call in timing.calls if call.method != "record"] == ["f"]
    assert not timing.repeated


@pytest.mark.parametrize(
    "text",
    [
        "import time\na = time.time()\nf(b - a)",
        "import time\ntime.time() - a",
        "import time\na = time.time()\ndef g():\n    return time.time() - a",
        "a = clock()\nf()\nclock() - a",
    ],
)
def test_nothing_is_timed_without_two_readings_in_one_function(text: str) -> None:
    assert not sheet(text).timings


@pytest.mark.parametrize(
    ("text", "inside", "around"),
    [
        ("a = t()\nfor _ in r:\n    f()\nt() - a", True, False),
        ("for _ in r:\n    a = t()\n    f()\n    x.append(t() - a)", False, True),
        ("a = t()\n[f() for _ in r]\nt() - a", True, False),
        ("for e in r:\n    a = t()\n    for b in e:\n        f(b)\n    t() - a", True, True),
        ("a = t()\nf()\nt() - a\nfor _ in r:\n    f()", False, False),
    ],
)
def test_repetition_is_a_loop_inside_or_around(text: str, inside: bool, around: bool) -> None:
    (timing,) = sheet("from time import time as t\n" + text).timings
    assert (timing.inside, timing.around) == (inside, around)


def test_a_start_that_is_read_again_counts_from_the_last_reading() -> None:
    found = sheet("from time import time as t\na = t()\nf()\nt() - a\na = t()\ng()\nt() - a").timings
    assert [[call.name for call in timing.calls] for timing in found] == [["f"], ["g"]]


def test_only_what_asks_a_model_is_measured_and_a_total_is_not() -> None:
    found = sheet("""
        import time, timm
        model = timm.create_model("resnet18")
        begin = time.time()
        for x in xs:
            start = time.time()
            model(x)
            times.append(time.time() - start)
        total = time.time() - begin
        start = time.time()
        load()
        loading = time.time() - start
        start = time.time()
        loss = model(x)
        loss.backward()
        step = time.time() - start
    """)
    assert len(found.timings) == 4
    assert [region.timing.start.line for region in found.measured] == [6]


def test_a_time_that_is_told_as_progress_is_not_measured() -> None:
    text = "import time, timm\nmodel = timm.create_model('a')\nstart = time.time()\nmodel(x)\nprint('{}', time.time() - start)\n"
    assert not sheet(text.format("evaluation took")).measured
    assert sheet(text.format("inference took")).measured
    assert sheet(text.format("time")).measured


def test_notebook_timers_are_read_from_cells_and_lines() -> None:
    code = "import timm\nmodel = timm.create_model('a')"
    data = notebook(code, "%%time\nmodel(x)", "%timeit -n 10 -r 3 model(x)", "%time load()", "%%timeit\nload()", "%timeit model(", "%%time")
    (found,) = project({"a.ipynb": data}).sheets
    assert [(timer.line, timer.repeats) for timer in clocked(found.source, found.code)] == [(3, False), (5, True)]
