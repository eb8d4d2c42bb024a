"""Forks workers from a process that has done the imports; the shim loads this file, which like it imports nothing of ours.

No code of a team ever runs in the process that forks. It serves one worker at a time, has one thread, and blocks all
signals, so what a worker can send it either ends it or does nothing.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import itertools
import mmap
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence

POPULATE_READ = 22  # linux/mman.h
FREE = 64  # descriptors from here on are nobody's


def await_worker(control: int, places: Sequence[int]) -> None:
    """Fork a worker whenever descriptors for it arrive on the socket `control`; returns in each worker alone, with them at `places`.

    A byte without descriptors says that the worker is being killed. Otherwise this process ends as its worker ends, and
    when the supervisor hangs up.
    """
    gc.collect()
    gc.freeze()  # the collector of a worker would write to every page that it shares with us
    mapped = list(mapped_pages())
    sys.stdout.flush()
    sys.stderr.flush()
    for number in (1, 2):
        os.dup2(0, number)  # /dev/null: a worker gets pipes of its own
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    descriptors = serve(control)
    copies = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, FREE) for descriptor in descriptors]
    for copy, place in zip(copies, places, strict=True):  # one of the places is that of `control`
        os.dup2(copy, place)
    os.closerange(max(places) + 1, FREE * 2)
    os.setsid()
    signal.pthread_sigmask(signal.SIG_SETMASK, usual)
    populate(mapped)


def serve(control: int) -> list[int]:
    """Fork workers; returns in each of them, with its descriptors."""
    connection, worker, handle = socket.socket(fileno=control), 0, -1
    connection.send(b"\0")  # the imports are done
    while True:
        ready, _, _ = select.select([control, handle] if worker else [control], [], [])
        if control not in ready:
            end_as(worker)
        said, descriptors, _, _ = socket.recv_fds(connection, 1, 4)
        if not said:
            os._exit(0)
        if worker:
            os.close(handle)
            os.waitpid(worker, 0)
            worker = 0
        if descriptors:
            worker = os.fork()
            if not worker:
                connection.detach()
                return descriptors
            handle = os.pidfd_open(worker)
        for descriptor in descriptors:
            os.close(descriptor)


def end_as(worker: int) -> None:
    """End with the exit code of a worker that has ended; by a signal, as shells and bubblewrap put it."""
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    os._exit(code if code >= 0 else 128 - code)


def mapped_pages() -> Iterator[tuple[int, int]]:
    """Yield (address, bytes) of what this process has mapped of files."""
    page = mmap.PAGESIZE
    with open("/proc/self/maps") as maps, open("/proc/self/pagemap", "rb", buffering=0) as pagemap:  # noqa: PTH123
        for line in maps.read().splitlines():
            words = line.split(maxsplit=5)
            if len(words) < 6 or not words[5].startswith("/"):
                continue
            start, end = (int(word, 16) for word in words[0].split("-"))
            pagemap.seek(start // page * 8)
            present = [entry >> 63 for entry in memoryview(pagemap.read((end - start) // page * 8)).cast("Q")]
            for there, group in itertools.groupby(range(len(present)), present.__getitem__):
                pages = list(group)
                if there:
                    yield start + pages[0] * page, len(pages) * page


def populate(ranges: Sequence[tuple[int, int]]) -> None:
    """Map pages of files again: a fork inherits the memory of its parent, but of mapped files the addresses alone.

    With them, a forked worker has the memory of one that did the imports itself. Before Linux 5.14 this does nothing.
    """
    advise = ctypes.CDLL(None).madvise
    for start, length in ranges:
        advise(ctypes.c_void_p(start), ctypes.c_size_t(length), POPULATE_READ)
