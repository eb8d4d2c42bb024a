"""Where models and data sets of the Hugging Face hub lie on this machine: a directory for each pinned commit, whole or not there.

    models/<owner>--<name>/<revision>/         the files, nothing else
    models/<owner>--<name>/<revision>.json     their sizes and digests; or why the commit was refused
    data/<owner>--<name>/…                     the same for data sets

Only `grader fetch` writes here. What it is still bringing lies beside, under names that begin with a dot.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import msgspec

from grader.core.words import Fact
from grader.course.model import DataSet, Pin

VARIABLE = "GRADER_STORE"


class Kind(StrEnum):
    """What a repository holds; the value is the directory in the store."""

    MODEL = "models"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file of a directory in the store: bytes, and SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is known of a commit: its files, or the code and the facts of why it cannot be had."""

    id: str
    revision: str
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    refused: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Store:
    """The store below a directory, which need not exist."""

    root: Path

    @classmethod
    def here(cls) -> Store:
        """Return the store of this machine: $GRADER_STORE, else the one in the user's cache."""
        return cls(Path(os.environ.get(VARIABLE) or Path.home() / ".cache" / "grader" / "hub").absolute())

    def directory(self, kind: Kind, pin: Pin) -> Path:
        """Return where the files of a commit lie, if they have been fetched."""
        return self.root / kind / pin.id.replace("/", "--") / pin.revision

    def listing(self, kind: Kind, pin: Pin) -> Listing | None:
        """Return what is known of a commit; None where that is nothing, or cannot be read."""
        try:
            data = self.directory(kind, pin).with_suffix(".json").read_bytes()
            found = msgspec.json.decode(data, type=Listing)
        except (OSError, ValueError, RecursionError):
            return None
        return found if (found.id, found.revision) == (pin.id, pin.revision) else None

    def find(self, kind: Kind, pin: Pin) -> Path | None:
        """Return the directory of a commit if all its files are there, plain and as long as they should be."""
        directory, listing = self.directory(kind, pin), self.listing(kind, pin)
        if listing is None or not listing.files or directory.is_symlink():
            return None
        whole = all(_is_plain(directory / name, file.size) for name, file in listing.files.items())
        return directory if whole else None

    def located(self, data: DataSet) -> DataSet | None:
        """Return an evaluation set with the places of its files on this machine; None where they have not been fetched."""
        if data.hub is None:
            return data
        directory = self.find(Kind.DATA, data.hub)
        if directory is None or not all((directory / name).is_file() for name in (data.calibration, data.evaluation)):
            return None
        return replace(data, calibration=str(directory / data.calibration), evaluation=str(directory / data.evaluation))


def _is_plain(path: Path, size: int) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size
