"""The Python environment that student code sees: this one, read-only, at neutral places."""

from __future__ import annotations

from pathlib import Path

from grader.verify.sandbox import VENV_PYTHON, Mount, python_mounts
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
