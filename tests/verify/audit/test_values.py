"""Counting agrees with numpy on every bit pattern, however the values come."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray  # noqa: TC002
from safetensors.numpy import save_file

from grader.verify.audit.reading import read
from grader.verify.audit.values import BLOCK, FIRST, LESSON, distinct, distinct_bits, zero_bits, zero_channels
from tests.verify.audit.support import bits, sizes

quick = settings(max_examples=60, deadline=None)
SPECIAL = st.sampled_from([0.0, -0.0, 1.5, -2.0, np.nan, np.inf])
FLOATS = st.sampled_from([np.float16, np.float32, np.float64])
VECTORS = FLOATS.flatmap(lambda kind: arrays.arrays(kind, st.integers(0, 300), elements=SPECIAL))
CHANNELS = arrays.arrays(np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3)), elements=SPECIAL)


def expected(array: NDArray[np.floating]) -> int:
    return np.unique(bits(np.where(array == 0, 0, array).astype(array.dtype))).size


@quick
@given(
    array=FLOATS.flatmap(
        lambda kind: arrays.arrays(kind, st.integers(0, 300), elements=st.sampled_from([0.0, -0.0, 1.5, -2.0, np.nan, np.inf]))
    )
)
def test_distinct_values_are_those_that_numpy_counts(array: NDArray[np.floating]) -> None:
    minus_zero = 1 << (8 * array.dtype.itemsize - 1)
    found = distinct_bits(bits(array), 300, minus_zero=minus_zero)
    assert found is not None
    assert len(found) == expected(array)
    assert zero_bits(bits(array), signed=True) == np.count_nonzero(array == 0)


@quick
@given(
    values=st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40, unique=True),
    seed=st.integers(0, 2**32 - 1), limit=st.integers(1, 45),
)  # fmt: skip
def test_the_table_misses_no_value_wherever_it_stands(values: list[int], seed: int, limit: int) -> None:
    random = np.random.default_rng(seed)
    array = np.array(values, np.uint32)[random.integers(0, max(1, len(values) // 2), FIRST + 3 * BLOCK)]
    array[random.integers(0, array.size, 5)] = random.choice(np.array(values, np.uint32), 5)
    array[-1] = values[-1]
    count = np.unique(array).size
    found = distinct_bits(array, limit)
    assert (found is None) == (count > limit)
    assert found is None or found == frozenset(np.unique(array).tolist())


@pytest.mark.parametrize("place", [0, FIRST - 1, FIRST, FIRST + LESSON, -1])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.uint32, np.uint64])
def test_one_value_too_many_is_found_in_any_place(kind: type[np.unsignedinteger], place: int) -> None:
    array = np.resize(np.arange(16, dtype=kind), FIRST + LESSON + 3 * BLOCK)
    assert distinct_bits(array, 16) == frozenset(range(16))
    array[place] = 99
    assert distinct_bits(array, 16) is None
    assert distinct_bits(array, 17) == frozenset({*range(16), 99})


@quick
@given(
    array=arrays.arrays(
        np.float32, st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3)), elements=st.sampled_from([0.0, -0.0, 1.0])
    )
)
def test_zero_channels_are_those_of_the_matrix(array: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("channels")
    save_file({"weight": array}, directory / "m.safetensors")
    (tensor,) = read(directory, sizes(directory)).tensors
    rows, columns = (int((array == 0).all(axis=axes).sum()) for axes in ((1, 2), (0, 2)))
    count, of = zero_channels(tensor)
    assert count / of == max(rows / array.shape[0], columns / array.shape[1])


def test_a_tensor_that_lies_unaligned_is_counted_as_well(tmp_path: Path) -> None:
    array = np.repeat(np.arange(8, dtype=np.float32), 2000)
    (tmp_path / "raw").write_bytes(b"x" + array.tobytes())
    save_file({"a": np.zeros(1, np.int8), "w": array.reshape(8, -1)}, tmp_path / "m.safetensors")
    tensor = next(
        each for each in read(tmp_path, {"m.safetensors": (tmp_path / "m.safetensors").stat().st_size}).tensors if each.name == "w"
    )
    moved = type(tensor)(name="w", dtype="F32", shape=tensor.shape, path=tmp_path / "raw", start=1, stop=1 + array.nbytes)
    assert moved.bits().flags.aligned is False
    assert distinct(moved, 16) == distinct(tensor, 16) == frozenset(bits(np.arange(8, dtype=np.float32)).tolist())
