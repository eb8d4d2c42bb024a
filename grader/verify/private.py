"""The private part of an evaluation set: a file on the grading machine alone, outside the repository and everything that a box sees.

A program that carries the answers to the public part in its artifact has none for this one. The course file names the file
and its SHA-256, so that all machines measure the same, and what was measured with another one is measured again; where the
file lies is the operator's business. Nothing that is read from it is ever told, in messages of ours neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path

from grader.core.errors import BadInput
from grader.course import DataSet
from grader.course.store import Store
from grader.verify.environment import environment_mounts
from grader.verify.tasks import Example, open_task

_SYSTEM = Path("/usr")


class Fault(StrEnum):
    """Why a private part cannot be used."""

    MISSING = "private-missing"
    VISIBLE = "private-visible"
    CHANGED = "private-changed"


def fault(data: DataSet, directory: Path, root: Path) -> Fault | None:
    """Say what is wrong with the private file of an evaluation set, of a course whose files lie below `root`; None where nothing is."""
    file = (directory / (data.private or "")).resolve()
    seen = (root, _SYSTEM, Store.here().root, *(mount.source for mount in environment_mounts()))
    try:
        if not file.is_file():
            return Fault.MISSING
        if any(file.is_relative_to(place.resolve()) for place in seen):
            return Fault.VISIBLE
        with file.open("rb") as opened:
            return None if file_digest(opened, "sha256").hexdigest() == data.private_sha256 else Fault.CHANGED
    except OSError:
        return Fault.MISSING


_MESSAGES = {
    Fault.MISSING: "the private part of the evaluation set is not on this machine",
    Fault.VISIBLE: "lies where programs in the sandbox or readers of the repository can see it",
    Fault.CHANGED: "is not the file whose SHA-256 the course file names",
}


def private_examples(data: DataSet, directory: Path | None, root: Path) -> Sequence[Example]:
    """Read the private part of an evaluation set; nothing where it has none, or the operator names no directory.

    Raises:
        BadInput: it cannot be used; what is in it is not told.
    """
    if data.private is None or directory is None:
        return ()
    if found := fault(data, directory, root):
        raise BadInput(data.private, _MESSAGES[found], code=found, hint="`grader doctor` looks for it")
    try:
        return open_task(replace(data, evaluation=str((directory / data.private).resolve())), root).examples()
    except BadInput as error:
        raise BadInput(data.private, f"cannot be used as a private part ({error.code}); more is not told", code=error.code) from None
