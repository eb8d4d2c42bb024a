"""Auditing weights: seconds for few values, for zeros and for types, beside numpy.unique and torch.unique over the same files.

Three files of 78 tensors: what a class hands in together (as it was, clustered, pruned, half precision, int8), one that is clustered to
256 values throughout, and one that is dense. The aim for 944 MiB of the first: 0.35 s for values, 0.1 s for zeros, 300 MB beyond the
mapped pages. The sorters are run on a share of the tensors, every one of them once, and scaled; the files lie in the page cache.
`python -m tests.bench.bench_audit 944` for as many MiB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray  # noqa: TC002
from safetensors.numpy import save_file

from grader.core.quantity import MB
from grader.verify.audit.contents import Tensor
from grader.verify.audit.reading import read
from grader.verify.audit.values import distinct, of_each, zeros
from grader.verify.sandbox.tree import status

TENSORS, LIMIT, REPEATS = 78, 256, 3
#: Numbers of each tensor that the sorters get.
SHARE = 1 / 16
KINDS = ("dense", "2", "16", "256", "zeros", "f16", "bf16", "int8")


def weights(kind: str, count: int, random: np.random.Generator) -> NDArray[np.generic]:
    """Numbers of one kind, four bytes for each unless it has fewer."""
    dense = random.normal(0, 0.02, count).astype(np.float32)
    match kind:
        case "zeros":
            dense[random.random(count) < 0.6] = 0
        case "f16":
            return np.concatenate([dense, -dense]).astype(np.float16)
        case "bf16":
            return (np.concatenate([dense, -dense]).view(np.uint32) >> 16).astype(np.uint16)
        case "int8":
            return np.clip(random.normal(0, 30, count * 4), -128, 127).astype(np.int8)
        case "dense":
            return dense
        case _:
            return np.sort(dense[: int(kind)])[random.integers(0, int(kind), count)]
    return dense


def write(path: Path, mebibytes: float, kinds: Sequence[str]) -> list[Tensor]:
    random, count = np.random.default_rng(1), round(mebibytes * (1 << 20) / TENSORS / 4)
    made = {kind: weights(kind, count, random) for kind in dict.fromkeys(kinds)}
    chosen = [kinds[index % len(kinds)] for index in range(TENSORS)]
    save_file({f"{index}.weight": np.roll(made[kind], index) for index, kind in enumerate(chosen)}, path)
    return list(read(path.parent, {path.name: path.stat().st_size}).tensors)


def timed(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """The shortest of some times, in seconds."""

    def once() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return min(once() for _ in range(repeats))


def parts(tensors: Sequence[Tensor]) -> Iterator[NDArray[np.unsignedinteger[Any]]]:
    for tensor in tensors:
        bits = tensor.bits()
        yield np.array(bits[: round(bits.size * SHARE)])


def compare(path: Path, name: str, mebibytes: float, kinds: Sequence[str]) -> None:
    tensors = write(path, mebibytes, kinds)
    for tensor in tensors:
        tensor.bits().max()  # into the page cache
    ours = timed(lambda: of_each(lambda tensor: distinct(tensor, LIMIT), tensors))
    none = timed(lambda: of_each(zeros, tensors))
    header = timed(lambda: read(path.parent, {path.name: path.stat().st_size}))
    share = list(parts(tensors))
    signed = {1: np.int8, 2: np.int16, 4: np.int32}
    sorter = timed(lambda: [np.unique(part) for part in share], 1) / SHARE
    hashes = timed(lambda: [torch.unique(torch.from_numpy(part.view(signed[part.itemsize]))) for part in share], 1) / SHARE
    own = [sys.executable, "-m", "tests.bench.bench_audit", "peak", str(path)]
    beyond = subprocess.run(own, capture_output=True, text=True, check=True)
    print(
        f"  {name:<14}{mebibytes:>5g} MiB  values {ours:>5.2f} s  zeros {none:>5.2f} s  types {header * 1e3:>4.1f} ms  "
        f"np.unique {sorter:>6.1f} s  torch.unique {hashes:>5.1f} s  {beyond.stdout.strip()}"
    )


def peak(path: Path) -> None:
    """Audit one file in a process of its own, and print the most that it had beyond the pages of the file."""
    tensors = read(path.parent, {path.name: path.stat().st_size}).tensors
    before, most, done = own_bytes(), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.001):
            most = max(most, own_bytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    of_each(lambda tensor: distinct(tensor, LIMIT), tensors)
    of_each(zeros, tensors)
    done.set()
    watcher.join()
    print(f"takes {(most - before) / MB:.0f} MB ({most / MB:.0f} MB with the libraries)")


def own_bytes() -> int:
    return status(os.getpid())["RssAnon"] * 1024


def main(mebibytes: float = 944.0) -> None:
    with TemporaryDirectory(dir="/var/tmp") as directory:  # a disk, where /tmp may be memory
        path = Path(directory) / "model.safetensors"
        compare(path, "mixed", mebibytes, KINDS)
        compare(path, "256 clusters", mebibytes, ("256",))
        compare(path, "dense", mebibytes, ("dense",))


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        peak(Path(sys.argv[2]))
    else:
        main(*map(float, sys.argv[1:]))
