"""Run the command line as a person would: in a process of its own, in a directory of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HEADER = (
    "| Модель | Метод | Размер весов (MB) | Размер в .gz (MB) | Время инференса (CPU, ms) | Время инференса (GPU, ms) "
    "| Использование RAM (MB) | Использование VRAM (MB) | Качество (Accuracy) |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)
ROWS = (
    "| local:digits-vit | Оригинал | 0.9406 MB | 0.8571 MB | 4.4 ms | – | 22.0 MB | – | 0.98 |",
    "| local:digits-vit | Кластеризация, 32 кластера | 0.2912 MB | 0.1774 MB | 4.5 ms | – | 21.9 MB | – | 0.9775 |",
    "| local:digits-vit | Pruning, sparsity 0.6 | 0.9409 MB | 0.4615 MB | 4.5 ms | – | 22.2 MB | – | 0.9175 |",
    "| local:digits-vit | int8 | 0.2806 MB | 0.2334 MB | 6.5 ms | – | 26.7 MB | – | 0.98 |",
)


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str


def hurried(*arguments: str | Path, cwd: Path, **environment: str) -> Done:
    """Run `grader` with a client that does not wait between its requests to the double."""
    return grader(*arguments, cwd=cwd, program="tests.cli.hurried", **environment, PYTHONPATH=str(ROOT))


def grader(*arguments: str | Path, cwd: Path, program: str = "grader", **environment: str) -> Done:
    """Run `grader` with English messages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", program, *map(str, arguments)],
        cwd=cwd, env={**kept, "LANG": "C.UTF-8", "PYTHONWARNINGS": "error", **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)
