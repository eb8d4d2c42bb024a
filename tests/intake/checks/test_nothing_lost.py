"""A fault in one row or cell has its own message and outcome, and nothing else is lost by it: from the README to the verdicts."""

from __future__ import annotations

import pytest

from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Kind, Metric
from grader.core.outcome import Outcome
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.judge.judge import judge
from tests.intake.handed_in import BASE_README, CLUSTERED, HEADER, ORIGINAL, HandedIn, course

DEFINITIONS = {
    Kind.SIZE: Definition.FOLDER,
    Kind.TIME: Definition.PER_EXAMPLE,
    Kind.MEMORY: Definition.RESIDENT,
    Kind.QUALITY: Definition.EVALUATION,
}
TRUE = {Metric.SIZE_MB: 0.14, Metric.GZ_MB: 0.11, Metric.RAM_MB: 25.9, Metric.ACCURACY: 0.9675}
SIXTEEN = CLUSTERED.replace("32 кластера", "16 кластеров")


def judged(handed: HandedIn) -> tuple[Submission, Card]:
    """Take in, and judge by measurements that say what the clustered row of a good submission says."""
    submission = handed.taken_in()
    found = tuple(
        Measurement.exact(metric, Definition.GZIP if metric is Metric.GZ_MB else DEFINITIONS[metric.kind], value)
        for metric, value in TRUE.items()
    )
    rows = tuple(
        RowRun(row=index, end=RunEnd(ending=Ending.DONE, phase=Phase.INFER), measurements=found)
        for index, row in enumerate(submission.rows)
        if row.manifest == 1
    )
    machine = Machine(cpu="Lantern 9", cores=2, memory_mb=1000, system="Linux")
    return submission, judge(submission, Runs(head_sha=submission.pull_request.head_sha, machine=machine, rows=rows), course())


def outcomes(card: Card, index: int) -> dict[str, tuple[Outcome, str]]:
    verdicts = card.rows[index].verdicts
    return {verdict.metric.value: (verdict.outcome, verdict.reason.code) for verdict in verdicts if verdict.claim}


FINE = {name: (Outcome.CONFIRMED, code) for name, code in (("gz_mb", "size-fits-gzip"), ("accuracy", "quality-fits"))}


@pytest.mark.parametrize(
    ("old", "new", "codes", "cell"),
    [
        # a metric that the task does not have
        ("0.9675 |", "WER 0.12, accuracy 0.9675 |", set(), {"wer": (Outcome.NOT_CHECKABLE, "metric-not-measured")}),
        # a number that cannot be read
        ("25.9", "много", {"number-unreadable"}, {}),
        ("25.9", "1,024", {"number-ambiguous"}, {}),
        # a unit that no memory has
        ("25.9", "25.9 ms", {"unit-foreign"}, {}),
    ],
)
def test_a_fault_of_one_cell_stays_in_it(old: str, new: str, codes: set[str], cell: dict[str, tuple[Outcome, str]]) -> None:
    submission, card = judged(HandedIn(readme=(CLUSTERED, CLUSTERED.replace(old, new))))
    assert codes <= {problem.code for problem in submission.problems} <= codes | {"row-form"}
    found = outcomes(card, 1)
    assert cell.items() <= found.items()
    assert FINE.items() <= found.items()
    assert found["size_mb"][0] is Outcome.CONFIRMED
    assert ("ram_mb" in found) == (not codes)


@pytest.mark.parametrize(
    ("header", "code", "claimed"),
    [
        ("Использование RAM", "unit-missing", True),  # read as the course writes it, and said to be
        ("Размер весов", "unit-unclear", False),  # 0.14 may be gigabytes: no guess is made
    ],
)
def test_a_claim_without_a_unit_has_its_own_message(header: str, code: str, claimed: bool) -> None:
    own = f"{BASE_README}\n## Наши результаты\n\n{HEADER.replace(f'{header} (MB)', header)}{ORIGINAL}{CLUSTERED}"
    submission, card = judged(HandedIn(change={"README.md": own.encode()}))
    assert {problem.code for problem in submission.problems} <= {code, "row-form"}
    found = outcomes(card, 1)
    assert FINE.items() <= found.items()
    assert {"size_mb", "ram_mb"} - found.keys() == (set() if claimed else {"size_mb"})
    assert found["ram_mb"] == (Outcome.CONFIRMED, "memory-fits-resident")


def test_rows_that_contradict_each_other_for_one_manifest_entry_are_not_checked_and_the_others_are() -> None:
    handed = HandedIn(manifest=("    params: {clusters: 32}\n", ""), readme=(CLUSTERED, CLUSTERED + SIXTEEN))
    submission, card = judged(handed)
    (problem,) = [problem for problem in submission.problems if problem.code == "row-shares-manifest"]
    assert "16 кластеров" in str(problem.facts["rows"])
    assert [row.manifest for row in submission.rows] == [0, None, None]
    for index in (1, 2):
        assert set(outcomes(card, index).values()) == {(Outcome.NOT_CHECKABLE, "row-not-in-manifest")}
    assert {code for _, code in outcomes(card, 0).values()} == {"not-run"}


def test_one_row_told_twice_is_checked_twice_and_merged_once() -> None:
    submission, card = judged(HandedIn(readme=(CLUSTERED, CLUSTERED + CLUSTERED.replace("0.14", "0.15"))))
    assert "row-twice" in {problem.code for problem in submission.problems}
    assert [row.manifest for row in submission.rows] == [0, 1, 1]
    assert outcomes(card, 1)["size_mb"][0] is Outcome.CONFIRMED
    assert outcomes(card, 2)["size_mb"] == (Outcome.OFF, "size-off-folder")
    assert FINE.items() <= outcomes(card, 2).items()


def test_rows_for_two_devices_share_their_manifest_entry() -> None:
    other = CLUSTERED.replace("0.14 | 0.11 | 1.35 | - | 25.9 | -", "- | - | - | 0.4 | - | 120")
    submission, _ = judged(HandedIn(readme=(ORIGINAL + CLUSTERED, ORIGINAL + CLUSTERED + other)))
    assert [row.manifest for row in submission.rows] == [0, 1, 1]
    assert not {"row-shares-manifest", "row-twice"} & {problem.code for problem in submission.problems}
