"""Run the bench and print its table: `python -m tests.truth`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace

from grader.core.run import Ending, Runs
from grader.core.verdict import Outcome
from grader.course import Course, load_course
from grader.verify.machine import this_machine
from grader.verify.tasks import TASKS
from tests.truth.adapters import CHEATS, ORIGINAL
from tests.truth.judging import ROWS, Tally, held, proved
from tests.truth.scene import ROOT, run

MEASURED = "How often honest numbers are accused, and tampered ones missed"
FATES = ("caught", "missed", "within", "other meaning", "not judged")


def main(arguments: list[str]) -> int:
    """Run all tasks; return 0 if nobody honest was accused and all that could be caught was."""
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description=f"{MEASURED}.")
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="only these (default: all)")
    parser.add_argument("--runs", type=int, default=3, help="how often each honest submission is verified (default: 3)")
    parser.add_argument("--examples", type=int, help="timed examples per start (default: as the course says)")
    options = parser.parse_args(arguments)
    course = load_course(ROOT / ".github/course.yml")
    if options.examples:
        course = replace(
            course, measuring=replace(course.measuring, examples=options.examples, least=min(options.examples, course.measuring.least))
        )
    machine = this_machine(course.measuring)
    print(f"{machine.cpu}, {machine.cores} cores, {machine.system}, load {os.getloadavg()[0]:.1f}\n")
    whole = Tally()
    for task in options.tasks or TASKS:
        whole.add(of_task(course, task, options.runs))
    print("\nall tasks")
    tell(whole)
    caught, of = whole.caught
    cheats = all(set(outcomes) <= {Outcome.OFF} for name, outcomes in whole.methods.items() if not name.startswith("honest"))
    return 0 if not whole.honest[Outcome.OFF] and caught >= 0.99 * of and cheats else 1


def of_task(course: Course, task: str, times: int) -> Tally:
    """Verify the honest submission so many times and the cheating one once, and judge all of it."""
    began = time.monotonic()
    runs = [finished(run(course, task, ROWS).runs) for _ in range(times)]
    tally = held(course, task, runs)
    for each in runs:
        tally.add(proved(course, task, ROWS, each))
    cheating = (ORIGINAL, *CHEATS)
    tally.add(proved(course, task, cheating, finished(run(course, task, cheating).runs)))
    print(f"{task}: {times} honest runs and a cheating one, {time.monotonic() - began:.0f} s")
    tell(tally)
    sys.stdout.flush()
    return tally


def finished(runs: Runs) -> Runs:
    """Say at once where a row did not run to its end: what follows would count nothing of it."""
    for row in runs.rows:
        if row.end.ending is not Ending.DONE:
            print(f"  row {row.row} ended: {row.end.ending} {dict(row.end.facts)}\n{row.end.log}", file=sys.stderr)
    return runs


def tell(tally: Tally) -> None:
    """Print a tally."""
    cells = sum(tally.honest.values())
    print(f"  {cells} honest cells: " + ", ".join(f"{count} {outcome}" for outcome, count in tally.honest.most_common()))
    for accused in tally.accused:
        print(f"    ACCUSED {accused}")
    print(f"  {'tampered':28}" + "".join(f"{fate:>15}" for fate in FATES))
    for name, counts in tally.tampered.items():
        print(f"  {name:28}" + "".join(f"{counts[fate]:>15}" for fate in FATES))
    caught, of = tally.caught
    print(f"  beyond the printed bounds: {caught} of {of} caught" + (f" ({100 * caught / of:.1f} %)" if of else ""))
    for name, outcomes in tally.methods.items():
        print(f"  method, {name:44} " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
