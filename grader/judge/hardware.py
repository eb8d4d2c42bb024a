"""Whether the hardware that a row names is the machine that measured."""

from __future__ import annotations

import re

#: Said about a processor without saying which one: marks, clock, memory, number of cores, form factor.
_ASIDE = re.compile(
    r"\((?:r|tm|c)\)|[®™©]|@|\d+(?:[.,]\d+)?\s*[gmг]?(?:hz|гц)|\d+\s*[gmt]i?b\b|\d+\s*[гм]б"
    r"|\b\d{1,3}[\s-]*(?:core|thread|яд[ер])\w*|\b\d{1,2}[\s-]*v?cpus?\b|\bsxm\d\b"
)
#: Holds a digit and still names a whole series: `i7`, `E5`, `Ryzen 7`, `12th Gen`.
_SERIES = re.compile(r"i[3579]|e[357]|w[3579]?|v\d|\d{1,2}|\d+(?:st|nd|rd|th)")
#: A different product with the same number: `RTX 3090 Ti`, `M1 Pro`, `E5-2670 v3`.
_SUFFIX = re.compile(r"ti|super|laptop|mobile|max|pro|ultra|ada|mig|v\d")


def same_hardware(named: str | None, machine: str | None) -> bool:
    """Tell whether a row names this machine's processor by its model number.

    Partial names do (`EPYC 7B13`, `Xeon Gold 6248`, `T4`); a vendor or a series alone does not, because its members
    differ by more than any tolerance. In doubt the answer is no: the claim is then compared as a ratio.
    """
    if not named or not machine:
        return False
    ours, theirs = _words(machine), _words(named)
    return bool(_models(ours) & _models(theirs)) and _suffixes(ours) == _suffixes(theirs)


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", _ASIDE.sub(" ", name.lower())))


def _models(words: set[str]) -> set[str]:
    return {word for word in words if re.search(r"\d", word) and not _SERIES.fullmatch(word)}


def _suffixes(words: set[str]) -> set[str]:
    return {word for word in words if _SUFFIX.fullmatch(word)}
