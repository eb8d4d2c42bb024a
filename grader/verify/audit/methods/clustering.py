"""Clustering: the weights have few different values, or are stored as indices into a codebook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, applied, by_share, evidence, not_applied, percent
from grader.verify.audit.contents import INTEGERS, ITEM_BITS, LEAST_WEIGHTS, Tensor
from grader.verify.audit.names import alike
from grader.verify.audit.reading import shown
from grader.verify.audit.values import distinct, of_each

#: Where a row does not say how many clusters there are, an index is expected to fit into one byte.
EXPECTED = 256
#: Beyond that many different values, nobody would speak of clusters.
MANY = 1024
#: Rows of a matrix that are looked at where each may have a codebook of its own.
ROWS = 8
CODEBOOK = re.compile(r"code_?book|cent(?:er|re|roid)|palett|lut|cluster|table|means|levels|values|vocab", re.IGNORECASE)
OTHERS = re.compile(r"scale|zero|bias|norm|absmax|running", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """A tensor of indices with its codebook: how many entries that has, and of how many weights."""

    tensor: Tensor
    codebook: Tensor
    entries: int
    weights: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A tensor of weights and how many different values it has, of a row at most where each row has its own; None: too many."""

    tensor: Tensor
    count: int | None
    by_row: bool = False


def audit(case: Case) -> Audit:
    """Count the values of every matrix, and the entries of every codebook."""
    claimed = case.number("clusters")
    bits = case.number("bits")
    limit = int(claimed or (2**bits if bits and bits <= 16 else EXPECTED))
    assumed = [] if claimed or bits else [evidence("audit-clusters-assumed", limit=limit)]
    indexed = indices(case.artifact.tensors)
    tables = {each.codebook.name for each in indexed}
    whole = [tensor for tensor in case.artifact.matrices if tensor.name not in tables and tensor.count > 4 * limit]
    values = of_each(partial(_values, limit=limit), whole)
    total = sum(each.weights for each in indexed) + sum(each.tensor.count for each in values)
    few = [each for each in values if each.count is not None and each.count <= limit + 1]  # pruned weights add a zero
    fitting = [each for each in indexed if each.entries <= limit + 1]
    share = (sum(each.weights for each in fitting) + sum(each.tensor.count for each in few)) / total if total else 0.0
    found = [*_stored(fitting, total), *_few(few, total)]
    if not found and (more := _more(values, indexed, limit)) and (claimed or bits):
        return not_applied(case, more)
    if not found and (more := _more(values, indexed, limit)):
        return applied(more, *assumed)
    return by_share(case, share, [*found, *assumed], [*_dense(values, limit), *assumed])


def indices(tensors: Sequence[Tensor]) -> list[Indices]:
    """Find the tensors of indices: whole numbers, none beyond the end of a codebook whose name is like theirs."""
    tables = [tensor for tensor in tensors if tensor.is_float and 2 <= tensor.count <= 1 << 20 and not OTHERS.search(tensor.name)]
    named = [table for table in tables if CODEBOOK.search(table.name)]
    found = []
    for tensor in tensors:
        if tensor.dtype not in INTEGERS or tensor.count < LEAST_WEIGHTS:
            continue
        codebook = alike(tensor.name, named) or (named[0] if len(named) == 1 else None) or alike(tensor.name, tables, most=1)
        if codebook and (pair := _indices(tensor, codebook, packed=codebook in named)):
            found.append(pair)
    return found


def _indices(tensor: Tensor, codebook: Tensor, *, packed: bool) -> Indices | None:
    """Pair indices with a codebook if they point into it; several of four bits or fewer may share a byte."""
    seen = distinct(tensor, 1 << 16)
    if not seen:
        return None
    sizes = sorted({codebook.count, *(size for size in codebook.shape if size > 1)})
    fitting = [size for size in sizes if max(seen) < size]
    if fitting:
        return Indices(tensor=tensor, codebook=codebook, entries=min(fitting[0], max(len(seen), 1)), weights=tensor.count)
    small = min(sizes, default=0)
    each = max(1, (small - 1).bit_length())
    if packed and tensor.dtype == "U8" and 2 <= small <= 16:
        return Indices(tensor=tensor, codebook=codebook, entries=small, weights=tensor.count * (8 // each))
    return None


def _values(tensor: Tensor, limit: int) -> Values:
    found = distinct(tensor, max(limit + 1, MANY))
    if found is not None and len(found) <= tensor.count // 4:
        return Values(tensor=tensor, count=len(found))
    row = _row_values(tensor, limit)
    return Values(tensor=tensor, count=row, by_row=row is not None)


def _row_values(tensor: Tensor, limit: int) -> int | None:
    """Count the values of some rows of a matrix, each by itself; None where one has more than the limit, or is short anyway."""
    rows, bits = tensor.shape[0], tensor.bits()
    length = tensor.count // rows
    if length < 4 * limit:
        return None
    counts = [np.unique(bits[row * length : (row + 1) * length]).size for row in np.linspace(0, rows - 1, ROWS, dtype=int)]
    return max(counts) if max(counts) <= limit + 1 else None


def _stored(found: Sequence[Indices], total: int) -> list[Evidence]:
    if not found:
        return []
    share = sum(each.weights for each in found) / total
    return [evidence("audit-codebook", tensors=len(found), percent=percent(share), entries=max(each.entries for each in found))]


def _few(found: Sequence[Values], total: int) -> list[Evidence]:
    if not found:
        return []
    share = sum(each.tensor.count for each in found) / total
    most, wide = max(each.count or 0 for each in found), max(found, key=lambda each: ITEM_BITS[each.tensor.dtype]).tensor.dtype
    by_row = all(each.by_row for each in found)
    code = "audit-few-values-by-row" if by_row else "audit-few-values"
    return [
        evidence(code, tensors=len(found), percent=percent(share), most=most),
        evidence("audit-clusters-in-full", dtype=wide, bits=ITEM_BITS[wide], index_bits=max(1, (most - 1).bit_length())),
    ]


def _more(values: Sequence[Values], indexed: Sequence[Indices], limit: int) -> Evidence | None:
    """Tell of clusters that are there, but are more than the row says."""
    counts = [each.entries for each in indexed] + [each.count for each in values if each.count is not None]
    return evidence("audit-clusters-more", claimed=limit, found=max(counts)) if counts else None


def _dense(values: Sequence[Values], limit: int) -> list[Evidence]:
    if not values:
        return [evidence("audit-no-matrices")]
    largest = max(values, key=lambda each: each.tensor.count).tensor
    return [evidence("audit-many-values", tensors=len(values), tensor=shown(largest.name), limit=max(limit + 1, MANY))]
