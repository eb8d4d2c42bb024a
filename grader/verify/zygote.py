"""A process in a box that has done an adapter's imports and forks one worker for every start of a row.

The worker and its zygote have the same uid, and one worker after another runs the team's code. What keeps them apart:
/proc is read-only inside and the calls that reach into another process are refused, so the zygote's memory cannot be
written; it blocks all signals but those that end or stop it; no descriptor and no memory that can be written is shared,
and every worker gets a channel, an input and pipes of its own. Between two starts everything else in the box is stopped
and killed, and what can be written there is emptied. A zygote that is not as it was before the worker ran is thrown away
with its box. It says nothing that is believed: workers are found, counted and measured from outside.

A worker can still tell the next one a few numbers, by what the kernel counts: the last process number and inode, and the
faults, bytes and time of the children that the zygote has waited for. That is room for some dozens of bytes.
"""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from grader.core.errors import SandboxUnavailable
from grader.course import Limits
from grader.verify.channel import LOOK, Channel, HungUp
from grader.verify.endings import Ended
from grader.verify.environment import inference_box
from grader.verify.footprint import Memory, MemoryMeter
from grader.verify.sandbox import Mount, Sandbox, tree
from grader.verify.sandbox.wipe import empty
from grader.verify.sandbox.wiring import readable
from grader.verify.standing import PARENT, STATE, can_be_forked, fields, same_program, standing
from grader.worker.shim import CHANNEL, INPUT, READY

#: What a fork, or the death of a worker, may take at most, in seconds; milliseconds are usual.
SECONDS = 10.0
FORK, RETIRE = b"f", b"r"


class Zygote:
    """Workers of one adapter without the time for its imports; use it as a context manager. Its box is started when it is needed.

    `empty` is the memory of a worker that has loaded nothing, measured before any other ran; None where that cannot be had.
    """

    def __init__(self, names: str, arguments: Sequence[str], mounts: Sequence[Mount], *, limits: Limits) -> None:
        """Describe a zygote that imports `names` (JSON) and whose workers infer with `arguments`, in a box with `mounts`."""
        self._argv, self._mounts, self._limits = ["zygote", names, *arguments], mounts, limits
        self._box: Sandbox | None = None
        self._open = ExitStack()
        self._refused = False
        self._pid = self.worker = 0
        self.empty: Memory | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.renew()

    def fork(self, channel: Channel) -> Sandbox | None:
        """Start a worker at the other end of a channel and return its box; None where a fresh process has to do.

        Raises:
            SandboxUnavailable: a box cannot be set up.
        """
        if self._box is None and not self._refused:
            self._start()
        if self._box is not None and not self._fork(channel):
            self._refuse()
        return self._box

    def pids(self) -> list[int]:
        """Host pids of the worker and everything that it has started."""
        return [] if self._box is None else [pid for pid in self._box.tree() if pid not in (self._box.pid, self._pid)]

    def everyone(self) -> list[int]:
        """Host pids of all processes of the box."""
        return [] if self._box is None else self._box.tree()

    def replaced(self) -> bool:
        """Tell whether the worker runs another program by now, one that does not have the imports whose memory it is spared.

        Raises:
            OSError: it has ended.
        """
        return self._box is not None and not same_program(self.worker, self._pid)

    def retire(self) -> None:
        """Kill the worker and all that it has started, and leave the zygote frozen in an empty box, if it is as it was."""
        box = self._box
        if box is None:
            return
        try:
            untouched = box.poll() is None and self._clear(box)
        except (OSError, SandboxUnavailable):
            untouched = False
        if not untouched:
            self.renew()

    def _start(self) -> None:
        """Start the box, wait for the imports, and measure a first worker that has nothing to do."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs, ExitStack() as on_failure:
            on_failure.enter_context(self._control)
            given = {CHANNEL: theirs.fileno()}
            box = inference_box(self._argv, self._mounts, limits=self._limits, threads=1, pass_fds=given, helpers=1)
            on_failure.enter_context(box)
            theirs.close()
            self._box, self._open = box, on_failure.pop_all()
        try:
            usable = self._imported(box) and self._measure()
        except (OSError, Ended, HungUp):
            usable = False
        if not usable:
            self._refuse()

    def _imported(self, box: Sandbox) -> bool:
        """Wait until the imports are done; tell whether the process is one to fork from."""
        end = time.monotonic() + self._limits.load_seconds
        while not readable([self._control.fileno()], LOOK):
            if box.poll() is not None or time.monotonic() > end:
                return False
        self._pid = box.worker_pid() or 0
        return self._control.recv(1) != b"" and self._pid != 0 and can_be_forked(self._pid, CHANNEL + 1)

    def _measure(self) -> bool:
        with Channel(1) as channel:
            if not self._fork(channel) or self._box is None:
                return False
            channel.started()
            channel.ask(READY, b"", 4, SECONDS, lambda: None)
            found = MemoryMeter(self._box.group, self._box.tree).loaded(self.pids())
            self.empty = self.empty or found  # in a later box, a worker has had its say: it may have had more of the libraries read
            self.retire()
        return self._box is not None

    def _fork(self, channel: Channel) -> bool:
        """Ask for a worker, and find it: whoever is there then and was not before. False when none came up."""
        box = self._box
        if box is None or self.pids():
            return False
        theirs = channel.child_fds
        try:
            with box.new_output() as outputs:
                socket.send_fds(self._control, [FORK], [theirs[CHANNEL], theirs[INPUT], *outputs])
            box.thaw()
            if not _within(SECONDS, lambda: box.poll() is not None or self._has_forked()) or box.poll() is not None:
                return False
            # its first way back from a signal costs a page that it shares with the worker: let that be over
            box.freeze()
            box.thaw()
            if not _within(SECONDS, lambda: fields(self._pid)[STATE] == "S"):
                return False
            self._standing = standing(self._pid)
        except OSError:
            return False
        return True

    def _has_forked(self) -> bool:
        """Look for the worker: when it is there and the zygote sleeps, that waits for its next message."""
        workers = self.pids()
        if len(workers) != 1 or int(fields(workers[0])[PARENT]) != self._pid or fields(self._pid)[STATE] != "S":
            return False
        self.worker = workers[0]
        return True

    def _clear(self, box: Sandbox) -> bool:
        """Empty the box of all but the zygote; tell whether that is as it was and alone."""
        box.freeze()
        # a second child of the zygote, by CLONE_PARENT, would stay as a zombie: nobody waits for it
        children = [pid for pid in self.pids() if int(fields(pid)[PARENT]) == self._pid]
        untouched = standing(self._pid) == self._standing and children == [self.worker]
        tree.send(self.pids(), signal.SIGKILL)
        self._control.send(RETIRE)
        box.thaw()
        if not untouched or not _within(SECONDS, lambda: not self.pids()) or box.poll() is not None:
            return False
        box.freeze()
        empty(box)
        return True

    def _refuse(self) -> None:
        self._refused = True
        self.renew()

    def renew(self) -> None:
        """End the box; another is started for the next worker."""
        self._box, self.worker = None, 0
        with suppress(SandboxUnavailable):
            self._open.close()


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Wait until something is true, at most so long; tell whether it came true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True
