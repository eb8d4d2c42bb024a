from __future__ import annotations

from pathlib import Path

import pytest

from grader.demo import course as made
from tests.cli.support import HEADER, ROOT, ROWS


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """A student's working copy with an honest submission of four rows, not yet committed."""
    server, target = tmp_path / "server", tmp_path / "fork"
    bare = made.found_course(ROOT, server, HEADER, ROOT / ".github/course.yml")
    made.fork(bare, target, ROOT / "submissions/examples/ml_masters/hw-3")
    made.add_rows(target, list(ROWS))
    return target
