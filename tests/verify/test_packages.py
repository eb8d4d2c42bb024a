"""The list of what the code of teams can import is the environment's, and messages take the nearest of it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from grader.course.environment import FILE, environment, read_environment, write_environment
from grader.verify.packages import installed_environment, instead_of

ROOT = Path(__file__).parent.parent.parent


def test_the_committed_list_is_the_generated_one() -> None:
    assert FILE.read_text("utf-8") == write_environment(installed_environment(ROOT / "pyproject.toml")), "run `make environment`"


def test_it_names_what_adapters_are_written_with_and_nothing_of_the_developers() -> None:
    found = environment()
    assert {"torch", "transformers", "numpy", "PIL", "safetensors"} <= set(found.main)
    assert set(found.main) <= set(found.modules)
    assert not {"pytest", "mypy", "hypothesis", "zizmor"} & set(found.modules)
    assert all(find_spec(name) for name in found.main if name not in sys.modules)


def test_it_reads_as_it_was_written() -> None:
    assert read_environment(write_environment(environment()).splitlines()) == environment()


@pytest.mark.parametrize(
    ("error", "available"),
    [
        ("ModuleNotFoundError: No module named 'torchvision'", "PIL, transformers"),
        ("ModuleNotFoundError: No module named 'Torch.nn'", "torch"),
        ("ModuleNotFoundError: No module named 'timm.models'", "transformers"),
    ],
)
def test_the_nearest_comes_first(error: str, available: str) -> None:
    assert instead_of(error).startswith(available)


def test_an_error_that_names_none_gets_the_main_packages() -> None:
    assert instead_of("something else") == ", ".join(environment().main)
