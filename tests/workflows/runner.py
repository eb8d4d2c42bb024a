"""Run a workflow as GitHub would: jobs by their needs, steps in a process of their own, told by GitHub's variables alone.

What GitHub's own actions do is done here; `pip install` is not run, but it must be that of the checkout's own lock.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.cli.support import ROOT
from tests.github_double import Double
from tests.workflows.expressions import STATUS, evaluate, fill

WORKFLOWS = ROOT / ".github/workflows"
INSTALLS = ("python -m pip install -c constraints.txt .", "python -m pip install -c constraints.txt '.[verify]'")


@dataclass(slots=True, kw_only=True)
class Job:
    """How a job ended, what it handed on, what its steps printed, and its requests to GitHub."""

    result: str
    outputs: dict[str, str] = field(default_factory=dict)
    said: str = ""
    calls: list[str] = field(default_factory=list)
    summary: str = ""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of a workflow in a course's repository `server`, against a double."""

    workflow: str
    event_name: str
    event: Mapping[str, Any]
    number: int
    double: Double
    repository: str
    server: Path
    directory: Path
    dead: frozenset[str] = frozenset()
    before: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    artifacts: dict[str, Path] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True)
        (self.directory / "event.json").write_text(json.dumps(self.event))
        described = yaml.load((WORKFLOWS / self.workflow).read_text("utf-8"), yaml.BaseLoader)
        left = dict(described["jobs"])
        while left:
            name = next(name for name, job in left.items() if set(_needs(job)) <= set(self.jobs))
            self.before.get(name, lambda: None)()
            self.jobs[name] = self._job(name, left.pop(name))

    @property
    def calls(self) -> list[str]:
        return [call for job in self.jobs.values() for call in job.calls]

    def _context(self, job: Mapping[str, Any]) -> dict[str, Any]:
        needs = {name: {"result": self.jobs[name].result, "outputs": self.jobs[name].outputs} for name in _needs(job)}
        github = {"event": self.event, "token": self.double.token, "repository": self.repository, "run_id": self.number}
        return {"github": github, "inputs": self.event.get("inputs", {}), "needs": needs}

    def _job(self, name: str, job: Mapping[str, Any]) -> Job:
        context, condition = self._context(job), job.get("if", "")
        if not STATUS.search(condition) and any(self.jobs[need].result != "success" for need in _needs(job)):
            return Job(result="skipped")
        if condition and not evaluate(condition, context):
            return Job(result="skipped")
        if "strategy" not in job:
            return self._leg(name, job, context)
        (dimension, expression), *others = job["strategy"]["matrix"].items()
        assert not others
        legs = [
            self._leg(f"{name}:{index}", job, context | {"matrix": {dimension: value}, "strategy": {"job-index": index}})
            for index, value in enumerate(evaluate(expression, context))
        ]
        return _together(legs)

    def _leg(self, name: str, job: Mapping[str, Any], context: dict[str, Any]) -> Job:
        """Run a job, or one of those that a matrix makes of it: `verify:0`, `verify:1`."""
        if {name, name.partition(":")[0]} & self.dead:
            return Job(result="failure")
        self.double.permissions = {scope.replace("-", "_"): right for scope, right in job["permissions"].items()}
        place = self.directory / name.replace(":", "-")
        (place / "temp").mkdir(parents=True)
        context |= {"steps": {}, "runner": {"temp": str(place / "temp")}}
        done, asked = Job(result="success"), len(self.double.exchanges)
        for index, step in enumerate(job["steps"]):
            condition = step.get("if", "")
            if (done.result != "success" and not STATUS.search(condition)) or (condition and not evaluate(condition, context)):
                continue
            outputs = self._action(step, context, place) if "uses" in step else self._run(step, index, context, place, done)
            context["steps"][step.get("id", f"step-{index}")] = {"outputs": outputs}
        done.outputs = {key: fill(value, context) for key, value in job.get("outputs", {}).items()}
        done.calls = [exchange.operation for exchange in self.double.exchanges[asked:]]
        return done

    def _action(self, step: Mapping[str, Any], context: Mapping[str, Any], place: Path) -> dict[str, str]:
        action, given = step["uses"].partition("@")[0], {key: fill(value, context) for key, value in step.get("with", {}).items()}
        match action:
            case "actions/checkout":
                bare = self.server / f"{self.repository}.git"
                subprocess.run(["git", "clone", "--quiet", "--branch", "main", str(bare), str(place / "checkout")], check=True)
            case "actions/upload-artifact":
                number = str(len(self.artifacts) + 1)
                assert given["name"] not in self.names, "an artifact cannot be written over"
                found = [path for path in map(Path, given["path"].split()) if path.exists()]
                if not found:
                    assert given["if-no-files-found"] == "ignore"
                    return {}
                self.names[given["name"]] = number
                self.artifacts[number] = self.directory / f"artifact-{number}"
                for path in map(Path, given["path"].split()):
                    if path.is_dir():
                        shutil.copytree(path, self.artifacts[number], dirs_exist_ok=True)
                    elif path.exists():
                        self.artifacts[number].mkdir(exist_ok=True)
                        shutil.copy(path, self.artifacts[number])
                return {"artifact-id": number}
            case "actions/download-artifact":
                numbers = [number.strip() for number in given["artifact-ids"].split(",") if number.strip()]
                assert numbers, "no valid artifact IDs"
                several = {number: name for name, number in self.names.items()} if len(numbers) > 1 else {}
                for number in numbers:  # of several, each gets a directory of its name
                    shutil.copytree(self.artifacts[number], Path(given["path"]) / several.get(number, ""), dirs_exist_ok=True)
            case _:
                assert action == "actions/setup-python"
        return {}

    def _run(self, step: Mapping[str, Any], index: int, context: Mapping[str, Any], place: Path, done: Job) -> dict[str, str]:
        if "pip install" in step["run"]:
            assert step["run"] in INSTALLS
            return {}
        output, summary = place / f"output-{index}", place / f"summary-{index}"
        output.touch()
        summary.touch()
        given = {name: fill(value, context) for name, value in step.get("env", {}).items()}
        variables = {
            "PATH": f"{shim(self.directory.parent)}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error",
            "LANG": "C.UTF-8", "GITHUB_ACTIONS": "true", "GITHUB_API_URL": self.double.url, "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(self.directory / "event.json"), "GITHUB_OUTPUT": str(output), "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": self.repository, "GITHUB_RUN_ATTEMPT": "1", "GITHUB_RUN_ID": str(self.number),
            "GITHUB_SERVER_URL": self.server.as_uri(), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(place / "temp"),
        }  # fmt: skip
        assert not set(given) & set(variables)
        shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        ended = subprocess.run(shell, cwd=place / "checkout", env={**variables, **given}, capture_output=True, text=True, check=False)
        done.said += f"$ {step['run']}\n{ended.stdout}{ended.stderr}"
        done.summary += summary.read_text("utf-8")
        if ended.returncode:
            done.result = "failure"
        words = (line.partition("=") for line in output.read_text("utf-8").splitlines())
        return {name: value for name, _, value in words}


def _together(legs: list[Job]) -> Job:
    """What other jobs see of a matrix: what one leg leaves empty is another's (docs: "Using job outputs in a matrix job")."""
    outputs = {name: value for leg in legs for name, value in leg.outputs.items() if value}
    return Job(
        result="success" if all(leg.result == "success" for leg in legs) else "failure",
        outputs=outputs,
        said="".join(leg.said for leg in legs),
        calls=[call for leg in legs for call in leg.calls],
    )


def _needs(job: Mapping[str, Any]) -> list[str]:
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else list(needs)


def shim(directory: Path) -> Path:
    """Write the program `grader` that the steps call; see `quick.py`."""
    programs = directory / "programs"
    if not programs.exists():
        programs.mkdir()
        (programs / "grader").write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.workflows.quick "$@"\n')
        (programs / "grader").chmod(0o755)
    return programs
