"""The same tests once more without any right, and the heaviest library that a box must bear."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.verify.sandbox import VENV_PYTHON, Sandbox, python_mounts
from tests.verify.sandbox.support import MIB, QUICK, as_root

HERE = Path(__file__).parent
pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

#: In a mount namespace of its own, because the interpreter may lie below /root: show that, and nothing else of /root, to everybody.
UNPRIVILEGED = """
set -e
home=$1; shift
case $home in /root/*)
    mount --bind "$home" /mnt
    mount -t tmpfs -o mode=0755 tmpfs /root
    mkdir -p "$home"
    mount --bind /mnt "$home"
    umount /mnt
esac
exec setpriv --reuid 61001 --regid 61001 --clear-groups --inh-caps=-all --bounding-set=-all "$@"
"""


@as_root
@pytest.mark.skipif(not shutil.which("setpriv") or not shutil.which("unshare"), reason="util-linux is not installed")
def test_everything_holds_for_an_unprivileged_supervisor(open_directory: Path) -> None:
    pytest_again = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not slow",
        f"--basetemp={open_directory}/t",
        str(HERE),
    ]
    command = ["unshare", "--mount", "/bin/sh", "-c", UNPRIVILEGED, "sh", sys.base_prefix, *pytest_again]
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(open_directory),
        "GRADER_SANDBOX_MUST_WORK": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(open_directory),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE.parents[2], env=environment, check=False)
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
