"""Every request of a grading times every way in which it can go wrong: `python -m tests.github.faults` prints the table.

A grading goes through first feedback, review and sweep. One request of it goes wrong once; then the grading is run again, as a person
or the sweep would. What stands afterwards must be what stands where nothing goes wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from grader.core.errors import GitHubError
from grader.core.review import Conclusion, LineComment
from grader.github import sticky
from grader.github.cached import graded_heads, keep, kept
from grader.github.post import post
from grader.github.pygithub import PyGitHub
from grader.github.status import announce
from grader.github.sweep import act, due
from tests.github.conftest import HEAD, HURRY, NEXT, REPOSITORY, pull, review
from tests.github_double import BOT, Answer, Double, Fault, State, bad_gateway, reset, secondary_limit, silence, too_many_requests
from tests.github_double.state import CheckRun

FAULTS: dict[str, Callable[[str, str], Fault]] = {
    "502 before": lambda *at: bad_gateway(*at, after=False),
    "502 after": lambda *at: bad_gateway(*at, after=True),
    "403 slow down": lambda *at: secondary_limit(*at, wait=1),
    "429": lambda *at: too_many_requests(*at, wait=1),
    "time-out": silence,
    "reset": reset,
    "401 expired": lambda method, operation: Fault(method=method, operation=operation, answer=Answer(401, {"message": "Bad credentials"})),
}
OPERATIONS = (
    ("GET", "pulls/list"),
    ("GET", "issues/list-comments"),
    ("GET", "pulls/list-review-comments"),
    ("GET", "pulls/list-files"),
    ("GET", "checks/list-for-ref"),
    ("GET", "actions/get-workflow-run"),
    ("GET", "actions/list-jobs-for-workflow-run"),
    ("GET", "actions/list-workflow-runs"),
    ("POST", "issues/create-comment"),
    ("PATCH", "issues/update-comment"),
    ("DELETE", "issues/delete-comment"),
    ("POST", "pulls/create-review"),
    ("POST", "issues/add-labels"),
    ("DELETE", "issues/remove-label"),
    ("POST", "checks/create"),
    ("PATCH", "checks/update"),
    ("POST", "actions/create-workflow-dispatch"),
)
ON_ROW = LineComment(path="README.md", line=12, body="```suggestion\n| vit | 9 MB |\n```")
OFF_DIFF = LineComment(path="README.md", line=99, body="this row is older than the pull request")
KEY = "f" * 64
_DIED, _RUNS = 8, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of one fault: what the first run said (nothing: it got over it), how often the request was sent, what then stood."""

    said: str
    hint: str
    sent: int
    stands: str
    expected: str


def scene(operation: str) -> Double:
    """Three pull requests: to be graded, whose grading died, whose code runs; one comment stands twice where deleting is tried."""
    pulls, runs = [pull(), pull(_DIED, NEXT), pull(_RUNS, "d" * 40)], {"3": "completed", "4": "in_progress"}
    double = Double(State(repository=REPOSITORY, pulls=pulls, runs=runs, at_work=["4"], now="2026-03-02T10:00:00Z"))
    double.permissions["actions"] = "write"
    for each, run in zip(pulls[1:], runs, strict=True):
        said = {"title": "", "summary": "not yet"}
        sent = {"name": "grader", "head_sha": each.head_sha, "external_id": f"{each.number}/{run}", "status": "queued", "output": said}
        double.state.check_runs.append(CheckRun(id=double.state.next_id(), sent=sent))
        mark = sticky.Mark(head_sha=each.head_sha, run=int(run))
        double.state.comment(each.number, BOT, sticky.compose(mark, "not yet", (), each.head_sha, waiting="https://github.com/run"))
    if operation == "issues/delete-comment":
        for earlier in (1, 2):
            double.state.comment(7, BOT, f"<!-- grader head={HEAD} run={earlier} -->\n\n> ⏳ Числа ещё не проверены")
    double.state.pull(7).labels = ["grader: differs"] if operation == "issues/remove-label" else []
    return double


def grade(double: Double) -> None:
    """Go through a grading as the jobs do."""
    with PyGitHub(REPOSITORY, double.token, url=double.url, pace=replace(HURRY, timeout=1)) as github:
        standing = next(each for each in github.open_pulls("lesson-3") if each.number == 7)
        first = review(conclusion=Conclusion.NEUTRAL, body="nothing is measured yet")
        announce(first, github, run=5, progress="https://github.com/run", standing=standing)
        for head in graded_heads(github, 7):
            kept(github, 7, head, KEY)
        post(review(comments=(ON_ROW, OFF_DIFF)), github, run=5, standing=standing, kept=keep(KEY, "AAAA", {12: 0}))
        for found in due(github, {"lesson-3"}, datetime.now(UTC)):
            act(github, found, "main")


def stands(double: Double) -> str:
    """Tell what stands, without what a repetition may change: numbers, counts of edits, gradings started twice (one is cancelled)."""
    found = double.posted()
    started = sorted({repr((each["workflow"], each["inputs"])) for each in found["dispatches"]})
    text = re.sub(r"issuecomment-\d+", "issuecomment", repr((found["pulls"], found["check_runs"], started)))
    return re.sub(r"'(id|review|edits|updates)': \d+", "", text)


@cache
def undisturbed(operation: str) -> str:
    """Tell what stands where nothing goes wrong."""
    with scene(operation) as calm:
        grade(calm)
    return stands(calm)


def trial(method: str, operation: str, fault: str) -> Trial:
    """Let one request go wrong once."""
    said = hint = ""
    with scene(operation) as double:
        double.faults.append(FAULTS[fault](method, operation))
        try:
            grade(double)
        except GitHubError as error:
            said, hint = str(error), error.hint
        sent = double.calls(method).count(operation)
        assert not double.faults[0].times, "the request was never made"
        double.faults.clear()
        grade(double)
        assert double.breaches == []
        return Trial(said=said, hint=hint, sent=sent, stands=stands(double), expected=undisturbed(operation))


def main() -> None:
    print(f"{'':42}" + "".join(f"{fault:>15}" for fault in FAULTS))
    for method, operation in OPERATIONS:
        cells = []
        for fault in FAULTS:
            done = trial(method, operation, fault)
            cells.append(("again" if done.said else "retried") if done.stands == done.expected else "DIFFERS")
        print(f"{method:6} {operation:35}" + "".join(f"{cell:>15}" for cell in cells), flush=True)
    print("\nretried: the client got over it. again: the run stopped and said what to do; run again, it came to the same end.")


if __name__ == "__main__":
    main()
