"""The scripts of the grading machine, as far as they run without one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.support import ROOT

ALLOWED = "course/lessons/.github/workflows/grade.yml@refs/heads/main"
SCRIPTS = sorted((ROOT / "ops").glob("*.sh"))


def ask(directory: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    hook = directory / "pre-job.sh"
    shutil.copy(ROOT / "ops/pre-job.sh", hook)
    (directory / "workflow").write_text(f"{ALLOWED}\n")
    return subprocess.run([str(hook)], env={"PATH": "/usr/bin:/bin", **variables}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("event", ["pull_request_target", "workflow_dispatch"])
def test_the_grading_of_this_repository_may_use_the_machine(event: str, tmp_path: Path) -> None:
    assert ask(tmp_path, GITHUB_EVENT_NAME=event, GITHUB_WORKFLOW_REF=ALLOWED).returncode == 0


@pytest.mark.parametrize(
    ("event", "workflow"),
    [
        ("pull_request", ALLOWED),
        ("push", ALLOWED),
        ("", ALLOWED),
        ("workflow_dispatch", ""),
        ("workflow_dispatch", ALLOWED.replace("main", "evil")),
        ("workflow_dispatch", ALLOWED.replace("grade.yml", "own.yml")),
        ("pull_request_target", ALLOWED.replace("course/lessons", "student/lessons")),
        ("pull_request_target", f"{ALLOWED}\n{ALLOWED}"),
    ],
)
def test_anything_else_is_refused_whatever_a_workflow_sets(event: str, workflow: str, tmp_path: Path) -> None:
    forged = {"allowed": workflow, "BASH_ENV": "/nowhere"}
    done = ask(tmp_path, GITHUB_EVENT_NAME=event, GITHUB_WORKFLOW_REF=workflow, **forged)
    assert done.returncode == 1
    assert done.stderr.startswith("refused: ")


def test_without_its_file_the_hook_refuses(tmp_path: Path) -> None:
    shutil.copy(ROOT / "ops/pre-job.sh", tmp_path / "pre-job.sh")
    variables = {"PATH": "/usr/bin:/bin", "GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_WORKFLOW_REF": ALLOWED}
    assert subprocess.run([str(tmp_path / "pre-job.sh")], env=variables, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_scripts_are_programs_that_bash_can_read(script: Path) -> None:
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False).stderr == b""
