"""Which job may hold what: rules that the linters do not know."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import Any

import pytest
import yaml

from grader.cli.ci import STEPS
from grader.course import load_course
from tests.cli.support import ROOT
from tests.workflows.runner import INSTALLS, WORKFLOWS

FILES = {path.name: yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in sorted(WORKFLOWS.glob("*.yml"))}
JOBS = {f"{name}:{key}": job for name, workflow in FILES.items() for key, job in workflow["jobs"].items()}
OURS = {name: job for name, job in JOBS.items() if not name.startswith("ci.yml")}


def uses(job: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]


def writes(job: dict[str, Any]) -> bool:
    return "write" in job["permissions"].values()


@pytest.mark.parametrize("name", FILES)
def test_a_workflow_grants_nothing_and_runs_once_at_a_time(name: str) -> None:
    assert FILES[name]["permissions"] == {}
    assert FILES[name]["concurrency"]["group"]


@pytest.mark.parametrize("name", JOBS)
def test_a_job_says_its_rights_and_ends(name: str) -> None:
    job = JOBS[name]
    assert isinstance(job["permissions"], dict)
    assert 0 < int(job["timeout-minutes"]) <= 120
    for step in job["steps"]:
        assert "uses" not in step or re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step["uses"])
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("name", JOBS)
def test_only_the_default_branch_is_checked_out_and_leaves_no_token(name: str) -> None:
    (checkout,) = uses(JOBS[name], "actions/checkout")
    assert checkout["with"] == {"persist-credentials": "false"}


@pytest.mark.parametrize("name", OURS)
def test_a_step_is_one_call_of_ours_after_an_install_by_the_lock(name: str) -> None:
    install, *calls = [step["run"] for step in OURS[name]["steps"] if "run" in step]
    assert install in INSTALLS
    for call in calls:
        assert re.fullmatch(r'grader ci [a-z]+( --[a-z]+ "\$[A-Z_]+(/work|/parts)?")*', call)
        assert call.split()[2] in STEPS


@pytest.mark.parametrize("name", [name for name, job in JOBS.items() if "self-hosted" in job["runs-on"]])
def test_the_job_that_runs_students_code_has_no_right_and_no_token(name: str) -> None:
    job = JOBS[name]
    assert name == "grade.yml:verify"
    assert job["permissions"] == {}
    assert job["environment"] == {"name": "gpu-verify", "deployment": "false"}
    assert not re.search(r"GITHUB_TOKEN|secrets\.|github\.token", str(job))


@pytest.mark.parametrize("name", [name for name, job in JOBS.items() if writes(job)])
def test_a_job_that_may_write_is_hosted_and_reads_no_artifact(name: str) -> None:
    assert JOBS[name]["runs-on"] == "ubuntu-24.04"
    assert not uses(JOBS[name], "actions/download-artifact")
    assert JOBS[name]["permissions"].get("contents") != "write" or name == "command.yml:merge"


def test_artifacts_are_taken_by_their_number_which_nobody_can_replace() -> None:
    for job in JOBS.values():
        for step in uses(job, "actions/download-artifact"):
            assert set(step["with"]) == {"artifact-ids", "path"}


def test_grading_serves_every_lesson_and_no_other_branch() -> None:
    (pattern,) = FILES["grade.yml"]["on"]["pull_request_target"]["branches"]
    branches = [lesson.branch for lesson in load_course(ROOT / ".github/course.yml").lessons]
    assert all(fnmatch(branch, pattern) for branch in branches)
    assert not fnmatch("main", pattern)


def test_no_workflow_runs_what_a_pull_request_says() -> None:
    assert not any("pull_request" in workflow["on"] or "workflow_run" in workflow["on"] for workflow in FILES.values())


def test_three_reasoned_ignores_and_no_more() -> None:
    text = "".join(path.read_text("utf-8") for path in WORKFLOWS.glob("*.yml"))
    found = re.findall(r"zizmor: ignore\[([\w-]+)\] (\S.{20,})", text)
    assert sorted(rule for rule, _ in found) == ["dangerous-triggers", "dangerous-triggers", "self-hosted-runner"]
    assert text.count("zizmor: ignore") == len(found)
