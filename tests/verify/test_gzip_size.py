"""The size after gzip: exact as gzip itself, and a sample that says how far off it may be."""

from __future__ import annotations

import gzip
import os
import random
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.quantity import MB
from grader.verify import gzip_size as module
from grader.verify.gzip_size import OF, PIECE, gzip_size
from tests.bench.bench_gzip import KINDS, write


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 5 * PIECE])
def test_small_files_are_compressed_whole(size: int, tmp_path: Path) -> None:
    files = []
    for name, data in (("noise", os.urandom(size)), ("zeros", bytes(size))):
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    found = gzip_size(files, "seed")
    expected = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)
    assert found.low == found.value == found.high == expected


def test_nothing_is_no_bytes() -> None:
    assert gzip_size([], "seed").value == 0
    assert gzip_size([], "seed", limit=-1).value == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_holds_the_exact_size(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "weights"
    write(file, KINDS[kind], 16)
    exact = gzip_size([file], "seed", exact=True)
    for seed in ("one", "another", "a third"):
        found = gzip_size([file], seed, limit=0)
        assert found.low <= exact.value <= found.high
        assert found.high < (1.01 if kind != "mixed" else 1.3) * found.value


def test_a_part_that_is_unlike_the_rest_is_in_the_interval(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(bytes(8 * MB) + os.urandom(8 * MB))
    exact = gzip_size([file], "seed", exact=True).value
    found = gzip_size([file], "seed", limit=0)
    assert found.low <= exact <= found.high


def test_the_same_content_gives_the_same_sample_and_files_do_not_share_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, KINDS["60 % zeros"], 4)
    one, other = [tmp_path / "a"], [tmp_path / "b"]
    assert gzip_size(one, "seed", limit=0) == gzip_size(one, "seed", limit=0)
    assert gzip_size(one, "seed", limit=0) != gzip_size(one, "other seed", limit=0)
    assert gzip_size(one, "seed", limit=0) != gzip_size(other, "seed", limit=0)


def test_the_limit_is_for_all_files_together(tmp_path: Path) -> None:
    files = [tmp_path / "a", tmp_path / "b"]
    for file in files:
        write(file, KINDS["dense"], 2)
    exact, sampled = gzip_size(files, "seed", limit=4 * MB), gzip_size(files, "seed", limit=4 * MB - 1)
    assert exact.low == exact.high
    assert sampled.low < exact.value < sampled.high
    assert gzip_size(files, "seed", limit=0, exact=True) == exact


def test_when_time_runs_out_a_sample_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    write(file, KINDS["dense"], 4)
    found = gzip_size([file], "seed", seconds=0.0)
    assert found.low < found.high
    assert gzip_size([file], "seed", seconds=0.0, exact=True).low == gzip_size([file], "seed").high


@given(st.integers(0, 3 * PIECE * OF), st.integers())
def test_every_byte_is_in_one_stratum_and_every_piece_in_its_own(size: int, seed: int) -> None:
    class Sized:
        def stat(self) -> os.stat_result:
            return os.stat_result((0, 0, 0, 0, 0, 0, size, 0, 0, 0))

    first = 0
    for stratum in module._strata(Sized(), random.Random(seed)):  # type: ignore[arg-type]
        assert first <= stratum.start < stratum.start + stratum.length <= first + stratum.size
        first += stratum.size
    assert first == size


def test_no_thread_is_left(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    write(file, KINDS["dense"], 2)
    before = threading.active_count()
    gzip_size([file], "seed", limit=0)
    assert threading.active_count() == before
