"""The Python environment that student code sees: this one, read-only, at neutral places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.core.quantity import MB
from grader.course import Limits
from grader.verify.sandbox import VENV_PYTHON, Mount, Policy, Sandbox, python_mounts
from grader.worker import shim

SHIM = "/grader/shim.py"


def interpreter() -> list[str]:
    """Return the command line of the interpreter inside: isolated, no bytecode written."""
    return [VENV_PYTHON, "-I", "-B"]


def environment_mounts() -> list[Mount]:
    """Return the mounts of the interpreter, its packages and the shim."""
    return [*python_mounts(), Mount(source=Path(shim.__file__).parent, target="/grader")]


def variables(threads: int) -> dict[str, str]:
    """Return the variables inside, besides the sandbox's own few: thread counts, and everything offline."""
    count = str(threads)
    return {
        "OMP_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "PYTHONHASHSEED": "0",
    }


def inference_box(
    arguments: Sequence[str],
    mounts: Sequence[Mount],
    *,
    limits: Limits,
    threads: int,
    pass_fds: Mapping[int, int],
    gpu: int | None = None,
    helpers: int = 0,
) -> Sandbox:
    """Describe the sandbox in which the shim gets `arguments` to infer; `helpers` are processes of ours beside the worker."""
    policy = Policy(
        wall_seconds=24 * 3600.0,  # the requests have deadlines of their own
        memory_bytes=limits.memory_mb * MB,
        processes=limits.processes,
        helpers=helpers,
        require_cgroup=limits.require_cgroup,
        gpu=gpu,
    )
    argv, every = [*interpreter(), SHIM, *arguments], [*environment_mounts(), *mounts]
    return Sandbox(argv, policy=policy, mounts=every, env=variables(threads), pass_fds=pass_fds)
