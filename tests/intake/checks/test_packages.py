"""What an adapter imports is held against the list of the course environment."""

from __future__ import annotations

import pytest

from grader.course.environment import environment
from tests.intake.handed_in import CODE, HOME, HandedIn


def told(code: str) -> list[tuple[int | None, str, str]]:
    """Return (line, what is missing, what there is) of every import that an adapter is told about."""
    handed_in = HandedIn(change={f"{HOME}/clustering.py": code.encode() + CODE})
    found = [problem for problem in handed_in.problems() if problem.code == "package-unavailable"]
    return [(problem.place.line, str(problem.facts["package"]), str(problem.facts["available"])) for problem in found]


def test_what_is_there_and_what_python_brings_is_nobodys_business() -> None:
    assert told("import json, torch.nn.utils.prune\nfrom PIL import Image\nimport transformers.models as m, scipy.cluster\n") == []


def test_the_package_is_named_with_what_does_its_work() -> None:
    twice = "import numpy\n\nfrom torchvision.transforms import Compose\nimport torchvision\n"
    assert told(twice) == [(3, "torchvision", "PIL, transformers")]
    [(_, package, available)] = told("import transfomers\n")
    assert package == "transfomers"
    assert available.startswith("transformers")
    [(_, _, available)] = told("import antigravity_engine\n")
    assert available == ", ".join(environment().main)


def test_an_import_in_a_function_counts_and_one_that_may_fail_does_not() -> None:
    code = """
try:
    import timm
    from awq import AutoAWQ
except ImportError:
    import keras
def late():
    import faiss
try:
    import jax
except ValueError:
    pass
"""
    assert [(line, package) for line, package, _ in told(code)] == [(6, "keras"), (8, "faiss"), (10, "jax")]


LONG = "x = " + "+".join(["1"] * 5_000) + "\n"


@pytest.mark.parametrize("code", ["import timm(\n", LONG, "from . import timm\nfrom .timm import x\n", "\x00"])
def test_code_that_cannot_be_read_or_imports_nothing_is_no_problem_here(code: str) -> None:
    assert told(code) == []


def test_an_adapter_that_no_row_names_is_left_alone() -> None:
    handed_in = HandedIn(change={f"{HOME}/notes.py": b"import timm\n"})
    assert "package-unavailable" not in handed_in.codes()
