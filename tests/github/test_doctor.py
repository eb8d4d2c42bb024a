"""`grader doctor --github`, over the double: each line good, less or bad, with the command that mends it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.core.finding import Finding, Grade
from grader.core.words import Language, catalogue
from grader.github.doctor import ENTRIES, examine
from grader.github.pygithub import PyGitHub
from tests.cli.support import Done, hurried
from tests.github.conftest import HURRY, REPOSITORY
from tests.github_double import Double, State, shapes

BRANCHES, LABELS = ("lesson-1-intro", "lesson-2"), ("grader: verified", "grader: differs")
PROTECTION = {"allow_force_pushes": {"enabled": False}}
RUNNER = {
    "id": 1,
    "name": "box",
    "os": "linux",
    "status": "online",
    "busy": False,
    "labels": [{"name": "self-hosted"}, {"name": "gpu-jit"}],
}


def well_set_up() -> dict[str, Any]:
    workflow = shapes.setting("actions/list-repo-workflows")["workflows"][0]
    files = [{**workflow, "path": f".github/workflows/{name}.yml", "state": "active"} for name in ("grade", "command", "sweep", "ci")]
    environment = shapes.setting("repos/get-environment")
    environment["deployment_branch_policy"] = {"protected_branches": False, "custom_branch_policies": True}
    policy = {"id": 1, "node_id": "x", "name": "main"}
    return {
        "repos/get": {**shapes.setting("repos/get"), "default_branch": "main", "private": False},
        "actions/list-repo-workflows": {"total_count": len(files), "workflows": files},
        "actions/get-fork-pr-contributor-approval-permissions-repository": {"approval_policy": "all_external_contributors"},
        "actions/get-github-actions-default-workflow-permissions-repository": {
            "default_workflow_permissions": "read", "can_approve_pull_request_reviews": False,
        },
        "actions/list-self-hosted-runners-for-repo": {"total_count": 1, "runners": [RUNNER]},
        "issues/list-labels-for-repo": [{**shapes.label(name), "description": ""} for name in LABELS],
        "repos/get-branch-protection": PROTECTION,
        "repos/get-environment": environment,
        "repos/list-deployment-branch-policies": {"total_count": 1, "branch_policies": [policy]},
    }  # fmt: skip


@pytest.fixture
def double() -> Iterator[Double]:
    with Double(State(repository=REPOSITORY, settings=well_set_up()), permissions={"administration": "write"}) as double:
        yield double
    assert double.breaches == []


def look(double: Double) -> dict[str, Finding]:
    with PyGitHub(REPOSITORY, double.token, url=double.url, pace=HURRY) as github:
        findings = examine(REPOSITORY, BRANCHES, LABELS, github)
    for finding in findings:
        for language in Language:
            assert catalogue(*ENTRIES)[finding.code].say(finding.facts, language, str)
        assert (finding.command is None) == (finding.grade is Grade.GOOD)
    return {finding.code: finding for finding in findings}


def test_a_repository_that_is_well_set_up(double: Double) -> None:
    found = look(double)
    assert {code for code, finding in found.items() if finding.grade is not Grade.GOOD} == {"events-unseen"}
    assert found["events-unseen"].command == f"gh api repos/{REPOSITORY}/actions/policies"
    assert set(double.calls()) == set(double.calls("GET"))


UNGUARDED = {**well_set_up()["repos/get-environment"], "protection_rules": []}
APPROVAL = "actions/get-fork-pr-contributor-approval-permissions-repository"
RIGHTS = "actions/get-github-actions-default-workflow-permissions-repository"
RUNNERS = "actions/list-self-hosted-runners-for-repo"


@pytest.mark.parametrize(
    ("operation", "answer", "code", "grade", "command"),
    [
        ("repos/get-environment", None, "environment-missing", "bad", "--method PUT"),
        ("repos/get-environment", UNGUARDED, "environment-open", "less", "gh browse"),
        ("repos/list-deployment-branch-policies", {"total_count": 0, "branch_policies": []}, "environment-any-branch", "less", "name=main"),
        ("actions/list-repo-workflows", {"total_count": 0, "workflows": []}, "workflow-missing", "bad", "git push"),
        (RUNNERS, {"total_count": 1, "runners": [{**RUNNER, "status": "offline"}]}, "runner-absent", "bad", "ops/runner.sh"),
        (APPROVAL, {"approval_policy": "first_time_contributors"}, "approval-loose", "less", "all_external_contributors"),
        (RIGHTS, {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": False}, "rights-wide", "less", "=read"),
        ("issues/list-labels-for-repo", [], "labels-missing", "less", "gh label create 'grader: verified'"),
        ("repos/get-branch-protection main", None, "branch-unprotected", "less", "gh browse"),
        ("repos/get-branch-protection lesson-2", {"lock_branch": {"enabled": True}}, "branch-locked", "bad", "lesson-2/protection/lock"),
    ],
)  # fmt: skip
def test_what_lacks_is_said_with_its_command(double: Double, operation: str, answer: Any, code: str, grade: str, command: str) -> None:
    double.state.settings[operation] = answer
    found = look(double)
    assert found[code].grade == grade
    assert command in str(found[code].command)


def test_a_workflow_that_github_has_switched_off(double: Double) -> None:
    double.state.settings["actions/list-repo-workflows"]["workflows"][2]["state"] = "disabled_inactivity"
    assert look(double)["workflow-off"].facts == {"name": "sweep.yml", "state": "disabled_inactivity"}


def test_without_administrator_rights_it_says_what_it_cannot_see(double: Double) -> None:
    double.permissions = {}
    found = look(double)
    assert found["setting-hidden"].grade is Grade.LESS
    assert "gh auth token" in str(found["setting-hidden"].command)
    assert "workflows-active" in found


def test_a_private_repository_needs_no_event_policy(double: Double) -> None:
    double.state.settings["repos/get"]["private"] = True
    assert look(double)["events-private"].grade is Grade.GOOD


def command(double: Double, directory: Path, *more: str, repository: str = REPOSITORY, token: str = "double") -> Done:
    return hurried("doctor", "--github", repository, *more, cwd=directory, GITHUB_API_URL=double.url, GITHUB_TOKEN=token, GH_TOKEN="")


def test_the_command(double: Double, tmp_path: Path) -> None:
    done = command(double, tmp_path)
    assert done.status == 0, done
    assert "! the event policy has to be looked at by you" in done.out
    assert "The repository is ready" in done.out
    double.state.settings["repos/get-environment"] = None
    done = command(double, tmp_path, "--json")
    assert done.status == 1
    assert {"environment-missing"} <= {finding["code"] for finding in json.loads(done.out)["findings"]}
    assert command(double, tmp_path, repository="course/none").status == 1
    assert "gh auth token" in command(double, tmp_path, token="").err
