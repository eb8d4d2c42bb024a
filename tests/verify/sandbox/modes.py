"""Running a command as a user without any right, with the interpreter within reach."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[3]

#: In a mount namespace of its own, because the interpreter may lie below /root: show that, and nothing else of /root, to everybody.
UNPRIVILEGED = """
set -e
home=$1; shift
case $home in /root/*)
    mount --bind "$home" /mnt
    mount -t tmpfs -o mode=0755 tmpfs /root
    mkdir -p "$home"
    mount --bind /mnt "$home"
    umount /mnt
esac
exec setpriv --reuid 61001 --regid 61001 --clear-groups --inh-caps=-all --bounding-set=-all "$@"
"""


def unprivileged(arguments: Sequence[str], directory: Path) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with `arguments` so; `directory` is one that everybody may write."""
    command = ["unshare", "--mount", "/bin/sh", "-c", UNPRIVILEGED, "sh", sys.base_prefix, sys.executable, *arguments]
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(directory),
        "GRADER_SANDBOX_MUST_WORK": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(directory),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
