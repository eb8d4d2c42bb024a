"""The processes of a box, as the host sees them in /proc."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

STOPPED = frozenset("tTZXD")
"""States in which a task that has SIGSTOP pending runs no code of its own: D handles the signal before it returns to user code."""


def tree(root: int) -> list[int]:
    """Host pids of `root` and all its descendants, root first.

    Complete for a box: an orphan inside is adopted by the box's pid 1, so none leaves the tree.
    """
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := _stat(Path("/proc") / name)):
            children.setdefault(int(fields[1]), []).append(int(name))
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def inner_pid(pid: int) -> int | None:
    """The pid that a process has in its innermost pid namespace; None when it is gone."""
    return status(pid).get("NSpid")


def holder(pid: int) -> int:
    """The process itself, or a thread that lives where its first one has ended.

    The kernel then shows the process's memory and descriptors under the thread's number, and nothing under its own.
    """
    if _stat(Path(f"/proc/{pid}"))[:1] != ["Z"]:
        return pid
    others = [task for task in _tasks(pid) if task.name != str(pid) and _stat(task)[:1] not in ([], ["Z"], ["X"])]
    return int(others[0].name) if others else pid


def status(pid: int, file: str = "status") -> dict[str, int]:
    """The numbers of /proc/PID/status or smaps_rollup, the last of each line (kB for sizes); empty when the process is gone."""
    numbers = {}
    try:
        text = Path(f"/proc/{pid}/{file}").read_text(errors="replace")
    except OSError:
        return {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        words = value.removesuffix("kB").split()
        if words and words[-1].isdigit():
            numbers[key] = int(words[-1])
    return numbers


def descriptors(pid: int) -> list[Path]:
    """The links of /proc/PID/fd; empty when the process is gone."""
    try:
        return list(Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return []


def hides(pid: int) -> bool:
    """Whether a living process keeps its descriptors from us, as one does that runs a file which nobody may read."""
    # bubblewrap's own are hidden for a moment as well, before they put on the filter
    return not os.access(f"/proc/{pid}/fd", os.R_OK) and _stat(Path(f"/proc/{pid}"))[:1] != ["Z"] and status(pid).get("Seccomp") == 2


def stop(root: int, *, seconds: float = 2.0) -> bool:
    """Stop every task of a tree by SIGSTOP and look again until none runs; False when that did not come true in time."""
    end = time.monotonic() + seconds
    seen: set[int] = set()
    while time.monotonic() < end:
        pids = tree(root)
        running = [pid for pid in pids if not _stands(pid)]
        if not running and seen >= set(pids):
            return True  # no process is new since all were sent the signal
        send(pids, signal.SIGSTOP)
        seen |= set(pids)
    return False


def resume(root: int) -> None:
    """Let a stopped tree go on."""
    send(tree(root), signal.SIGCONT)


def send(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to those that still live."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def _stands(pid: int) -> bool:
    """Whether no task of a process runs."""
    return all(not fields or fields[0] in STOPPED for fields in map(_stat, _tasks(pid)))


def _tasks(pid: int) -> list[Path]:
    """The directories of a process's threads; empty when it is gone."""
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def _stat(directory: Path) -> list[str]:
    """The fields of a stat file from the state on; empty when the task is gone. The name before may hold anything."""
    try:
        return (directory / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
