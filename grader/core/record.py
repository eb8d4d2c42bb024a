"""What a lesson branch keeps of a submission: the rows that were verified, and the README with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.decision import Decision
from grader.core.identity import Identity, identity
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.table import Method
from grader.core.verdict import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """A verified row: the README `line` exactly as merged, and what was found at the commit `head_sha`.

    `outcomes` are what counts for each claimed metric and `proof` what counts for the method, decisions included; `measured` is
    in the canonical unit of the metric.
    """

    model: str
    method: Method
    method_text: str
    line: str
    head_sha: str
    outcomes: Mapping[Metric, Outcome] = field(default_factory=dict)
    measured: Mapping[Metric, float] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    proof: Outcome = Outcome.NOT_CHECKABLE

    @property
    def key(self) -> Identity:
        """What tells this row from the others of the same team and homework."""
        return identity(self.model, self.method, self.method_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All verified rows of one team's homework, in the order of their merging.

    `pull_request`, its `author` and `head_sha` are those of the last merge. `files` are what came with it: path below the record's
    own directory → name of the git blob.
    """

    version: int = 1
    team: str
    homework: int
    pull_request: int
    author: str = ""
    head_sha: str
    rows: tuple[RecordRow, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What merging meets on the branch (None: no such file), and the files that would come with it, as in `Record.files`.

    `landed` says that GitHub's own button has merged the pull request, or that we have: its lines may stand there already.
    """

    readme: bytes | None
    record: bytes | None
    files: Mapping[str, str]
    landed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A row that is not merged, and why; `name` is what the team called it, `line` its 1-based line of their README."""

    name: str
    line: int | None
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the branch should hold: the two files, the names of the rows that stand in them, the rows that do not, stale files.

    `stale` are files below the record's directory that an earlier merge brought and this submission no longer has.
    """

    readme: bytes
    record: bytes | None
    rows: tuple[str, ...]
    left: tuple[Left, ...] = ()
    stale: tuple[str, ...] = ()
