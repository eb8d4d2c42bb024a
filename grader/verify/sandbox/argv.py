"""The command line of bubblewrap: which namespaces, which files, which limits of the box's own file systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.verify.sandbox.gpu import gpu_options
from grader.verify.sandbox.policy import Policy

HOME = "/tmp/home"  # noqa: S108 - a path inside the box

#: path → content of the few files of /etc that programs miss
ETC = {
    "/etc/passwd": b"student:x:1000:1000::/tmp/home:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n",
    "/etc/group": b"student:x:1000:\n",
    "/etc/hosts": b"127.0.0.1 localhost box\n",
    "/etc/nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files\n",
}

BASE_ENVIRONMENT = {
    "PATH": "/venv/bin:/usr/bin:/bin",
    "HOME": HOME,
    "TMPDIR": "/tmp",  # noqa: S108 - a path inside the box
    "LANG": "C.UTF-8",
    "USER": "student",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The descriptors that bubblewrap itself reads and writes, as numbered in the child; `etc` is in the order of `ETC`."""

    arguments: int
    seccomp: int
    status: int
    gate: int
    etc: Sequence[int]


def options(
    *, policy: Policy, binds: Sequence[tuple[str, str]], environment: Mapping[str, str], numbers: Numbers, working_directory: str
) -> list[str]:
    """All options up to the program. `binds` are (source as the child sees it, target) pairs, read-only.

    The order matters: bubblewrap carries file system operations out one by one.
    """
    result = [*_isolation(numbers), *_system(), *_synthetic(numbers)]
    result += ["--proc", "/proc", "--dev", "/dev"]
    result += [*_volume("/tmp", policy.tmp_bytes, "1777"), *_volume("/dev/shm", policy.tmp_bytes, "1777")]  # noqa: S108 - inside
    result += ["--perms", "0700", "--dir", HOME]
    if policy.out_bytes is not None:
        result += _volume("/out", policy.out_bytes, "0755")
    for source, target in binds:
        result += ["--ro-bind", source, target]
    if policy.gpu is None:
        # a worker that can write /proc/self/clear_refs resets the memory peak that is measured
        result += ["--remount-ro", "/proc"]
    else:
        result += gpu_options(policy.gpu)
    # bubblewrap's own root and /dev are tmpfs without a size limit that belong to the box's user: close them, last of all
    result += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in (BASE_ENVIRONMENT | dict(environment)).items():
        result += ["--setenv", name, value]
    return [*result, "--chdir", working_directory]


def _isolation(numbers: Numbers) -> list[str]:
    namespaces = ["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    identity = ["--uid", "1000", "--gid", "1000", "--hostname", "box", "--cap-drop", "ALL", "--clearenv"]
    ends = ["--disable-userns", "--die-with-parent", "--new-session"]
    channels = ["--seccomp", str(numbers.seccomp), "--json-status-fd", str(numbers.status), "--block-fd", str(numbers.gate)]
    return [*namespaces, *identity, *ends, *channels]


def _system() -> list[str]:
    """The machine's programs and libraries, and which processors it has; nothing else of it."""
    result = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        result += ["--symlink", f"usr/{name}", f"/{name}"]
    # without the list of processors, OpenVINO looks for them by moving from one to the next, which is refused, and crashes
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/sys/devices/system/cpu"):
        result += ["--ro-bind-try", path, path]
    return result


def _synthetic(numbers: Numbers) -> list[str]:
    result = []
    for path, number in zip(ETC, numbers.etc, strict=True):
        result += ["--perms", "0444", "--file", str(number), path]
    return result


def _volume(target: str, size: int, mode: str) -> list[str]:
    return ["--perms", mode, "--size", str(size), "--tmpfs", target]
