"""Fuzz: random documents that are read, with their fixes, without a crash; each by a seed that is printed if it fails.

Run with `python -m tests.bench.bench_fuzz 100000`.
"""

from __future__ import annotations

import random
import sys
import time

from grader.intake.canonical import with_fixes
from grader.intake.encoding import decode
from grader.intake.reader import read_document
from grader.intake.rows import lines_of
from tests.intake.random_documents import random_document

DOCUMENTS = 2_000


def read(seed: int) -> int:
    """Read the document of a seed as intake does; return how many numbers it holds."""
    data = random_document(random.Random(seed))
    document, decoded = read_document(data, "README.md"), decode(data)
    rows = [row for table in document.results for row in table.rows]
    with_fixes(document.problems, document, lines_of(decoded.text if decoded else ""), rows)
    return sum(len(row.cells) + len(row.quality) for row in rows)


def main(documents: int = DOCUMENTS) -> None:
    start, numbers, seed = time.monotonic(), 0, 0
    try:
        for seed in range(documents):
            numbers += read(seed)
    except BaseException:
        print(f"  seed {seed}")
        raise
    print(f"  {documents} documents without a crash, {numbers} numbers read, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
