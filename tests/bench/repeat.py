"""Verify and judge the demo's submission again and again (minutes): `python -m tests.bench.repeat [TIMES] [WORK]`.

WORK is the directory that `make demo` left behind (default: demo-out/work). Prints, for every claimed cell, how often each
outcome came, and whether two runs ever disagreed in a cell that neither called `unsteady`.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from grader import steps
from grader.core.verdict import Outcome
from grader.course import load_course

ROOT = Path(__file__).parent.parent.parent


def main(times: int, work: Path) -> int:
    """Repeat; return the number of cells on which steady runs disagreed."""
    course = load_course(ROOT / ".github/course.yml")
    seen: dict[tuple[int, str], Counter[Outcome]] = {}
    for number in range(times):
        start = time.monotonic()
        with TemporaryDirectory(prefix="grader-repeat-") as name:
            own = Path(name)
            shutil.copyfile(work / steps.SUBMISSION, own / steps.SUBMISSION)
            shutil.copytree(work / steps.CODE, own / steps.CODE)
            steps.verify_submission(own, course, steps.Progress())
            card = steps.judge_runs(own, course)
        for row, judged in enumerate(card.rows):
            for verdict in judged.verdicts:
                if verdict.claim:
                    seen.setdefault((row, verdict.metric), Counter())[verdict.outcome] += 1
        print(f"run {number + 1}: {time.monotonic() - start:.0f} s", flush=True)
    for (row, metric), outcomes in sorted(seen.items()):
        print(f"row {row} {metric:12} " + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common()))
    torn = sum(len(outcomes.keys() - {Outcome.UNSTEADY}) > 1 for outcomes in seen.values())
    print(f"{len(seen)} cells, {times} runs; steady runs disagreed in {torn}")
    return torn


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 10, Path(given[1]) if given[1:] else ROOT / "demo-out/work"))
