"""A course so small that a whole grading takes seconds, its pull requests, and the events that GitHub would send."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from grader.demo.course import README, git
from tests.cli.support import HEADER, ROOT
from tests.github_double import Double, File, Pull, State, shapes
from tests.verify.support import DATA, LABELS, LIMITS, MODEL, TASK, THRESHOLD, small_course
from tests.workflows.runner import Run

REPOSITORY, LESSON, TEAM = "course/model-compression", "lesson-3-weights-clusterization", "otters"
HOME = f"submissions/{TEAM}/hw-3"
#: The size is the file that the adapter writes, 1000 bytes, and 18 of JSON; the accuracy is what the threshold gives.
ROW = f"| local:{MODEL} | Кластеризация | 0.00166 MB | – | – | – | – | – | 1.0 |"


def write_course(root: Path, machines: int = 1) -> None:
    """Write the course file and what it names below `root`."""
    small_course(root)
    plain = yaml.safe_load((ROOT / ".github/course.yml").read_text("utf-8"))
    plain |= {
        "models": {MODEL: {"path": "model", "task": TASK}},
        "data": {DATA: {"task": TASK, "calibration": "calibration.parquet", "evaluation": "evaluation.parquet",
                        "input": "image", "label": "label", "labels": list(LABELS)}},
        "limits": msgspec.to_builtins(LIMITS),
        "machines": machines,
        "measuring": {"threads": 1, "examples": 10, "least": 10, "warm_up": 2, "block": 2, "starts": 1},
    }  # fmt: skip
    (root / ".github").mkdir()
    (root / ".github/course.yml").write_text(yaml.safe_dump(plain, allow_unicode=True), "utf-8")
    (root / "README.md").write_text(README.format(header=HEADER), "utf-8")


class Scene:
    """A course's repository on a server, forks of it, and a double that knows its pull requests."""

    def __init__(self, directory: Path, machines: int = 1) -> None:
        self.directory, self.server = directory, directory / "server"
        self.bare = self.server / f"{REPOSITORY}.git"
        self.bare.mkdir(parents=True)
        git(self.bare, "init", "--quiet", "--bare", "--initial-branch=main")
        git(self.bare, "config", "uploadpack.allowAnySHA1InWant", "true")  # as GitHub's server has it
        seed = directory / "seed"
        git(directory, "clone", "--quiet", str(self.bare), str(seed))
        write_course(seed, machines)
        self._commit(seed, "Open the course")
        git(seed, "push", "--quiet", "origin", "HEAD:main", f"HEAD:{LESSON}")
        self.double = Double(State(repository=REPOSITORY, git=str(self.bare)))
        self._runs = 0

    def fork(self, number: int) -> Path:
        return self.directory / f"fork-{number}"

    def write(self, number: int, files: Mapping[str, str | bytes]) -> None:
        for name, text in files.items():
            path = self.fork(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def open(self, number: int = 1, *, title: str = f"{TEAM} HW-3", row: str = ROW, files: Mapping[str, str | bytes] | None = None) -> Pull:
        """Fork the lesson branch, put a row and its code there, open a pull request; `files` stand instead of the code."""
        git(self.directory, "clone", "--quiet", "--branch", LESSON, str(self.bare), str(self.fork(number)))
        manifest = (
            f"team: {TEAM}\nhomework: 3\ntask: {TASK}\ndata: {DATA}\nrows:\n"
            f"  - model: local:{MODEL}\n    method: clustering\n    code: threshold.py\n"
        )
        code = {f"{HOME}/submission.yml": manifest, f"{HOME}/threshold.py": THRESHOLD.read_text("utf-8")}
        self.write(number, {"README.md": self.readme(number, row), **(code if files is None else files)})
        base = git(self.fork(number), "rev-parse", "HEAD")
        pull = Pull(number=number, title=title, author="student", base=LESSON, base_sha=base, head_sha=base)
        self.double.state.pulls.append(pull)
        self.push(number)
        pull.earlier_heads.clear()
        return pull

    def readme(self, number: int, row: str) -> str:
        text = (self.fork(number) / "README.md").read_text("utf-8")
        last = [line for line in text.splitlines() if line.startswith("|")][-1]
        return text.replace(last, f"{last}\n{row}")

    def push(self, number: int = 1, *, force: bool = False) -> None:
        """Commit what lies in the fork and push it, as another history of the same work with `force`."""
        fork, pull = self.fork(number), self.double.state.pull(number)
        git(fork, "add", "--all")
        git(fork, "commit", "--quiet", "--allow-empty", *(["--amend"] if force else []), "--message", f"Work {self.double.state.next_id()}")
        git(fork, "push", "--quiet", "--force", str(self.bare), f"HEAD:refs/pull/{number}/head")
        self.double.state.push(number, git(fork, "rev-parse", "HEAD"), list(self._files(fork, pull.base_sha)))

    def _files(self, fork: Path, base: str) -> list[File]:
        names = git(fork, "diff", "--name-only", base, "HEAD").splitlines()
        diffs = {name: git(fork, "diff", base, "HEAD", "--", name) for name in names[:20]}  # GitHub leaves the patch out of the rest
        return [File(filename=name, patch=diff[diff.index("@@") :] if "@@" in (diff := diffs.get(name, "")) else None) for name in names]

    def event(self, number: int = 1, action: str = "opened", **more: Any) -> dict[str, Any]:
        pull = self.double.state.pull(number)
        shown = {"action": action, "number": number, "pull_request": shapes.pull(self.double.state, pull)}
        return {**shown, **({"before": pull.earlier_heads[-1]} if action == "synchronize" else {}), **more}

    def grade(self, event: dict[str, Any] | None = None, *, dead: str = "", before: Mapping[str, Callable[[], None]] | None = None) -> Run:
        """Run grade.yml, by default for the first pull request as it was opened."""
        event = event or self.event()
        return self.run("grade.yml", "workflow_dispatch" if "inputs" in event else "pull_request_target", event, dead=dead, before=before)

    def run(
        self, workflow: str, name: str, event: dict[str, Any], *, dead: str = "", before: Mapping[str, Callable[[], None]] | None = None
    ) -> Run:
        self._runs += 1
        run = Run(
            workflow=workflow, event_name=name, event=event, number=self._runs, double=self.double, repository=REPOSITORY,
            server=self.server, directory=self.directory / "runs" / str(self._runs), dead=frozenset({dead} - {""}), before=before or {},
        )  # fmt: skip
        self.double.state.runs[str(self._runs)] = "completed"
        return run

    def _commit(self, directory: Path, message: str) -> None:
        subprocess.run(["git", "-C", str(directory), "add", "--all"], check=True)
        git(directory, "commit", "--quiet", "--message", message)
