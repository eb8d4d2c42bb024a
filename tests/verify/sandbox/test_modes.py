"""The same tests once more without any right, and the heaviest library that a box must bear."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader.verify.sandbox import VENV_PYTHON, Sandbox, python_mounts
from tests.verify.sandbox.modes import unprivileged
from tests.verify.sandbox.support import MIB, QUICK, as_root

HERE = Path(__file__).parent
pytestmark = [pytest.mark.sandbox, pytest.mark.slow]


@as_root
@pytest.mark.skipif(not shutil.which("setpriv") or not shutil.which("unshare"), reason="util-linux is not installed")
def test_everything_holds_for_an_unprivileged_supervisor(open_directory: Path) -> None:
    attacks = [str(HERE.parents[1] / "attacks" / f"test_{group}.py") for group in ("escape", "network", "resources", "artifact")]
    selection = ["-m", "not slow", f"--basetemp={open_directory}/t", str(HERE), *attacks]
    done = unprivileged(["-m", "pytest", "-q", "-p", "no:cacheprovider", *selection], open_directory)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_torch_runs_in_a_box() -> None:
    pytest.importorskip("torch")
    code = """
import torch
print(float(torch.nn.Linear(8, 8)(torch.ones(2, 8)).sum()) != 0)
loader = torch.utils.data.DataLoader(list(range(4)), num_workers=1)
print(sorted(int(x) for x in loader))
"""
    policy = replace(QUICK, wall_seconds=120, memory_bytes=2048 * MIB, processes=128, tmp_bytes=64 * MIB)
    with Sandbox([VENV_PYTHON, "-I", "-c", code], policy=policy, mounts=python_mounts(), env={"OMP_NUM_THREADS": "1"}) as box:
        end = box.wait()
    assert (end.exit_code, end.stdout.split(b"\n")[:2]) == (0, [b"True", b"[0, 1, 2, 3]"]), end
