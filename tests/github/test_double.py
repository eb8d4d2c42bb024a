"""The double must be strict, or the tests that lean on it prove nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.github.post import post
from grader.github.pygithub import PyGitHub
from tests.github.conftest import HURRY, REPOSITORY, pull, review
from tests.github_double import Double, State, answers, trim

ROOT = Path(__file__).parent.parent.parent
PATH = f"/repos/{REPOSITORY}"


@pytest.fixture
def strict() -> Double:
    return Double(State(repository=REPOSITORY, pulls=[pull()]))


def ask(double: Double, method: str, path: str, body: Any = None, **headers: str) -> int:
    known = {"Authorization": "token double", "X-GitHub-Api-Version": "2022-11-28"}
    return double.handle(method, PATH + path, {**known, **headers}, body).status


@pytest.mark.parametrize(
    ("method", "path", "body", "breach"),
    [
        ("PUT", "/pulls/7/merge", {}, "not an operation that the bot may use"),
        ("POST", "/issues/7/comments", {"text": "x"}, "'body' is a required property"),
        ("POST", "/issues/7/comments", {"body": "x", "pin": True}, "unknown field 'pin'"),
        ("POST", "/issues/7/comments", None, "must have a body"),
        ("GET", "/issues/7/comments?per-page=100", None, "unknown query parameter 'per-page'"),
        ("POST", "/pulls/7/reviews", {"event": "PRAISE", "body": "x"}, "'PRAISE' is not one of"),
        ("POST", "/issues/7/labels", [1], "not valid under any of the given schemas"),
    ],
)
def test_what_breaks_githubs_description_is_kept(strict: Double, method: str, path: str, body: Any, breach: str) -> None:
    assert ask(strict, method, path, body) in (404, 422)
    assert breach in strict.breaches[0]


def test_document_examples_and_answers_know_the_same_operations() -> None:
    folder = ROOT / "tests" / "github_double"
    document = json.loads((folder / "openapi.json").read_text("utf-8"))
    described = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    examples = json.loads((folder / "examples.json").read_text("utf-8"))
    assert described == set(trim.OPERATIONS) == set(answers.OPERATIONS)
    assert set(examples) == {name for name, status in trim.OPERATIONS.items() if status}


def test_an_unpinned_version_is_kept(strict: Double) -> None:
    ask(strict, "GET", "/pulls/7", **{"X-GitHub-Api-Version": ""})
    assert "not pinned" in strict.breaches[0]


@pytest.mark.parametrize(
    ("review", "status"),
    [
        ({"event": "COMMENT", "body": "x", "comments": [{"path": "README.md", "line": 12, "body": "y"}]}, 200),
        ({"event": "COMMENT", "body": "x", "comments": [{"path": "README.md", "line": 9, "body": "y"}]}, 422),
        ({"event": "COMMENT", "body": "x", "comments": [{"path": "README.md", "line": 14, "body": "y"}]}, 422),
        ({"event": "COMMENT", "body": "x", "comments": [{"path": "model.bin", "line": 1, "body": "y"}]}, 422),
        ({"event": "COMMENT", "body": ""}, 422),
        ({"event": "APPROVE", "body": "x"}, 422),
    ],
)
def test_reviews_are_taken_as_github_takes_them(strict: Double, review: dict[str, Any], status: int) -> None:
    assert ask(strict, "POST", "/pulls/7/reviews", review) == status
    assert len(strict.state.pull(7).reviews) == (status == 200)
    assert strict.breaches == []


def test_a_check_on_an_unknown_commit_is_refused(strict: Double) -> None:
    assert ask(strict, "POST", "/check-runs", {"name": "grader", "head_sha": "f" * 40, "status": "queued"}) == 422


def test_it_runs_as_a_process_and_shows_what_was_posted(tmp_path: Path) -> None:
    (tmp_path / "seed.json").write_bytes(msgspec.json.encode(State(repository=REPOSITORY, pulls=[pull()])))
    port_file = tmp_path / "port"
    argv = [sys.executable, "-m", "tests.github_double", "--port-file", str(port_file), "--state", str(tmp_path)]
    with subprocess.Popen(argv, cwd=ROOT) as process:
        try:
            deadline = time.monotonic() + 60
            while not port_file.exists() and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            url = f"http://127.0.0.1:{port_file.read_text().strip()}"
            with PyGitHub(REPOSITORY, "double", url=url, pace=HURRY) as github:
                post(review(), github, run=5)
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    posted = json.loads((tmp_path / "posted.json").read_text("utf-8"))
    assert "test double" in posted["notice"]
    assert posted["breaches"] == []
    assert posted["pulls"][0]["comments"][0]["body"].endswith("all cells hold")
    assert posted["check_runs"][0]["sent"]["conclusion"] == "success"
