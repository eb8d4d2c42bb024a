"""The layers of the design: data goes one way, and the light parts stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "grader"

STAGES = {"intake", "verify", "judge", "review", "github", "hub", "board"}
#: room → the rooms it may import from, besides itself
ALLOWED = {
    "core": set(),
    "wire": {"core"},
    "course": {"core", "wire"},
    "worker": set(),
    **{stage: {"core", "wire", "course"} for stage in STAGES},
    "verify": {"core", "wire", "course", "worker"},  # the supervisor knows the shim's path and exit codes
    "steps": {"core", "wire", "course"} | STAGES,
    "demo": {"core", "wire", "course", "steps"},
    "cli": {"core", "wire", "course", "steps", "demo"},
    "__main__": {"cli"},
    "__init__": set(),
}
HEAVY = {"torch", "transformers", "datasets", "github", "matplotlib", "numpy", "scipy", "rich", "huggingface_hub"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_the_rooms_below_it(path: Path) -> None:
    here = room(path)
    for name in imports(path):
        first, _, rest = name.partition(".")
        if first != "grader":
            assert here != "core" or first in sys.stdlib_module_names | {"__future__"}, f"core imports {name}"
            assert here != "worker" or "import" not in rest
            continue
        there = rest.partition(".")[0] or "__init__"
        assert there == here or there in ALLOWED[here] or there == "__init__", f"{here} must not import {name}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300, "perhaps two rooms"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 60, f"{node.name} does not fit a screen"


@pytest.mark.parametrize("statement", ["import grader", "import grader.cli"])
def test_importing_loads_nothing_heavy(statement: str) -> None:
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
