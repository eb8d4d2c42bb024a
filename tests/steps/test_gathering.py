"""The evidence of several machines in one bundle; that it replays is shown by `tests/workflows/test_wiring.py`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader import steps
from grader.core.errors import ArtifactError
from grader.core.submission import Submission
from grader.judge.judge import judge
from grader.steps import CARD, RUNS, SUBMISSION
from grader.steps.evidence import COURSE, ENVIRONMENT
from grader.wire import artifact
from grader.wire.bundle import Bundle, NotABundle, pack, read_bundle
from tests.judge.build import COURSE as JUDGED_BY
from tests.judge.build import row, run, runs, submission

HANDED = submission(row(), row(manifest=1))


def part(path: Path, of: Submission, **members: bytes) -> Path:
    path.parent.mkdir(parents=True)
    known = {SUBMISSION: artifact.encode(of), COURSE: b"{}", ENVIRONMENT: path.parent.name.encode()}
    samples = {f"samples/{name.replace('_', '-')}.json": data for name, data in members.items()}
    path.write_bytes(pack(Bundle(grader="1", members={**known, **samples})))
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    measured = runs(run(), run(row=1))
    artifact.write(HANDED, tmp_path / SUBMISSION)
    artifact.write(measured, tmp_path / RUNS)
    artifact.write(judge(HANDED, measured, JUDGED_BY), tmp_path / CARD)
    return tmp_path


def test_samples_of_all_machines_stand_beside_the_card(work: Path) -> None:
    first = part(work / "a" / "evidence.tar.gz", HANDED, row_0=b"0")
    second = part(work / "b" / "evidence.tar.gz", HANDED, row_0=b"forged", row_1=b"1")
    members = read_bundle(steps.gather_evidence(work, [second, first], JUDGED_BY)).members
    assert (members["samples/row-0.json"], members["samples/row-1.json"], members[ENVIRONMENT]) == (b"0", b"1", b"a")
    assert members[CARD] == (work / CARD).read_bytes()
    assert members[RUNS] == (work / RUNS).read_bytes()


def test_what_is_of_something_else_or_nothing_is_refused(work: Path) -> None:
    with pytest.raises(ArtifactError, match="no machine"):
        steps.gather_evidence(work, [], JUDGED_BY)
    other = part(work / "a" / "evidence.tar.gz", replace(HANDED, team="others"))
    with pytest.raises(ArtifactError, match="another submission"):
        steps.gather_evidence(work, [other], JUDGED_BY)
    other.write_bytes(b"no bundle")
    with pytest.raises(NotABundle):
        steps.gather_evidence(work, [other], JUDGED_BY)
