"""Compressed size: seconds and error of the sample beside zlib 6 over every byte, for 500 MB of mixed weights and some of each kind.

Run with `python -m tests.bench.bench_gzip 500` for as much of each. The aim: at most 2 s for 500 MB, and the exact size in the interval.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from grader.core.quantity import MB
from grader.verify.gzip_size import GzipSize, gzip_size

#: Weights of one tensor after the other, each 4 MB.
TENSOR = 1 << 20
Weights = Callable[[np.random.Generator], NDArray[np.generic]]


def dense(random: np.random.Generator) -> NDArray[np.generic]:
    return random.normal(0, 0.02, TENSOR).astype(np.float32)


def clustered(random: np.random.Generator, clusters: int = 16) -> NDArray[np.generic]:
    centres = random.normal(0, 0.02, clusters).astype(np.float32)
    near = np.clip((random.normal(0, 0.25, TENSOR) + 0.5) * clusters, 0, clusters - 1)  # as of weights: some much more often than others
    return np.sort(centres)[near.astype(np.intp)]


def pruned(random: np.random.Generator) -> NDArray[np.generic]:
    weights = random.normal(0, 0.02, TENSOR).astype(np.float32)
    weights[random.random(TENSOR) < 0.6] = 0
    return weights


def int8(random: np.random.Generator) -> NDArray[np.generic]:
    return np.clip(random.normal(0, 30, TENSOR * 4), -128, 127).astype(np.int8)


def mixed(random: np.random.Generator) -> NDArray[np.generic]:
    """A model of which some layers were left as they are."""
    kinds = (dense, clustered, pruned, int8)
    return kinds[random.integers(len(kinds))](random)


KINDS: dict[str, Weights] = {
    "dense": dense,
    "16 clusters": clustered,
    "256 clusters": lambda random: clustered(random, 256),
    "60 % zeros": pruned,
    "int8": int8,
    "mixed": mixed,
}


def tensors(kind: Weights, megabytes: float, seed: int = 1) -> Iterator[bytes]:
    random = np.random.default_rng(seed)
    left = round(megabytes * MB)
    while left > 0:
        data = kind(random).tobytes()[:left]
        left -= len(data)
        yield data


def write(path: Path, kind: Weights, megabytes: float) -> None:
    with path.open("wb") as file:
        file.writelines(tensors(kind, megabytes))


def timed(action: Callable[[], GzipSize]) -> tuple[float, GzipSize]:
    start = time.monotonic()
    found = action()
    return time.monotonic() - start, found


def compare(directory: Path, name: str, megabytes: float) -> None:
    file = directory / "weights.bin"
    write(file, KINDS[name], megabytes)
    exact_s, exact = timed(lambda: gzip_size([file], "bench", exact=True))
    sample_s, sample = timed(lambda: gzip_size([file], "bench", limit=0))
    off, half = sample.value / exact.value - 1, (sample.high - sample.low) / 2 / sample.value
    held = "holds it" if sample.low <= exact.value <= sample.high else "MISSES it"
    share = exact.value / megabytes / MB
    print(f"  {name:<13}{megabytes:>5g} MB {exact_s:>6.1f} s {share:>6.1%} {sample_s:>6.2f} s {off:>+8.3%}  ±{half:.2%} {held}")


def main(each: float = 60.0, mixed_megabytes: float = 500.0) -> None:
    print("                            exact           sample   error     its 99 % interval")
    with TemporaryDirectory(dir="/var/tmp") as directory:  # a disk, where /tmp may be memory
        for name in KINDS:
            compare(Path(directory), name, mixed_megabytes if name == "mixed" else each)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
