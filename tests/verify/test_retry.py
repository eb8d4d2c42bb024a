"""A failure of ours is tried once more, and nothing that was measured is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from grader.core.run import Ending, Phase
from tests.verify.support import THRESHOLD, Grading, adapter, check, measured

HONEST = THRESHOLD.read_text("utf-8")
BWRAP, SED = shutil.which("bwrap"), shutil.which("sed")


@pytest.fixture
def broken_times(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A bubblewrap that looks into the returned file, box by box: `pass` starts it, `fail` does not, and the end starts all."""
    with TemporaryDirectory(prefix="grader-test-") as name:
        directory = Path(name)
        directory.chmod(0o777)  # bubblewrap is not started as root
        script, left = directory / "bwrap", directory / "left"
        script.write_text(
            f"""#!/bin/sh
case "$1" in --version) exec {BWRAP} --version;; esac
read -r next < {left} || exec {BWRAP} "$@"
{SED} -i 1d {left}  # by its path: the environment is empty
[ "$next" = pass ] && exec {BWRAP} "$@"
echo "the disk of the runner is full" >&2
exit 1
"""
        )
        script.chmod(0o755)
        left.touch()
        left.chmod(0o666)
        monkeypatch.setenv("GRADER_BWRAP", str(script))
        yield left


@pytest.mark.sandbox
def test_a_sandbox_that_fails_once_costs_nothing_but_the_time(grading: Grading, broken_times: Path) -> None:
    broken_times.write_text("fail\n")
    [run] = grading.rows(HONEST).runs.rows
    assert run.end.ending is Ending.DONE
    assert run.before is not None
    assert (run.before.ending, run.before.phase, run.before.log) == (Ending.SANDBOX_UNAVAILABLE, Phase.BUILD, "")
    assert "the disk of the runner is full" in str(run.before.facts["detail"]), "the operator is told"
    assert broken_times.read_text() == ""


@pytest.mark.sandbox
@pytest.mark.parametrize("boxes", [1, 2, 3])
def test_wherever_it_fails(boxes: int, grading: Grading, broken_times: Path) -> None:
    """In the candidate, the original, the echo: no box is special."""
    broken_times.write_text("pass\n" * boxes + "fail\n")
    [run] = grading.rows(HONEST).runs.rows
    assert run.end.ending is Ending.DONE
    assert run.before is not None


@pytest.mark.sandbox
def test_a_row_is_not_tried_a_third_time(grading: Grading, broken_times: Path) -> None:
    broken_times.write_text("fail\nfail\n")
    failed, whole = grading.rows(HONEST, HONEST).runs.rows
    assert failed.end.ending is Ending.SANDBOX_UNAVAILABLE
    assert failed.before is not None
    assert (whole.end.ending, whole.before) == (Ending.DONE, None), "the next row is run as if nothing had been"


@pytest.mark.sandbox
def test_of_two_failures_the_one_that_got_further_is_kept(grading: Grading, broken_times: Path) -> None:
    broken_times.write_text("pass\nfail\nfail\n")
    [run] = grading.rows(HONEST).runs.rows
    assert (run.end.ending, run.end.phase) == (Ending.SANDBOX_UNAVAILABLE, Phase.LOAD)
    assert len(measured(run)) == 3, "the sizes are known from the first run"


@pytest.mark.sandbox
def test_what_a_team_does_wrong_is_not_tried_again(grading: Grading) -> None:
    [run] = grading.rows(adapter(load="raise ValueError")).runs.rows
    assert (run.end.ending, run.before) == (Ending.RAISED, None)


@pytest.mark.sandbox
def test_what_the_second_run_shows_to_be_theirs_is_theirs(grading: Grading, broken_times: Path) -> None:
    broken_times.write_text("fail\n")
    [run] = grading.rows(adapter(load="raise ValueError")).runs.rows
    assert run.end.ending is Ending.RAISED
    assert run.before is not None


@pytest.mark.sandbox
def test_a_retried_row_can_be_written_down(grading: Grading, broken_times: Path) -> None:
    broken_times.write_text("fail\n")
    runs = grading.rows(HONEST).runs
    assert runs.rows[0].before
    check(replace(runs, rows=runs.rows * 3))
