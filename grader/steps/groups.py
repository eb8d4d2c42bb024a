"""Which rows of a submission go to which machine: the plan of a matrix of jobs, and what its jobs report together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from grader.core.errors import ArtifactError, BadInput
from grader.core.measurement import NO_MACHINE, Machine
from grader.core.run import RowRun, Runs
from grader.core.submission import Submission
from grader.wire import artifact
from grader.wire.packed import unpack

#: As many jobs as `grade.yml` has outputs for, and `machines` of the course file may say.
MOST = 8

Group = tuple[int, ...]


def to_be_run(submission: Submission) -> list[int]:
    """Return the indices of the rows that have code to run."""
    return [index for index, row in enumerate(submission.rows) if row.manifest is not None and not row.not_applicable]


def row_groups(submission: Submission, known: Collection[int], machines: int) -> tuple[Group, ...]:
    """Divide the rows that are to be run and not `known` among machines; the same input gives the same groups.

    A row is one job's with all that it takes, its original included. Rows of one model stay together, since that model is loaded
    for each group anew, as long as no machine gets more than its even share by it.
    """
    manifest = submission.manifest
    left = [index for index in to_be_run(submission) if index not in known]
    if manifest is None or not left:
        return ()
    of_model: dict[str, list[int]] = defaultdict(list)
    for index in left:
        of_model[manifest.rows[submission.rows[index].manifest or 0].model].append(index)
    share = ceil(len(left) / min(machines, MOST, len(left)))
    parts = [rows[at : at + share] for rows in of_model.values() for at in range(0, len(rows), share)]
    groups: list[list[int]] = [[] for _ in range(min(machines, MOST, len(parts)))]
    for part in sorted(parts, key=len, reverse=True):
        min(groups, key=len).extend(part)
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def write_groups(groups: Iterable[Group]) -> str:
    """Write groups as the matrix of a job: JSON, a list of words such as `0,2`."""
    return json.dumps([",".join(map(str, group)) for group in groups], separators=(",", ":"))


def read_group(word: str) -> Group:
    """Read one group.

    Raises:
        BadInput: it is none.
    """
    parts = word.split(",") if word else []
    if not all(part.isdecimal() and len(part) < 6 for part in parts):
        raise BadInput("the group", f"{word[:80]!r} is no list of rows", code="group")
    return tuple(map(int, parts))


def read_groups(text: str) -> tuple[Group, ...]:
    """Read what `write_groups` wrote; nothing is no group.

    Raises:
        BadInput: it is something else.
    """
    try:
        words = json.loads(text) if text else []
    except (ValueError, RecursionError) as error:
        raise BadInput("the groups", str(error), code="group") from error
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise BadInput("the groups", "are no list of words", code="group")
    return tuple(map(read_group, words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What several jobs reported: the runs of their rows, the machine of those that name no other, and what was wrong."""

    machine: Machine
    rows: tuple[RowRun, ...]
    faults: tuple[str, ...] = ()


def unpack_runs(packed: str) -> Runs:
    """Read runs from one word.

    Raises:
        ArtifactError: they are too large, or break their schema.
    """
    return artifact.decode(Runs, unpack(packed, artifact.ARTIFACTS[Runs][1], "the report"), "the report")


def join(reports: Sequence[tuple[str, Collection[int]]], head_sha: str) -> Joined:
    """Join packed runs, each with the rows that its job was given; what it says of other rows or another commit does not count."""
    rows: dict[int, RowRun] = {}
    first: Machine | None = None
    faults: list[str] = []
    for packed, given in reports:
        try:
            runs = unpack_runs(packed) if packed else None
        except ArtifactError as error:
            faults.append(str(error)[:300])
            continue
        if runs is None or runs.head_sha != head_sha:
            continue
        for run in runs.rows:
            if run.row in given and run.row not in rows:
                ran_on = run.machine or runs.machine
                first = first or ran_on
                rows[run.row] = replace(run, machine=None if ran_on == first else ran_on)
    return Joined(machine=first or NO_MACHINE, rows=tuple(rows[row] for row in sorted(rows)), faults=tuple(faults))
