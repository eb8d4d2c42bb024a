from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def minor() -> int:
    """The N of /dev/nvidiaN."""
    return int(os.environ.get("GRADER_GPU", "0"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("gpu") and not Path("/dev/nvidiactl").exists():
        pytest.skip("there is no NVIDIA GPU here")
