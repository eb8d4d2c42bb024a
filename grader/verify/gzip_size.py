"""How large files are after gzip: exactly, or for large ones from a sample with its error.

zlib at level 6 takes 22 to 42 MB/s and nothing faster is near it on clustered weights. So beyond `EXACT_BYTES`, or when it takes too long,
one piece in ten is compressed, one of each ten in a row, chosen by a seed from the content. Each piece sees the 32 kB before it, as it
would in the stream. The error is estimated from the differences of neighbours (Wolter, Introduction to Variance Estimation, 8.2.1, v2);
`make bench` holds it to the exact size.
"""

from __future__ import annotations

import math
import os
import random
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from grader.core.quantity import MB

EXACT_BYTES, EXACT_SECONDS = 500 * MB, 60.0
PIECE, OF, WINDOW = 64 << 10, 10, 32 << 10
#: Of the normal distribution, for 99 %.
SIGMAS = 2.576
#: A piece ends the block that it is in: up to this share more than in the stream, for clustered weights. Larger pieces end fewer blocks,
#: but fewer of them miss more where layers differ.
BIAS = 0.003

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class GzipSize:
    """Bytes after compression; `low` and `high` are equal to `value` where nothing was sampled, else a 99 % interval."""

    value: float
    low: float
    high: float


def gzip_size(
    files: Sequence[Path], seed: str, *, exact: bool = False, limit: int = EXACT_BYTES, seconds: float = EXACT_SECONDS
) -> GzipSize:
    """Compress each file by itself at level 6: `exact`ly whatever it takes, or a sample where they are large or time runs out.

    Raises:
        OSError: a file cannot be read.
    """
    end = math.inf if exact else time.monotonic() + seconds
    if exact or sum(path.stat().st_size for path in files) <= limit:
        found = _each(lambda path: _whole(path, end), files)
        if (whole := _sum(found)) is not None:
            return GzipSize(whole, whole, whole)
    return _sampled(files, seed)


def _sum(found: Sequence[int | None]) -> int | None:
    sizes = [size for size in found if size is not None]
    return sum(sizes) if len(sizes) == len(found) else None


def _whole(path: Path, end: float) -> int | None:
    """The size of one file; None when time runs out."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(PIECE):
            if time.monotonic() > end:
                return None
            total += len(squeeze.compress(chunk))
    return total + len(squeeze.flush())


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Some bytes of a file in a row, and the piece of them that stands for all."""

    path: Path
    size: int
    start: int
    length: int


def _sampled(files: Sequence[Path], seed: str) -> GzipSize:
    """Estimate from one piece of each stratum; a file smaller than one is compressed whole."""
    small = [path for path in files if path.stat().st_size < PIECE * OF]
    strata = [stratum for path in files if path not in small for stratum in _strata(path, random.Random(f"{seed} {path.name}"))]  # noqa: S311
    certain = sum(size or 0 for size in _each(lambda path: _whole(path, math.inf), small))
    shares = _each(lambda stratum: _piece(stratum) / stratum.length, strata)
    value = sum(share * stratum.size for share, stratum in zip(shares, strata, strict=True))
    error = SIGMAS * _deviation(shares) * sum(stratum.size for stratum in strata) + BIAS * value
    return GzipSize(certain + value, certain + max(0.0, value - error), certain + value + error)


def _deviation(shares: Sequence[float]) -> float:
    """Estimate the standard deviation of the mean of `shares`, each from one piece in `OF`; one alone may be anything."""
    if len(shares) < 2:
        return 1.0
    squares = sum((one - other) ** 2 for one, other in pairwise(shares))
    return math.sqrt((1 - 1 / OF) * squares / (2 * (len(shares) - 1) * len(shares)))


def _strata(path: Path, choice: random.Random) -> Iterator[_Stratum]:
    size = path.stat().st_size
    for first in range(0, size, PIECE * OF):
        length = min(PIECE * OF, size - first)
        start = first + PIECE * choice.randrange(math.ceil(length / PIECE))
        yield _Stratum(path, length, start, min(PIECE, first + length - start))


def _piece(stratum: _Stratum) -> int:
    before = min(stratum.start, WINDOW)
    with stratum.path.open("rb") as file:
        file.seek(stratum.start - before)
        window = file.read(before)
        data = file.read(stratum.length)
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=window)
    return len(squeeze.compress(data)) + len(squeeze.flush())


def _each(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Work on all cores: zlib lets go of Python's lock."""
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
        return list(pool.map(work, items))
