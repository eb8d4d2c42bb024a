"""Size rules where one file of code is not enough: cells, facts, several files, laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.problem import Problem
from grader.intake.lint.lint import lint
from grader.intake.lint.rules import size
from tests.intake.lint.support import notebook, project

COUNT = "n = sum(p.numel() for p in model.parameters())\n"
SIZE_OF = "def size_of(m):\n    return sum(p.numel() * p.element_size() for p in m.parameters()) / 1e6\n"


def found(files: dict[str, str | bytes]) -> dict[str, Problem]:
    return {problem.code: problem for problem in lint(project(files), size.RULES)}


@pytest.mark.parametrize(("factor", "told"), [("4", 4), ("2", 2), ("0.5", 0.5), ("32", 32), ("BYTES", 4)])
def test_the_message_says_which_bytes_were_assumed(factor: str, told: float) -> None:
    code = f"BYTES = 4\n{COUNT}size_mb = n * {factor} / 1024 ** 2\n"
    assert found({"a.py": code})["size-from-parameter-count"].facts == {"bytes": told}


@pytest.mark.parametrize("product", ["n * 3 / 1e6", "n / 1e6", "2 * n * tokens", "n * p.element_size() / 1e6", "100 * n / total"])
def test_other_uses_of_a_count_are_no_size(product: str) -> None:
    assert not found({"a.py": f"{COUNT}value = {product}\n"})


def test_a_count_is_followed_through_cells_and_a_loop() -> None:
    cells = ("total = 0", "for p in model.parameters():\n    total += p.numel()", "print('MB', total * 4 / 1e6)")
    problem = found({"a.ipynb": notebook(*cells)})["size-from-parameter-count"]
    assert problem.place.cell == 3


def test_quantising_in_place_counts_only_afterwards() -> None:
    quantise = "import torch\ntorch.quantization.quantize_dynamic(model, {torch.nn.Linear}, inplace=True)\n"
    assert "size-ignores-packed-weights" not in found({"a.py": f"{SIZE_OF}print(size_of(model))\n{quantise}"})
    assert "size-ignores-packed-weights" in found({"a.py": f"{SIZE_OF}{quantise}print(size_of(model))\n"})


@given(decimal=st.integers(0, 3), binary=st.integers(0, 3))
def test_units_are_mixed_if_both_occur_and_the_rarer_one_is_shown(decimal: int, binary: int) -> None:
    files: dict[str, str | bytes] = {f"d{n}.py": f"import os\nsize_mb = os.path.getsize('d{n}') / 1e6\n" for n in range(decimal)}
    files |= {f"b{n}.py": f"import os\nsize_mb = os.path.getsize('b{n}') / 2**20\n" for n in range(binary)}
    problem = found(files).get("mb-and-mib-mixed")
    assert bool(problem) == bool(decimal and binary)
    if problem:
        assert problem.place.path.startswith("d" if decimal < binary else "b")
        assert 1 + len(problem.also) == min(decimal, binary)


def test_a_remark_can_be_silenced_with_a_reason() -> None:
    code = f"{COUNT}size_mb = n * 4 / 1e6  # grader: ignore[size-from-parameter-count] only a check of the formula\n"
    assert found({"a.py": code})["size-from-parameter-count"].silenced == "only a check of the formula"
