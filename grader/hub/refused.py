"""Why something of the hub cannot be had: a code that the catalogue explains, with its facts."""

from __future__ import annotations

from enum import StrEnum

from grader.core.run import Ending
from grader.core.words import Fact


class Trouble(StrEnum):
    """What `grader fetch` alone runs into; it may be otherwise next time, so it is not remembered."""

    UNREACHABLE = "hub-unreachable"
    ANSWERED = "hub-answered"
    DAMAGED = "hub-damaged"
    UNSAFE_NAME = "hub-unsafe-name"
    FILE_MISSING = "hub-file-missing"
    COLUMN_MISSING = "hub-column-missing"
    NO_PARQUET = "hub-no-parquet"
    NOT_STORED = "hub-not-stored"


class Refused(Exception):
    """A commit cannot be had."""

    def __init__(self, code: Ending | Trouble, **facts: Fact) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, Fact] = facts
