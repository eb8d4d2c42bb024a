"""Code that would stop, and notebooks that were saved so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.core.problem import Problem
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import crash
from tests.intake.lint.support import notebook, project


def found(*cells: str, **options: Any) -> list[Problem]:
    return list(lint(project({"hw.ipynb": notebook(*cells, **options)}), crash.RULES))


def codes(*cells: str, **options: Any) -> set[str]:
    return {problem.code for problem in found(*cells, **options)}


def test_names_go_over_from_cell_to_cell() -> None:
    assert not codes("import torch\nx = 1", "def f(y):\n    return torch, x, y, later", "later = 2", "f(x)")


@pytest.mark.parametrize(
    "brings", ["%run helpers.py", "exec(open('a.py').read())", "from helpers import *", "globals()['x'] = 1", "globals().update(a)"]
)
def test_names_from_where_nobody_can_look_are_not_asked_for(brings: str) -> None:
    assert "undefined-name" not in codes("a = {}", brings, "print(x)")


def test_a_name_of_a_broken_cell_may_be_defined_there() -> None:
    assert codes("model = load(", "print(model)") == {"cell-does-not-parse"}
    assert codes("other = load(", "print(model)") == {"cell-does-not-parse", "undefined-name"}


def test_a_name_that_a_magic_sets_is_defined() -> None:
    assert not codes("%%capture out\nprint(1)", "print(out)", "files = !ls", "print(files)", "display(In, Out, _, _12)")


def test_the_remark_names_all_that_is_missing_and_every_place() -> None:
    (problem,) = found("a = np.mean([1])", "b = pd.DataFrame()", "c = np.std([1])")
    assert problem.facts["names"] == "np, pd"
    assert [place.cell for place in (problem.place, *problem.also)] == [1, 2]


def test_a_name_that_is_deleted_later_is_there_for_the_functions_above() -> None:
    assert not codes("import gc\nmodel = gc.collect()", "def f():\n    return model", "f()", "del model")
    assert codes("import gc\nmodel = gc.collect()", "del model", "print(model)") == {"undefined-name"}


def test_a_name_of_a_later_cell_is_another_fault() -> None:
    (problem,) = found("import os", "print(model)", "model = os.getcwd()")
    assert (problem.code, problem.place.cell) == ("used-before-definition", 2)


def test_nested_code_is_no_crash() -> None:
    assert "cell-does-not-parse" in codes("(" * 5000)
    found("x = " + "(" * 80 + "y" + ")" * 80, "a" + ".b" * 900, "+".join(["z"] * 2500))


def test_a_saved_traceback_names_the_error_only() -> None:
    key = "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567"
    whole = json.loads(notebook("login(token)", "x = 1"))
    trace = ["\x1b[0;31m-----\x1b[0m", "File x, line 1", f"\x1b[0;31mhuggingface_hub.errors.HfHubHTTPError\x1b[0m: 401 {key}"]
    whole["cells"][0]["outputs"] = [{"output_type": "error", "ename": "E", "evalue": key, "traceback": trace}]
    problems = list(lint(project({"hw.ipynb": json.dumps(whole, indent=1)}), crash.RULES))
    saved = next(problem for problem in problems if problem.code == "saved-error")
    assert (saved.place.cell, saved.facts["error"]) == (1, "huggingface_hub.errors.HfHubHTTPError")
    assert key not in repr(problems)


@pytest.mark.parametrize(
    ("counts", "cell"),
    [
        ([1, 2, 3], None),
        ([1, 5, 9], None),
        ([1, 3, 2], 3),
        ([4, 1, 2], 2),
        ([1, None, 2], 2),
        ([None, None, None], None),
        ([2, 2, 3], None),
    ],
)
def test_the_order_of_the_cells(counts: list[int | None], cell: int | None) -> None:
    problems = found("print(1)", "print(2)", "print(3)", counts=counts, outputs={1: "1\n", 2: "2\n", 3: "3\n"})
    assert [problem.facts["cell"] for problem in problems] == ([cell] if cell else [])


def test_an_f_string_of_a_newer_python_is_no_fault() -> None:
    assert not codes('d = {"a": 1}', 'print(f"{d["a"]}")', "def first[T](x: list[T]) -> T:\n    return x[0]", "type Pair = tuple[int, int]")


def test_an_arity_is_said_with_the_parameters() -> None:
    (problem,) = found("def f(a, /, b, *, c=1):\n    return a, b, c", "f(1)")
    assert (problem.code, problem.facts["parameters"]) == ("wrong-number-of-arguments", "(a, b, c=)")
    assert not codes("def f(a, /, b, *, c=1):\n    return a, b, c", "f(1, 2)\nf(1, b=2, c=3)\nf(*x)", "x = 1", "f = None") - {
        "used-before-definition"
    }
