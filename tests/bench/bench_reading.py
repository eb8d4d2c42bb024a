"""Seconds to read a table of 10,000 rows with the limits lifted, beside mistune's own parse of the same text.

Run with `python -m tests.bench.bench_reading`. The aim: at most 1 s, and at most twice what mistune takes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import mistune

from grader.intake.reader import Limits, read_document

ROWS = 10_000
HEADER = (
    "| Модель | Метод | Размер весов | Время инференса (CPU, ms) | Время инференса (GPU, ms) | Использование RAM (MB) |"
    " Использование VRAM (MB) | Качество (Precision, Recall, F1) |\n| :-- | :-: | :-: | :-: | :-: | :-: | :-: | --: |\n"
)


def table(rows: int = ROWS) -> str:
    """Return a table in the lesson's form, all of its numbers different."""
    lines = (
        f"| acme/tiny-vit-{row} | Clustering ({row % 256 + 2} clusters) | {row * 0.37 + 20:.2f}Mb | {row * 0.11 + 3:.2f} ms "
        f"| {row * 0.013 + 1:.2f} ms | {row * 0.7 + 99:.2f} MB | {row * 0.6 + 88:.2f} MB "
        f"| {0.5 + row / 40_000:.4f} precision {0.4 + row / 40_000:.4f} recall {0.45 + row / 40_000:.4f} f1-score |\n"
        for row in range(rows)
    )
    return HEADER + "".join(lines)


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several runs."""

    def once() -> float:
        start = time.perf_counter()
        call()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def main() -> None:
    """Print both times and their quotient."""
    text = table()
    data = text.encode()
    limits = Limits(size=len(data), rows=ROWS)
    markdown = mistune.create_markdown(renderer=None, plugins=["table"])
    ours = seconds(lambda: read_document(data, "table.md", limits=limits))
    theirs = seconds(lambda: markdown(text))
    sys.stdout.write(f"{ROWS} rows, {len(data) / 2**20:.1f} MiB: read {ours:.2f} s, mistune {theirs:.2f} s, quotient {ours / theirs:.2f}\n")


if __name__ == "__main__":
    main()
