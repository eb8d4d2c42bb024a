"""From event to posted review, step by step as the workflow does, for pull requests that cannot all be run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.demo import course as made
from grader.steps import CARD, REVIEW_TEXT, RUNS
from tests.cli.support import ROWS, Done, hurried
from tests.github_double.server import Double
from tests.github_double.state import State

EVENT_STEPS = ("intake", "judge", "review", "post")


class Flow:
    """A course repository with one pull request, and the double that it is posted to."""

    def __init__(self, fork: Path, tmp_path: Path) -> None:
        self.bare = tmp_path / "server" / f"{made.REPOSITORY}.git"
        self.server, self.work, self.event = tmp_path / "server", tmp_path / "work", tmp_path / "event.json"
        self.commits = made.open_pull_request(fork, self.bare)
        self.event.write_text(made.event(self.commits), "utf-8")
        self.runner = tmp_path / "runner"
        made.git(self.server, "clone", "--quiet", "--branch", "main", str(self.bare), str(self.runner))
        self.double = Double(msgspec.json.decode(made.seed(fork, self.commits), type=State))

    def step(self, name: str, **environment: str) -> Done:
        variables = {
            "GITHUB_EVENT_PATH": str(self.event), "GITHUB_OUTPUT": str(self.work.parent / "output"), "GITHUB_API_URL": self.double.url,
            "GITHUB_REPOSITORY": made.REPOSITORY, "GITHUB_SERVER_URL": self.server.as_uri(), "GITHUB_TOKEN": self.double.token,
            "GITHUB_RUN_ID": "1", **environment,
        }  # fmt: skip
        return hurried("ci", name, "--work", self.work, cwd=self.runner, **variables)

    def steps(self, *names: str) -> None:
        for name in names:
            done = self.step(name)
            assert done.status == 0, (name, done)

    @property
    def card(self) -> dict[str, object]:
        card: dict[str, object] = json.loads((self.work / CARD).read_bytes())
        return card


@pytest.fixture
def flow(fork: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flow]:
    change = getattr(request, "param", None)
    if change:
        change(fork)
    flow = Flow(fork, tmp_path)
    with flow.double:
        yield flow
    assert flow.double.breaches == []


def without_manifest(fork: Path) -> None:
    (fork / made.SUBMISSION / "submission.yml").unlink()


def with_bomb(fork: Path) -> None:
    (fork / made.SUBMISSION / "submission.yml").write_text("a: &a [x]\nb: [*a, *a]\n", "utf-8")


def without_rows(fork: Path) -> None:
    readme = (fork / "README.md").read_text("utf-8")
    (fork / "README.md").write_text(readme.replace("\n".join(ROWS) + "\n", ""), "utf-8")


def test_before_the_runner_has_run_the_review_says_so(flow: Flow) -> None:
    flow.steps(*EVENT_STEPS)
    assert "verify=true" in (flow.work.parent / "output").read_text()
    pull = flow.double.state.pulls[0]
    assert len(pull.comments) == 1
    assert [check.sent["head_sha"] for check in flow.double.state.check_runs] == [flow.commits["head"]]
    assert set((flow.work / "code").iterdir()) == {flow.work / "code" / name for name in ("clustering.py", "pruning.py", "int8.py")}


@pytest.mark.parametrize(
    ("flow", "code", "conclusion"),
    [
        (without_manifest, "manifest-missing", "action_required"),
        (with_bomb, "manifest-alias", "action_required"),
        (without_rows, "rows-missing", "action_required"),
    ],
    indirect=["flow"],
)
def test_what_cannot_be_run_is_reviewed_all_the_same(flow: Flow, code: str, conclusion: str) -> None:
    flow.steps(*EVENT_STEPS)
    assert "verify=false" in (flow.work.parent / "output").read_text()
    assert code in {problem["code"] for problem in flow.card["problems"]}  # type: ignore[attr-defined]
    assert flow.double.state.check_runs[0].sent["conclusion"] == conclusion
    assert not (flow.work / RUNS).exists()


def in_seconds(fork: Path) -> None:
    readme = (fork / "README.md").read_text("utf-8")
    (fork / "README.md").write_text(readme.replace("| 6.5 ms |", "| 0.0065 s |"), "utf-8")


@pytest.mark.parametrize("flow", [in_seconds], indirect=True)
def test_a_row_in_other_units_gets_a_suggestion_on_its_line(flow: Flow) -> None:
    flow.steps("intake", "judge", "review")
    comments = json.loads((flow.work / "review.json").read_bytes())["comments"]
    assert [f"```suggestion\n{ROWS[3]}\n```" in comment["body"] for comment in comments] == [True]


def test_each_step_can_be_replayed_alone(flow: Flow) -> None:
    flow.steps(*EVENT_STEPS)
    before = {name: (flow.work / name).read_bytes() for name in (CARD, REVIEW_TEXT)}
    flow.steps("judge", "review", "post")
    assert {name: (flow.work / name).read_bytes() for name in before} == before
    assert len(flow.double.state.pulls[0].comments) == 1


def test_a_head_that_has_moved_on_is_left_to_the_newer_event(flow: Flow, fork: Path) -> None:
    (fork / "README.md").write_text((fork / "README.md").read_text("utf-8") + "\nMore.\n", "utf-8")
    made.open_pull_request(fork, flow.bare)
    done = flow.step("intake")
    assert done.status == 0
    assert "moved on" in done.out
    assert "grade=false" in (flow.work.parent / "output").read_text()
    assert not flow.work.exists()


@pytest.mark.parametrize("name", ["submission.json", "card.json"])
def test_a_forged_artifact_is_refused(flow: Flow, name: str) -> None:
    flow.steps("intake", "judge")
    file = flow.work / name
    forged = json.loads(file.read_bytes())
    forged["rows"][0]["verdict"] = "confirmed"
    file.write_text(json.dumps(forged), "utf-8")
    done = flow.step("judge" if name == "submission.json" else "review")
    assert done.status == 3
    assert name in done.err


def test_runs_larger_than_a_job_output_are_refused(flow: Flow) -> None:
    flow.steps("intake")
    (flow.work / RUNS).write_bytes(b" " * (64 << 10) + b"{}")
    done = flow.step("judge")
    assert done.status == 3
    assert "65536" in done.err


def test_posting_without_a_token_says_which_variable(flow: Flow) -> None:
    flow.steps("intake", "judge", "review")
    done = flow.step("post", GITHUB_TOKEN="")
    assert done.status == 3
    assert "GITHUB_TOKEN" in done.err
