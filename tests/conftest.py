from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from grader.core.errors import SandboxUnavailable
from grader.verify.sandbox import Policy, Sandbox

# The same examples in every run of CI: a change is judged by what it changed. Everywhere else new ones are tried each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

#: What a test takes, by its first mark of these, in seconds or so.
GUESSES = (("alone", 0.0), ("slow", 10.0), ("sandbox", 0.5))


@cache
def why_no_sandbox() -> str:
    try:
        with Sandbox(["/usr/bin/true"], policy=Policy(wall_seconds=10)) as box:
            return "" if box.wait().exit_code == 0 else "a first box did not end well"
    except SandboxUnavailable as error:
        return f"{error} ({error.hint})"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("sandbox") is None:
        return
    if (reason := why_no_sandbox()) and os.environ.get("GRADER_SANDBOX_MUST_WORK") != "1":
        pytest.skip(reason)
    elif reason:
        pytest.fail(f"GRADER_SANDBOX_MUST_WORK=1, but: {reason}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where files are dealt out to several processes, those that take long come first: nobody waits for a last long one."""
    if not hasattr(config, "workerinput"):
        return
    seconds: dict[Path, float] = {}
    for item in items:
        guess = next((guess for mark, guess in GUESSES if item.get_closest_marker(mark)), 0.01)
        seconds[item.path] = seconds.get(item.path, 0.0) + guess
    items.sort(key=lambda item: -seconds[item.path])
