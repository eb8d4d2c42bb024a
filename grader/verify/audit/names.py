"""Which tensors belong together, by their names: a weight with its scale, indices with their codebook, a weight with its mask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from grader.verify.audit.contents import Tensor

_WORDS = re.compile(r"[._/\-]+|(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=1 << 15)
def words(name: str) -> frozenset[str]:
    """Return the words of a name, lower case."""
    return frozenset(word.lower() for word in _WORDS.split(name) if word)


def alike(name: str, others: Iterable[Tensor], most: int = 2) -> Tensor | None:
    """Return the tensor whose name has the fewest words that another's lacks, either way at most so many; None where there is none."""
    own = words(name)
    apart = ((other, len(own - words(other.name)), len(words(other.name) - own)) for other in others)
    near = [(mine + theirs, index, other) for index, (other, mine, theirs) in enumerate(apart) if max(mine, theirs) <= most]
    return min(near, key=lambda each: each[:2])[2] if near else None


def by_suffix(tensors: Iterable[Tensor], *suffixes: str) -> dict[str, dict[str, Tensor]]:
    """Group tensors whose names end in certain words by what stands before: stem → word → tensor."""
    groups: dict[str, dict[str, Tensor]] = {}
    for tensor in tensors:
        for suffix in suffixes:
            if tensor.name.endswith(suffix):
                groups.setdefault(tensor.name.removesuffix(suffix), {})[suffix] = tensor
    return groups


def listed(counts: Mapping[str, int], most: int = 3) -> str:
    """Write the most frequent of some things with their numbers."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{name} ×{count}" for name, count in ranked[:most])
