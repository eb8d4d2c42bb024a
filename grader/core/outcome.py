"""All that can be said of a cell."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """All that can be said of a cell. `BROKEN_OURS` never costs a team anything."""

    CONFIRMED = "confirmed"
    OFF = "off"
    UNSTEADY = "unsteady"
    NOT_CHECKABLE = "not-checkable"
    NOT_CLAIMED = "not-claimed"
    NOT_APPLICABLE = "not-applicable"
    BROKEN_THEIRS = "broken-theirs"
    BROKEN_OURS = "broken-ours"

    @property
    def costs(self) -> bool:
        """Whether a team can lose points by it."""
        return self in (Outcome.OFF, Outcome.BROKEN_THEIRS)
