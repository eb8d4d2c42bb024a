from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every uid can reach and write: pytest's own lie below one of mode 0700."""
    with tempfile.TemporaryDirectory(prefix="grader-test-") as name:
        directory = Path(name)
        directory.chmod(0o777)
        yield directory
