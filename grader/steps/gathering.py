"""Gathering: the evidence of all machines and the card that was made of it, in one bundle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from grader.core.errors import ArtifactError
from grader.core.run import Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.course import Course
from grader.course.kept import encode_course
from grader.steps.evidence import COURSE, JUDGED_BY
from grader.steps.files import CARD, DECISIONS, EVIDENCE, RUNS, SUBMISSION
from grader.wire import artifact
from grader.wire.bundle import Bundle, pack, read_bundle


def gather_evidence(work: Path, parts: Iterable[Path], course: Course) -> Path:
    """Put the bundles of several machines, each about its own rows, and what was judged by them into one; return its path.

    submission.json, runs.json, card.json and, if it is there, decisions.json are taken from `work`, where hosted jobs have checked
    them. Of the machines' own bundles only samples, logs and the course count, and the environment of the first.

    Raises:
        NotABundle: a part is no bundle.
        ArtifactError: a part is of another submission, a file cannot be read, or everything together is too large.
    """
    submission = artifact.encode(artifact.read(Submission, work / SUBMISSION))
    members: dict[str, bytes] = {}
    bundles: list[Bundle] = []
    for path in sorted(parts):
        bundle = read_bundle(path)
        if bundle.members.get(SUBMISSION) != submission:
            raise ArtifactError(f"{path} is of another submission")
        members |= {name: data for name, data in bundle.members.items() if name not in members}
        bundles.append(bundle)
    if not bundles:
        raise ArtifactError("no machine has left any evidence")
    members[SUBMISSION] = submission
    artifact.read(Runs, work / RUNS)
    artifact.read(Card, work / CARD)
    members |= {name: (work / name).read_bytes() for name in (RUNS, CARD)}
    if (work / DECISIONS).exists():
        members[DECISIONS] = (work / DECISIONS).read_bytes()
    if (judged_by := encode_course(course)) != members.get(COURSE):
        members[JUDGED_BY] = judged_by
    artifact.write_atomically(work / EVIDENCE, pack(replace(bundles[0], members=members)))
    return work / EVIDENCE
