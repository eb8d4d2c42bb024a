"""The rules about memory, where they need a notebook, a table or several files."""

from __future__ import annotations

import pytest

from grader.core.problem import Problem
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import memory
from tests.intake.lint.support import notebook, project

LOADED = """import timm, torch
model = timm.create_model("resnet18").cuda()
model(x)
"""
TABLE = """| Model | Size, MB | RAM, MB | VRAM, MB | Accuracy |
|---|---|---|---|---|
| resnet18 original | 44.6 | {ram} | {vram} | 0.91 |
| resnet18 int8 | 11.3 | {ram} | {vram} | 0.90 |
"""


def found(*cells: str, ram: str = "512", vram: str = "640") -> dict[str, Problem]:
    whole = project({"work.ipynb": notebook(LOADED, *cells)}, table=TABLE.format(ram=ram, vram=vram))
    return {problem.code: problem for problem in lint(whole, memory.RULES)}


def test_memory_that_nothing_measures_is_told_at_its_cells() -> None:
    problem = found()["memory-not-measured"]
    assert (problem.place.path, problem.place.line, problem.place.text) == ("README.md", 3, "512")
    assert [(place.line, place.text) for place in problem.also] == [(4, "512"), (3, "640"), (4, "640")]
    assert problem.facts == {"column": "RAM", "value": "512"}


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        ("!pip install psutil pynvml", {"RAM", "VRAM"}),
        ("import psutil, GPUtil", {"RAM", "VRAM"}),
        ("psutil.Process().memory_info()", {"VRAM"}),
        ("%memit model(x)", {"VRAM"}),
        ("torch.cuda.max_memory_allocated()", {"RAM"}),
        ("!nvidia-smi", {"RAM"}),
        ("model.get_memory_footprint()", set()),
        ("from course.tools import get_memory", set()),
    ],
)
def test_ram_and_vram_are_looked_for_apart(cell: str, missing: set[str]) -> None:
    problem = found(cell).get("memory-not-measured")
    places = (problem.place, *problem.also) if problem else ()
    assert {"RAM" if place.text == "512" else "VRAM" for place in places} == missing


def test_no_number_needs_no_code() -> None:
    assert not found(ram="-", vram="-")


@pytest.mark.parametrize(
    "code", ["import psutil\nprint(psutil.Process().memory_info().rss)", "import psutil\nprint(psutil.virtual_memory().used)"]
)
def test_a_table_without_ram_asks_for_none(code: str) -> None:
    assert {"rss-whole-process", "ram-machine-wide"} & set(found(code))
    assert not {"rss-whole-process", "ram-machine-wide"} & set(found(code, ram="-"))


def test_a_counter_in_a_cell_of_another_engine_is_seen_and_only_there() -> None:
    session = "import onnxruntime as ort\nsession = ort.InferenceSession('a.onnx')"
    reading = "torch.cuda.reset_peak_memory_stats()\n{}\nprint(torch.cuda.max_memory_allocated())"
    assert "vram-torch-counter-elsewhere" in found(session, reading.format("session.run(None, {})"))
    assert "vram-torch-counter-elsewhere" not in found(session, "session.run(None, {})", reading.format("model(x)"))


def test_a_plain_nvidia_smi_shows_the_card_and_a_query_measures_it() -> None:
    assert "vram-device-wide" not in found("!nvidia-smi", "!nvidia-smi --query-gpu=name,memory.total --format=csv")
    problem = found("!nvidia-smi --query-gpu=memory.used --format=csv")["vram-device-wide"]
    assert problem.place.cell == 2


def test_a_reading_in_another_file_is_followed_by_its_functions_name() -> None:
    tools = "import psutil\n\n\ndef rss_mb():\n    return psutil.Process().memory_info().rss / 1e6\n"
    whole = {"tools.py": tools, "main.py": "from tools import rss_mb\nprint(rss_mb())\n"}
    difference = {"tools.py": tools, "main.py": "from tools import rss_mb\nbase = rss_mb()\nprint(rss_mb() - base)\n"}
    codes = [{problem.code for problem in lint(project(files), memory.RULES)} for files in (whole, difference)]
    assert codes == [{"rss-whole-process"}, set()]
