"""What the course environment holds: for the list that is kept of it, and for messages that name a package which is not there.

python -m grader.verify.packages        writes grader/course/environment.txt from what is installed here (`make environment`)
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from grader.course.environment import FILE, Environment, environment, write_environment

#: The extra of the project that the environment is made by.
EXTRA = "verify"
MISSING = re.compile(r"No module named '([\w.]+)'")
#: What a build of torch for GPUs brings along: the list must not depend on the build, and no adapter imports them.
_OF_BUILDS = re.compile(r"nvidia-(?!ml-py)|triton|cuda-")


def instead_of(error: str) -> str:
    """Name what is there in place of the module that an error misses."""
    found = MISSING.search(error)
    return environment().instead_of(found[1] if found else "")


def installed_environment(project: Path) -> Environment:
    """Look at what is installed here of what a pyproject.toml asks for, by itself and by the extra, with all that this needs."""
    asked = tomllib.loads(project.read_text("utf-8"))["project"]
    named = set(_names(asked["optional-dependencies"][EXTRA]))
    closure, left = set[str](), [*named, *_names(asked["dependencies"])]
    while left:
        if (name := left.pop()) not in closure:
            closure.add(name)
            left += _needed(name)
    modules: dict[str, str] = {}
    for module, whose in metadata.packages_distributions().items():
        ours = sorted(closure & {_normal(each) for each in whose})
        if ours and module.isidentifier() and not module.startswith("_") and not _OF_BUILDS.match(ours[0]):
            modules[module] = ours[0]
    likeness = {name: [(_alike(module, name), module) for module in modules if modules[module] == name] for name in named}
    main = [max(found) for found in likeness.values() if found]
    return Environment(modules=modules, main=tuple(sorted((module for alike, module in main if alike > 0.5), key=str.lower)))


def _needed(distribution: str) -> Iterator[str]:
    """Yield the distributions that one needs here, by its own word; none of one that is not installed."""
    try:
        yield from _names(metadata.requires(distribution) or ())
    except metadata.PackageNotFoundError:
        return


def _names(requirements: Iterable[str]) -> Iterator[str]:
    from packaging.requirements import Requirement

    for each in map(Requirement, requirements):
        if each.marker is None or each.marker.evaluate({"extra": ""}):
            yield _normal(each.name)


def _alike(name: str, distribution: str) -> float:
    return difflib.SequenceMatcher(a=name.lower(), b=distribution).ratio()


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


if __name__ == "__main__":
    FILE.write_text(write_environment(installed_environment(Path("pyproject.toml"))), "utf-8")
