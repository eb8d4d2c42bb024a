"""`python -m tests.attacks`: the attacks and the guards as tables, in the mode of this user and, for root, without any right.

Each line has what was expected, what came of it, and the seconds it took.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.attacks.catalogue import ABSENT, ELSEWHERE, LEFT, NUMBERS, number_of
from tests.verify.sandbox.modes import ROOT, unprivileged

GUARDS = ("tests/verify/sandbox/test_guards.py", "tests/attacks/test_guards.py")
ATTACKS = tuple(
    f"tests/attacks/test_{group}.py" for group in ("escape", "network", "resources", "forging", "timing", "quality", "artifact")
)


class Collector:
    """A plugin that keeps what each test expected, what came of it, and how long it took."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the end of a test; a skip is told in its setup or its call."""
        if report.when != "call" and report.passed:
            return
        told = dict(report.user_properties)
        kept = {name: told.get(name) for name in ("expected", "got", "after")}
        self.lines.append({"test": report.nodeid, "outcome": report.outcome, "seconds": report.duration, **kept})
        print(f"\r{len(self.lines):4} tests", end="", file=sys.stderr, flush=True)


def collect(directory: Path) -> list[dict[str, object]]:
    """Run all of them in this mode."""
    os.chdir(ROOT)
    collector = Collector()
    tests = [*ATTACKS, *GUARDS, *sorted({test for tests in ELSEWHERE.values() for test in tests})]
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        pytest.main(["-q", "-p", "no:cacheprovider", f"--basetemp={directory}/t", *tests], plugins=[collector])
    print(file=sys.stderr)
    return collector.lines


def attack_lines(lines: list[dict[str, object]]) -> list[str]:
    """The table of attacks: number, what is tried, expected, got, seconds."""
    by_test = {str(line["test"]): line for line in lines}
    table = []
    for number in NUMBERS:
        tests = [test for test in by_test if number_of(test) == number] + [test for test in ELSEWHERE.get(number, ()) if test in by_test]
        table += [_line(number, by_test[test]) for test in tests]
        if reason := ABSENT.get(number) or LEFT.get(number):
            table.append(f"{number:4}{'not tried' if number in ABSENT else 'left'}: {reason}")
    return table


def _line(number: str, line: dict[str, object]) -> str:
    name = str(line["test"]).partition("::")[2]
    expected = line["expected"] or "as the test says"
    got = line["got"] or {"passed": "as the test says", "skipped": "not on this machine"}.get(str(line["outcome"]), "FAILED")
    mark = "" if line["outcome"] != "failed" else "  << FAILED"
    return f"{number:4}{name[:92]:94}{expected!s:40.40}  {got!s:28.28}{float(str(line['seconds'])):6.2f} s{mark}"


def guard_lines(lines: list[dict[str, object]]) -> list[str]:
    """The table of guards: what is left out, and whether the prize was got then."""
    table = []
    for line in lines:
        if str(line["test"]).partition("::")[0] not in GUARDS or "[" not in str(line["test"]):
            continue
        name = str(line["test"]).partition("[")[2][:-1]
        if not isinstance(line["got"], dict):
            table.append(f"{name:36}{'not on this machine' if line['outcome'] == 'skipped' else 'FAILED'}")
            continue
        for left_out, won in line["got"].items():
            said = f"without {left_out}" if left_out else "with it"
            prize = "the prize" if won else f"nothing: {line['after']}" if left_out and line["after"] else "nothing"
            table.append(f"{name:36}{said:58}{prize:12}{float(str(line['seconds'])):6.2f} s {line['outcome']}")
    return table


def show(mode: str, lines: list[dict[str, object]], seconds: float) -> None:
    """Print both tables of one mode."""
    counts = {outcome: sum(line["outcome"] == outcome for line in lines) for outcome in ("passed", "failed", "skipped")}
    print(f"\n== Attacks, {mode} ==\n", *attack_lines(lines), f"\n== Guards, {mode} ==\n", *guard_lines(lines), sep="\n")
    print(f"\n{mode}: {counts}, {seconds:.0f} s")


def main(arguments: list[str]) -> int:
    """Run here, and where the user is root once more without any right."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="grader-test-") as name:
        directory = Path(name)
        directory.chmod(0o777)
        lines = collect(directory)
        if arguments:
            Path(arguments[0]).write_text(json.dumps(lines))
            return 0
        show("as root" if os.geteuid() == 0 else "without any right", lines, time.monotonic() - began)
        if os.geteuid() == 0:
            began, file = time.monotonic(), directory / "lines.json"
            done = unprivileged(["-B", "-m", "tests.attacks", str(file)], directory)
            if not file.exists():
                print(done.stdout, done.stderr, sep="\n")
                return 1
            more = json.loads(file.read_text())
            show("without any right", more, time.monotonic() - began)
            lines = lines + more
    return int(any(line["outcome"] == "failed" for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
