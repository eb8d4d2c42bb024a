"""The running interpreter and its virtual environment, as mounts of a box."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.verify.sandbox.policy import Mount

VENV_PYTHON = "/venv/bin/python"
"""The interpreter inside."""


def python_mounts() -> tuple[Mount, ...]:
    """The virtual environment at /venv, and the interpreter that it was made from at its own path: the environment links there."""
    environment = Mount(source=Path(sys.prefix), target="/venv")
    if Path(sys.base_prefix).is_relative_to("/usr"):
        return (environment,)
    return (environment, Mount(source=Path(sys.base_prefix), target=sys.base_prefix))
