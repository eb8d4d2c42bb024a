"""Which machine gets which rows, and what they report together."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.core.measurement import NO_MACHINE, Machine
from grader.core.metric import Metric
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Submission
from grader.steps.groups import MOST, Group, join, read_group, read_groups, row_groups, to_be_run, write_groups
from grader.wire import artifact
from grader.wire.packed import pack
from tests.judge.build import claim, row, submission

HEAD = "1" * 40
ONE, OTHER = (Machine(cpu=name, cores=2, memory_mb=8000, system="Linux") for name in ("one", "other"))
DONE = RunEnd(ending=Ending.DONE, phase=Phase.INFER)


def handed_in(*models: str) -> Submission:
    """Rows in the order of the manifest, each of a model."""
    found = submission(*(row(claim(Metric.SIZE_MB, "5.0"), model=model, manifest=index) for index, model in enumerate(models)))
    assert found.manifest
    entries = tuple(replace(found.manifest.rows[0], model=model) for model in models)
    return replace(found, manifest=replace(found.manifest, rows=entries))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=20), st.integers(1, MOST), st.sets(st.integers(0, 19)))
def test_every_row_is_one_machine_s_and_none_has_more_than_twice_its_share(models: list[str], machines: int, known: set[int]) -> None:
    handed = handed_in(*models)
    groups = row_groups(handed, known, machines)
    assert sorted(row for group in groups for row in group) == [row for row in to_be_run(handed) if row not in known]
    assert len(groups) <= machines
    assert all(groups)
    share = -(-sum(map(len, groups)) // machines)
    assert all(len(group) <= 2 * share for group in groups)
    assert groups == row_groups(handed, known, machines)


@pytest.mark.parametrize(
    ("models", "machines", "groups"),
    [
        ("aabb", 1, ((0, 1, 2, 3),)),
        ("aabb", 2, ((0, 1), (2, 3))),
        ("abab", 2, ((0, 2), (1, 3))),
        ("aaaa", 2, ((0, 1), (2, 3))),
        ("aaab", 2, ((0, 1), (2, 3))),
        ("aab", 8, ((0,), (1,), (2,))),
    ],
)
def test_rows_of_a_model_stay_together_as_long_as_no_machine_gets_too_many(models: str, machines: int, groups: tuple[Group, ...]) -> None:
    assert row_groups(handed_in(*models), (), machines) == groups


def test_rows_without_code_to_run_are_nobody_s() -> None:
    handed = handed_in("a", "b")
    rows = (replace(handed.rows[0], manifest=None), replace(handed.rows[1], not_applicable=True))
    assert row_groups(replace(handed, rows=rows), (), 2) == row_groups(replace(handed, manifest=None), (), 2) == ()


def test_groups_pass_between_jobs_as_words() -> None:
    assert write_groups([(0, 2), (1,)]) == '["0,2","1"]'
    assert read_groups('["0,2","1"]') == ((0, 2), (1,))
    assert read_groups("") == read_groups("[]") == ()
    assert read_group("") == ()


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]", '["1;2"]', '["-1"]', '["1234567"]', "[" * 100_000])
def test_what_are_no_groups_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_groups(text)


def report(machine: Machine, *rows: int, head: str = HEAD) -> str:
    return pack(artifact.encode(Runs(head_sha=head, machine=machine, rows=tuple(RowRun(row=row, end=DONE) for row in rows))))


def test_each_machine_speaks_of_its_own_rows_and_is_named_beside_them() -> None:
    joined = join([(report(ONE, 0, 2), {0, 2}), (report(OTHER, 0, 1, 5), {1})], HEAD)
    assert joined.machine == ONE
    assert [(run.row, run.machine) for run in joined.rows] == [(0, None), (1, OTHER), (2, None)]


@pytest.mark.parametrize("garbled", ["", "!!", pack(b"{}"), report(OTHER, 0, head="2" * 40)])
def test_a_report_that_cannot_be_used_takes_no_other_with_it(garbled: str) -> None:
    joined = join([(garbled, {0}), (report(OTHER, 1), {1})], HEAD)
    assert ([run.row for run in joined.rows], joined.machine) == ([1], OTHER)
    assert bool(joined.faults) == (garbled in ("!!", pack(b"{}")))
    assert join([(garbled, {0})], HEAD).machine == NO_MACHINE
