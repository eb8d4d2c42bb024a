"""What an instructor decided in the thread of a pull request: who, when, why, about what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from grader.core.identity import identity
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.table import Method

#: The cell of a row that is about its method.
METHOD = "method"
#: The key of a row that was never found: a row that comes to stand on that line later was not meant.
NO_ROW = "0" * 16

_COMMENT = re.compile(r"#issuecomment-([0-9]{1,18})\Z")
_PINS = re.compile(r"<!-- grader rows((?: [0-9]{1,18}:[0-9]{1,9}(?:/[a-z0-9_]{1,20})?=[0-9a-f]{16})+) -->")


class DecisionKind(StrEnum):
    """What can be decided; the value is the word of the command."""

    ACCEPT = "accept"
    OVERRIDE = "override"
    POINTS = "points"
    HOLD = "hold"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: `by` a login, `at` an ISO time, `url` the comment that says so.

    It is about the cell of a `metric`, about the row's `method`, or without either about the whole row or work. `row` is a 1-based
    line of README, or where no row stands there the 1-based number of a row. Lines move from commit to commit, so `row_key` names
    the row that was meant when the decision first took effect (see `row_key`); empty until then.
    """

    kind: DecisionKind
    row: int | None = None
    metric: Metric | None = None
    method: bool = False
    outcome: Outcome | None = None
    points: float | None = None
    reason: str = ""
    by: str
    at: str
    url: str
    row_key: str = ""

    @property
    def cell(self) -> str:
        """Name the cell of the row that is meant; empty where it is the whole row."""
        return METHOD if self.method else self.metric or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions on one pull request, oldest first, as they stood in the thread when its head was `head_sha`."""

    version: int = 1
    head_sha: str
    items: tuple[Decision, ...] = ()


def row_key(model: str | None, method: Method, method_text: str, claimed: Iterable[str] = ()) -> str:
    """Name a row by what it is about and claims, whatever line it stands on: 16 hex digits of SHA-256 over both.

    A number that was changed after the decision is another claim, which nobody has decided on.
    """
    parts = [*map(str, identity(model, method, method_text)), *claimed]
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[: len(NO_ROW)]


def write_pins(decisions: Iterable[Decision]) -> str:
    """Write which row each decision means, as a line that GitHub does not show; empty where none names a row."""
    found = ((_COMMENT.search(each.url), each) for each in decisions if each.row_key)
    cells = ((comment[1], f"{each.row}/{each.cell}" if each.cell else each.row, each.row_key) for comment, each in found if comment)
    pins = dict.fromkeys(f"{comment}:{where}={key}" for comment, where, key in cells)
    return f"<!-- grader rows {' '.join(pins)} -->" if pins else ""


def read_pins(body: str) -> dict[tuple[int, int, str], str]:
    """Read such a line of our own comment: (comment, row as typed, `Decision.cell`) → key.

    It stands before everything that a team has written; further down a student's words could look like it.
    """
    found = _PINS.fullmatch(_pin_line(body))
    parts = (re.split("[:=]", pin) for pin in found[1].split()) if found else ()
    cells = ((comment, *where.partition("/")[::2], key) for comment, where, key in parts)
    return {(int(comment), int(row), cell): key for comment, row, cell, key in cells}


def keep_pins(body: str, earlier: str) -> str:
    """Take the line over from an earlier comment into one that was written without a look at the thread and so has none."""
    first, _, rest = body.partition("\n")
    return body if read_pins(body) or not read_pins(earlier) else f"{first}\n\n{_pin_line(earlier)}\n{rest}"


def _pin_line(body: str) -> str:
    ours = (line for line in body.replace("\r\n", "\n").split("\n") if line.strip() and not line.startswith((">", "<!-- grader head=")))
    return next(ours, "").rstrip()
