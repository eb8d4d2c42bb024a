"""What fails on our side is ours, says what it was, and costs the other rows nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.errors import SandboxUnavailable
from grader.core.run import Ending, Owner
from grader.verify.sandbox import Policy, cgroupfs, groups
from tests.verify.sandbox.modes import ROOT
from tests.verify.sandbox.support import as_root
from tests.verify.support import Grading, adapter

pytestmark = pytest.mark.sandbox


#: with a temporary directory of one megabyte, in a mount namespace of its own
ON_A_SMALL_DISK = """
import sys, tempfile
from pathlib import Path
from grader.verify import verify
from tests.verify.support import Grading, QuickBench, adapter, small_course
work, tempfile.tempdir = map(Path, sys.argv[1:])
(work / "course").mkdir()
verify.Bench = QuickBench
grading = Grading(small_course(work / "course"), work)
large = adapter(compress="_base.compress(source, target)\\n(target / 'large.bin').write_bytes(bytes(1_900_000))")
for row in grading.rows(large, adapter()).runs.rows:
    print(row.end.ending, row.end.ending.owner, row.end.facts.get("detail"))
"""


@as_root
@pytest.mark.skipif(not shutil.which("unshare"), reason="util-linux is not installed")
def test_a_full_disk_is_ours_and_the_row_after_it_runs(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "disk").mkdir()
    mounted = 'mount -t tmpfs -o size=1m,mode=0755 small "$2" && exec "$0" -c "$3" "$1" "$2"'
    arguments = [sys.executable, str(tmp_path / "work"), str(tmp_path / "disk"), ON_A_SMALL_DISK]
    done = subprocess.run(["unshare", "--mount", "sh", "-c", mounted, *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    full, honest = done.stdout.splitlines()
    assert full.startswith(f"{Ending.SUPERVISOR_FAILED} {Owner.OURS} [Errno 28] No space left on device"), full
    assert honest.startswith(Ending.DONE)


def test_a_control_group_that_cannot_be_written_is_done_without_unless_it_is_asked_for(
    grading: Grading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cgroupfs, "mounts", lambda kind: [])
    with pytest.raises(SandboxUnavailable, match="no control group"):
        groups.open_cgroup("x", Policy(require_cgroup=True))
    assert grading.end(adapter()).ending is Ending.DONE
