"""Run the steps as the workflow would: one process each, told about the pull request by GitHub's variables alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.core.errors import GraderError
from grader.demo.course import REPOSITORY

STEPS = ("intake", "verify", "judge", "review", "post")
TOKEN = "double"  # noqa: S105 - the one that the double accepts


@contextmanager
def github_double(checkout: Path, directory: Path, seed: str) -> Iterator[str]:
    """Run the GitHub double of the test suite as a process; yield its address. It leaves posted.json behind.

    Raises:
        GraderError: it does not come up, or an exchange broke GitHub's own description of its interface.
    """
    directory.mkdir(parents=True)
    (directory / "seed.json").write_text(seed, "utf-8")
    port = directory / "port"
    command = [sys.executable, "-m", "tests.github_double", "--port-file", str(port), "--state", str(directory), "--token", TOKEN]
    with subprocess.Popen(command, cwd=checkout) as double:
        try:
            deadline = time.monotonic() + 30
            while not port.exists():
                if double.poll() is not None or time.monotonic() > deadline:
                    raise GraderError("the GitHub double did not come up")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port.read_text().strip()}"
        finally:
            double.terminate()
            status = double.wait(timeout=30)
    if status != 0:
        raise GraderError("an exchange with the double broke GitHub's description; its messages are above")


def run_step(step: str, work: Path, checkout: Path, event: Path, server: Path, api: str) -> None:
    """Run one step in a process of its own.

    Raises:
        GraderError: it failed.
    """
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TERM", "VIRTUAL_ENV") if name in os.environ},
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": api,
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(work.parent / "github-output"),
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_RUN_ID": "1",
        "GITHUB_SERVER_URL": server.as_uri(),
    }
    if step in ("intake", "post"):  # the job that runs students' code has no token
        environment["GITHUB_TOKEN"] = TOKEN
    done = subprocess.run([sys.executable, "-m", "grader", "ci", step, "--work", str(work)], cwd=checkout, env=environment, check=False)
    if done.returncode != 0:
        raise GraderError(f"the step {step} ended with status {done.returncode}")
