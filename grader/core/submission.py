"""What one pull request hands in, and what is to be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.metric import Device, Metric
from grader.core.problem import Place, Problem
from grader.core.table import Method
from grader.core.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """The pull request as GitHub's event describes it; the SHAs are 40 hex digits."""

    repository: str
    number: int
    title: str
    author: str
    base_branch: str
    base_sha: str
    head_sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One row of `submission.yml`: which model, which method, and the adapter's file (none for the original).

    `reason` is why the method does not apply.
    """

    model: str
    method: Method
    method_text: str = ""
    revision: str | None = None
    code: str | None = None
    line: int | None = None
    reason: str | None = None

    @property
    def excused(self) -> bool:
        """Whether it says why there is no code."""
        return self.code is None and self.reason is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A `submission.yml` that passed its schema; `lines` are the 1-based lines of its top-level keys."""

    path: str
    team: str
    homework: int
    task: str
    data: str
    rows: tuple[ManifestRow, ...]
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One number that a row claims, in the canonical unit of its metric, and the cell it stands in.

    `written` is the number as typed (its last digit tells how precisely it was meant), `hardware` what the row names.
    """

    metric: Metric
    value: float
    written: str
    place: Place
    device: Device | None = None
    hardware: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedRow:
    """A row of the README table with its claims; `manifest` is the index of the manifest row it belongs to.

    Of a row that is `not_applicable`, `reason` is why, in the words of the table or the manifest.
    """

    model: str | None
    method: Method
    method_text: str
    place: Place
    claims: tuple[Claim, ...] = ()
    manifest: int | None = None
    not_applicable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Everything that intake could say about a pull request without executing any of it.

    `code` maps each file of the submission's directory to the SHA-256 of its bytes. `remarks` are what a careful reader would
    say of the code, the strongest first, and `traces` where the numbers of the rows come from: they teach and decide nothing.
    """

    version: int = 1
    pull_request: PullRequest
    team: str | None
    homework: int | None
    manifest: Manifest | None
    rows: tuple[SubmittedRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    code: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    traces: tuple[Trace, ...] = ()

    @property
    def directory(self) -> str:
        """Where the submission's files live in the repository."""
        return f"submissions/{self.team}/hw-{self.homework}"
