"""How a run ended: every ending is somebody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.audit import Audit
from grader.core.measurement import Machine, Measurement, Parts
from grader.core.words import Fact


class Owner(StrEnum):
    """Who has to act when a run did not end well."""

    NOBODY = "nobody"
    THEIRS = "theirs"
    OURS = "ours"


class Phase(StrEnum):
    """The part of a run in which it ended."""

    PLAN = "plan"
    BUILD = "build"
    FREEZE = "freeze"
    LOAD = "load"
    INFER = "infer"


class Ending(StrEnum):
    """The ways a run can end; the value is the code that `grader explain` knows."""

    DONE = "done"
    # the team's
    IMPORT_FAILED = "import-failed"
    PACKAGE_MISSING = "package-missing"
    FUNCTION_MISSING = "function-missing"
    WRONG_SIGNATURE = "wrong-signature"
    RAISED = "adapter-raised"
    CRASHED = "adapter-crashed"
    EXITED = "adapter-exited"
    TIMED_OUT = "time-limit"
    OUT_OF_MEMORY = "memory-limit"
    TOO_MANY_PROCESSES = "process-limit"
    DISK_FULL = "disk-limit"
    TOO_MUCH_OUTPUT = "output-limit"
    SPOKE_UNASKED = "unasked-reply"
    WRONG_REPLY = "wrong-reply"
    WRONG_PREDICTION = "wrong-prediction"
    WRONG_COUNT = "wrong-count"
    LOOKS_AHEAD = "looks-ahead"
    GPU_BUSY = "gpu-busy"
    ARTIFACT_EMPTY = "artifact-empty"
    ARTIFACT_TOO_LARGE = "artifact-too-large"
    ARTIFACT_SPARSE = "artifact-sparse"
    ARTIFACT_LINK = "artifact-link"
    ARTIFACT_HARD_LINK = "artifact-hard-link"
    ARTIFACT_SPECIAL = "artifact-special-file"
    ARTIFACT_NAME = "artifact-file-name"
    ARTIFACT_TWINS = "artifact-name-twins"
    ARTIFACT_TOO_MANY = "artifact-too-many-files"
    ARTIFACT_TOO_DEEP = "artifact-too-deep"
    ARTIFACT_ATTRIBUTES = "artifact-attributes"
    ARTIFACT_UNREADABLE = "artifact-unreadable"
    ARTIFACT_GROWING = "artifact-still-growing"
    # ours
    SANDBOX_UNAVAILABLE = "sandbox-unavailable"
    ORIGINAL_FAILED = "original-failed"
    MODEL_UNAVAILABLE = "model-unavailable"
    DATA_UNAVAILABLE = "data-unavailable"
    DATA_UNREADABLE = "data-unreadable"
    HUB_VANISHED = "hub-vanished"
    HUB_REVISION = "hub-revision-vanished"
    HUB_GATED = "hub-gated"
    HUB_NOT_ALLOWED = "hub-not-allowed"
    HUB_TOO_LARGE = "hub-too-large"
    HUB_PICKLES = "hub-only-pickles"
    HUB_NO_WEIGHTS = "hub-without-weights"
    NOT_MEASURED = "not-measured"
    RUNTIME_ABSENT = "runtime-absent"
    SUPERVISOR_FAILED = "supervisor-failed"
    UNKILLABLE = "unkillable"
    RUNNER_LOST = "runner-lost"

    @property
    def owner(self) -> Owner:
        """Who has to act."""
        if self is Ending.DONE:
            return Owner.NOBODY
        return Owner.OURS if self in _OURS else Owner.THEIRS


_OURS = {
    Ending.SANDBOX_UNAVAILABLE,
    Ending.ORIGINAL_FAILED,
    Ending.MODEL_UNAVAILABLE,
    Ending.DATA_UNAVAILABLE,
    Ending.DATA_UNREADABLE,
    Ending.HUB_VANISHED,
    Ending.HUB_REVISION,
    Ending.HUB_GATED,
    Ending.HUB_NOT_ALLOWED,
    Ending.HUB_TOO_LARGE,
    Ending.HUB_PICKLES,
    Ending.HUB_NO_WEIGHTS,
    Ending.NOT_MEASURED,
    Ending.RUNTIME_ABSENT,
    Ending.SUPERVISOR_FAILED,
    Ending.UNKILLABLE,
    Ending.RUNNER_LOST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnd:
    """How and where a run ended; `log` is the tail of what the program printed, shown but never believed."""

    ending: Ending
    phase: Phase
    facts: Mapping[str, Fact] = field(default_factory=dict)
    log: str = ""


class Disturbance(StrEnum):
    """What took the processor from a measuring, the plainest cause first; the value is the code of the reason that words it."""

    STOLEN = "unsteady-stolen"
    QUOTA = "unsteady-quota"
    THROTTLED = "unsteady-throttled"
    LOAD = "unsteady-load"
    WAITING = "unsteady-waiting"
    ECHO = "unsteady-echo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A reason not to hold our own times against anybody, with the figures of the worst start.

    `percent` is the share that was taken, of the processor or of the time as the disturbance's words say.
    """

    code: Disturbance
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRun:
    """The run of one row of the submission: its end, what was measured until then, and why a measuring may be doubted.

    `row` is the index into `Submission.rows`. `before` is how an earlier run of the row ended by a failure of ours, after
    which it was run again. `audit` says whether the artifact shows the claimed method; the original is not audited. `machine` is
    where it ran, if not on that of the runs; `commit` the earlier commit at which it was measured, with the same code. `parts` hold
    the public part of the evaluation set against the private one, where there is one.
    """

    row: int
    end: RunEnd
    measurements: tuple[Measurement, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    seconds: float = 0.0
    before: RunEnd | None = None
    audit: Audit | None = None
    parts: tuple[Parts, ...] = ()
    machine: Machine | None = None
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """All runs of one submission at one commit; `machine` is the one of every row that names no other."""

    version: int = 1
    head_sha: str
    machine: Machine
    rows: tuple[RowRun, ...] = ()
