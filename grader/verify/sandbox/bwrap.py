"""Finding bubblewrap, and saying what an operator can do when it does not work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from grader.core.errors import SandboxUnavailable

OLDEST = (0, 8)
"""The first version with `--disable-userns`."""

DOCTOR = "; `grader doctor` tells what is missing"
INSTALL = "install bubblewrap 0.8 or newer (`apt install bubblewrap` on Debian 12 and Ubuntu 24.04)" + DOCTOR
APPARMOR = (
    "Ubuntu keeps unprivileged programs from making namespaces: `apt install apparmor-profiles`, copy "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict to /etc/apparmor.d/ and run `apparmor_parser -r` on it" + DOCTOR
)
APPARMOR_SWITCH = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
USER_NAMESPACES = (
    "allow user namespaces: `sysctl user.max_user_namespaces=100000`, where it exists `kernel.unprivileged_userns_clone=1`" + DOCTOR
)
TRY = "see what `bwrap --unshare-all --ro-bind / / true` says on this machine" + DOCTOR

#: a sign in what bubblewrap says → what to do
SIGNS = (
    (r"setting up uid map: Permission denied|RTM_NEWADDR", APPARMOR),
    (r"[Nn]o permissions to creat\w+ new namespace|[Cc]reating new namespace failed", USER_NAMESPACES),
    (r"PR_SET_SECCOMP", "the kernel lacks CONFIG_SECCOMP_FILTER, or an outer sandbox forbids filters" + DOCTOR),
    (r"Can't find source path (\S+)", "a path that the box should see is missing on this machine" + DOCTOR),
    (r"execvp", "the program is not in any of the box's mounts" + DOCTOR),
)


def find_bwrap() -> Path:
    """The bubblewrap to use: `GRADER_BWRAP` if set, else the one on PATH.

    Raises:
        SandboxUnavailable: there is none, it does not run, or it is older than 0.8.
    """
    found = os.environ.get("GRADER_BWRAP") or shutil.which("bwrap")
    if not found:
        raise SandboxUnavailable("bubblewrap is not installed", hint=INSTALL)
    version_of(found)
    return Path(found)


@lru_cache(maxsize=8)
def version_of(program: str) -> str:
    """The version that a bubblewrap says it is.

    Raises:
        SandboxUnavailable: it does not run, is something else, or is older than 0.8.
    """
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxUnavailable(f"{program} does not run: {error}", hint=INSTALL) from error
    version = re.search(r"bubblewrap ((\d+)\.(\d+)\S*)", done.stdout)
    if done.returncode != 0 or version is None:
        raise SandboxUnavailable(f"{program} is not bubblewrap", hint=INSTALL)
    if (int(version[2]), int(version[3])) < OLDEST:
        raise SandboxUnavailable(f"{program} is version {version[1]}, too old", hint=INSTALL)
    return version[1]


def explain(said: str) -> SandboxUnavailable:
    """The error for what bubblewrap wrote before it gave up."""
    said = said.strip()[-500:] or "it said nothing"
    hint = next((hint for sign, hint in SIGNS if re.search(sign, said)), TRY)
    if hint is USER_NAMESPACES and APPARMOR_SWITCH.exists() and APPARMOR_SWITCH.read_text().strip() == "1":
        hint = APPARMOR
    return SandboxUnavailable(f"bubblewrap could not set up the box: {said}", hint=hint)
