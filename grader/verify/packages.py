"""What can be imported in the course environment, for a message that names a package which cannot."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib import metadata

#: What the course environment is made for: this extra of the project's own.
EXTRA = 'extra == "verify"'
SHOWN = 5
MISSING = re.compile(r"No module named '([\w.]+)'")


def instead_of(error: str) -> str:
    """Name what is there in place of the module that an error misses: what is spelled alike, else the environment's main packages."""
    found = MISSING.search(error)
    wanted = found[1].partition(".")[0] if found else ""
    folded = {name.lower(): name for name in _importable()}
    alike = difflib.get_close_matches(wanted.lower(), folded, n=SHOWN, cutoff=0.7)
    return ", ".join([folded[name] for name in alike] or _main())


@cache
def _importable() -> dict[str, list[str]]:
    """Top-level module → the distributions that bring it; without what is private or no name of a module."""
    found = metadata.packages_distributions()
    return {name: list(whose) for name, whose in found.items() if name.isidentifier() and not name.startswith("_")}


@cache
def _main() -> list[str]:
    """The module of each distribution that the environment is made for: of several, the one that is called most like it."""
    modules: dict[str, list[str]] = {}
    for name, whose in _importable().items():
        for distribution in whose:
            modules.setdefault(_normal(distribution), []).append(name)
    wanted = [_normal(re.split(r"[^\w.-]", each)[0]) for each in metadata.requires("grader") or () if EXTRA in each.replace("'", '"')]
    best = [max((_alike(name, each), name) for name in modules[each]) for each in wanted if each in modules]
    return sorted((name for likeness, name in best if likeness > 0.5), key=str.lower)


def _alike(name: str, distribution: str) -> float:
    return difflib.SequenceMatcher(a=name.lower(), b=distribution).ratio()


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()
