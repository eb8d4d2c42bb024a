"""Check: seconds of `grader check` on a working copy, a new process each time, beside an empty Python."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.demo import course as made

ROOT = Path(__file__).parent.parent.parent


def median_s(command: Sequence[str], cwd: Path, times: int = 7) -> float:
    found = []
    for _ in range(times):
        start = time.monotonic()
        subprocess.run(command, cwd=cwd, capture_output=True, check=False)
        found.append(time.monotonic() - start)
    return statistics.median(found)


def main() -> None:
    with TemporaryDirectory() as directory:
        server, fork = Path(directory) / "server", Path(directory) / "fork"
        header = "| Модель | Метод | Размер весов (MB) | Качество |\n| --- | --- | --- | --- |"
        made.fork(made.found_course(ROOT, server, header, ROOT / ".github/course.yml"), fork, ROOT / "submissions/examples/ml_masters/hw-3")
        made.add_rows(fork, ["| local:digits-vit | Оригинал | 0.94 MB | 0.98 accuracy |"])
        print(f"  python -c pass       {median_s([sys.executable, '-c', 'pass'], fork):>7.3f} s")
        with_code = median_s([sys.executable, "-m", "grader", "check"], fork)
        for adapter in (fork / made.SUBMISSION).glob("*.py"):
            adapter.unlink()
        print(f"  without any code     {median_s([sys.executable, '-m', 'grader', 'check'], fork):>7.3f} s")
        print(f"  with three adapters  {with_code:>7.3f} s")


if __name__ == "__main__":
    main()
