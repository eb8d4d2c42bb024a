"""The kernel's counters against loads that are known."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.verify import disturbance
from grader.verify.disturbance import Reading, Tally

SPIN = "import time\nwhile True: pass"


def reading(**seconds: float) -> Reading:
    return Reading(**{"wall": 0.0, "own": 0.0, "busy": 0.0, "stolen": 0.0, "held_back": 0.0, "throttled": 0.0} | seconds)


def test_what_others_took_is_what_is_left_of_the_processors_time() -> None:
    tally = Tally(cores=2)
    tally.add(reading(), reading(wall=10.0, busy=12.0, own=1.0, stolen=0.5), witness_seconds=6.0)
    assert (tally.others, tally.others_share, tally.share(tally.stolen)) == (5.0, 0.25, 0.05)
    tally.add(reading(wall=20.0), reading(wall=30.0, busy=3.0), witness_seconds=4.0)
    assert (tally.others, tally.wall) == (4.0, 20.0), "ticks that were counted too early or too late cancel"


def test_without_turns_nobody_took_anything() -> None:
    assert (Tally().others_share, Tally().share(3.0)) == (0.0, 0.0)


@pytest.mark.alone
def test_a_program_beside_us_is_seen_and_we_are_not() -> None:
    def others(seconds: float) -> float:
        tally, before = Tally(), disturbance.read()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass
        tally.add(before, disturbance.read(), 0.0)
        return tally.others / tally.wall

    alone = min(others(0.3) for _ in range(3))
    with subprocess.Popen([sys.executable, "-c", SPIN]) as burner:
        try:
            time.sleep(0.2)
            beside = max(others(0.3) for _ in range(3))
        finally:
            burner.kill()
    assert beside > min(alone, (os.cpu_count() or 1) - 1) + 0.2


def test_counters_only_grow() -> None:
    one, other = disturbance.read(), disturbance.read()
    for name in Reading.__slots__:
        assert getattr(one, name) <= getattr(other, name)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("usage_usec 9\nnr_periods 7\nnr_throttled 2\nthrottled_usec 1500000\n", 1.5),
        ("nr_periods 7\nnr_throttled 2\nthrottled_time 2500000000\n", 2.5),
        ("usage_usec 9\n", 0.0),
    ],
)
def test_a_quota_is_read_in_both_versions(text: str, seconds: float, tmp_path: Path) -> None:
    (tmp_path / "cpu.stat").write_text(text)
    assert disturbance.held_back_seconds(tmp_path / "cpu.stat") == seconds
    assert disturbance.held_back_seconds(tmp_path / "nowhere") == 0.0


def test_heat_is_the_mean_of_the_processors(tmp_path: Path) -> None:
    for cpu, milliseconds in enumerate((1000, 3000)):
        (tmp_path / f"cpu{cpu}").write_text(f"{milliseconds}\n")
    assert disturbance.throttled_seconds(tmp_path.iterdir()) == 2.0
    assert disturbance.throttled_seconds([]) == 0.0


def test_pressure_is_the_time_in_which_some_task_waited(tmp_path: Path) -> None:
    file = tmp_path / "cpu"
    file.write_text("some avg10=0.83 avg60=0.90 avg300=0.73 total=787102729\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")
    assert disturbance.pressure_seconds(file) == 787.102729
    assert disturbance.pressure_seconds(tmp_path / "nowhere") is None
