"""How many values a tensor has and how many of them are zero: bit patterns are counted, and -0.0 is 0.0.

Weights of few values are found by a table: what the first of them show gives every value a place in it by a multiplication,
and all others need only be looked up, which takes less than a hash for each. Dense weights are given up after 4096 of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import pyarrow

from grader.verify.audit.contents import FLOATS, ITEM_BITS, Bits, Tensor

#: Numbers that are looked at before all others, and in one go: as many as stay in the processor's cache.
FIRST, BLOCK = 4096, 1 << 15
#: Numbers that are learned from in one go.
LESSON = 1 << 20
#: The table has so many places, in bits; with 257 values a multiplier is found after two or three tries.
PLACES = 16
TRIES = 200
Count = TypeVar("Count")


def of_each(count: Callable[[Tensor], Count], tensors: Iterable[Tensor]) -> list[Count]:
    """Count something of every tensor, as many at a time as there are processors: numpy lets go of the interpreter meanwhile."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(count, tensors))


def distinct(tensor: Tensor, limit: int) -> frozenset[int] | None:
    """Return the bit patterns of a tensor's numbers; None where there are more than `limit` of them.

    Raises:
        OSError: it cannot be mapped.
    """
    return distinct_bits(tensor.bits(), limit, minus_zero=minus_zero(tensor.dtype))


def minus_zero(dtype: str) -> int | None:
    """Return the bit pattern of -0.0 in a type, None where it has none, or is too short for that to matter."""
    return 1 << (ITEM_BITS[dtype] - 1) if dtype in FLOATS else None


def distinct_bits(bits: Bits, limit: int, *, minus_zero: int | None = None) -> frozenset[int] | None:
    """Return the different bit patterns; None where there are more than `limit`. `minus_zero` counts as 0, except in a byte."""
    if bits.dtype.itemsize == 1:
        return _bytes(bits, limit)
    seen: set[int] = set()
    place = 0
    while place < bits.size:
        part = bits[place : place + (LESSON if place else FIRST)]
        seen.update(pyarrow.array(np.require(part, requirements="A")).unique().to_pylist())
        if len(seen - {minus_zero, 0}) + bool(seen & {minus_zero, 0}) > limit:
            return None
        place += part.size
        if bits.dtype.itemsize <= 4 and place < bits.size:
            place = _known(bits, place, np.array(sorted(seen), np.uint32))
    return frozenset(0 if value == minus_zero else value for value in seen)


def _bytes(bits: Bits, limit: int) -> frozenset[int] | None:
    """Return the different bytes; None where there are more than `limit`."""
    seen: set[int] = set()
    place = 0
    while place < bits.size and len(seen) < 256:
        part = bits[place : place + (LESSON if place else FIRST)]
        seen.update(part.tobytes().translate(None, bytes(seen)))  # all that is not known is left
        if len(seen) > limit:
            return None
        place += part.size
    return frozenset(seen)


def _known(bits: Bits, place: int, values: Bits) -> int:
    """Return the place from which on there are others than some values, rounded down to a block."""
    found = _multiplier(values)
    if found is None:
        return place
    multiplier, hashed = found
    table = np.full(1 << PLACES, values[0], np.uint32)
    table[hashed] = values
    rows, product, told = np.empty(BLOCK, np.intp), np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    while place < bits.size:
        part = bits[place : place + BLOCK]
        size = part.size
        np.multiply(part, multiplier, out=product[:size], dtype=np.uint32, casting="unsafe")
        np.right_shift(product[:size], np.uint32(32 - PLACES), out=product[:size])
        rows[:size] = product[:size]
        np.take(table, rows[:size], out=told[:size], mode="clip")
        if not np.array_equal(told[:size], part):
            return place
        place += size
    return place


def _multiplier(values: Bits) -> tuple[np.uint32, Bits] | None:
    """Find a factor by which all values get different places; None where there are too many of them for that."""
    random = np.random.default_rng(1)
    for _ in range(TRIES if values.size < 1 << (PLACES - 4) else 0):
        multiplier = np.uint32(random.integers(1 << 31) * 2 + 1)
        hashed = (values.astype(np.uint32) * multiplier) >> np.uint32(32 - PLACES)
        if np.unique(hashed).size == values.size:
            return multiplier, hashed
    return None


def zeros(tensor: Tensor) -> int:
    """Count the zeros of a tensor.

    Raises:
        OSError: it cannot be mapped.
    """
    return zero_bits(tensor.bits(), signed=minus_zero(tensor.dtype) is not None)


def zero_bits(bits: Bits, *, signed: bool) -> int:
    """Count the zeros among bit patterns; with `signed`, the highest bit is the sign of a floating-point number."""
    if not signed:
        return int(bits.size - np.count_nonzero(bits))
    room = np.empty(2 * BLOCK, bits.dtype)
    other = 0
    for place in range(0, bits.size, room.size):
        part = bits[place : place + room.size]
        other += int(np.count_nonzero(np.left_shift(part, 1, out=room[: part.size])))
    return int(bits.size) - other


def zero_channels(tensor: Tensor) -> tuple[int, int]:
    """Count the channels that are zero as a whole, and how many there are: the rows of a matrix, or its columns where more of these are.

    Raises:
        OSError: it cannot be mapped.
    """
    bits = tensor.bits()
    if len(tensor.shape) < 2 or bits.size != tensor.count or not tensor.count:
        return 0, 0
    rows, columns = tensor.shape[:2]
    used_rows, used_columns = np.zeros(rows, bool), np.zeros(columns, bool)
    sign = int(minus_zero(tensor.dtype) is not None)
    grid = bits.reshape(rows, -1)
    step = max(1, BLOCK // grid.shape[1])
    for first in range(0, rows, step):
        used = (grid[first : first + step] << np.array(sign, bits.dtype)) != 0
        used_rows[first : first + step] = used.any(axis=1)
        used_columns |= used.reshape(used.shape[0], columns, -1).any(axis=(0, 2))
    found = [(int(np.count_nonzero(~each)), each.size) for each in (used_rows, used_columns)]
    return max(found, key=lambda pair: pair[0] / pair[1])
