"""The zygote as the program that it is, here without a sandbox around it: it forks what it is asked for and ends as that ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.verify.channel import Channel, HungUp
from grader.worker import forking, shim

SPEC = json.dumps({"reply": "label", "labels": ["no", "yes"]})
SOURCE = """
import os, sys
def load(path, device):
    print(sys.argv, os.getppid(), os.getsid(0) == os.getpid(), file=sys.stderr)
    return path
def predict(model, inputs):
    BODY
"""


class Zygote:
    """A running zygote and our end of its control socket."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self.process, self.control = process, control

    @contextmanager
    def worker(self, said: Path) -> Iterator[Channel]:
        """Ask for a worker that prints into the file `said`."""
        with Channel(1000) as channel, said.open("wb") as file:
            theirs = channel.child_fds
            socket.send_fds(self.control, [b"f"], [theirs[shim.CHANNEL], theirs[shim.INPUT], file.fileno(), file.fileno()])
            channel.started()
            yield channel


@contextmanager
def running(directory: Path, body: str = "return [1]") -> Iterator[Zygote]:
    (directory / "a.py").write_text(SOURCE.replace("BODY", body))
    ours, theirs = socket.socketpair()
    argv = [sys.executable, "-I", "-B", shim.__file__, "zygote", '[["numpy", ""]]', str(directory / "a.py"), "/", "cpu", SPEC]
    with (
        ours,
        theirs,
        subprocess.Popen(argv, stdin=subprocess.DEVNULL, preexec_fn=lambda: os.dup2(theirs.fileno(), 3), close_fds=False) as p,
    ):
        theirs.close()
        assert ours.recv(1) == b"\0"
        yield Zygote(p, ours)
        ours.close()


def ask(channel: Channel, kind: int, payload: bytes = b"") -> int:
    return int.from_bytes(channel.ask(kind, payload, 4, 60, lambda: None).payload, "little")


def predict(channel: Channel) -> int:
    header = json.dumps([{}]).encode()
    return ask(channel, shim.PREDICT, len(header).to_bytes(4, "little") + header)


def test_each_worker_answers_on_the_channel_that_was_sent_for_it(tmp_path: Path) -> None:
    with running(tmp_path) as zygote:
        for number in range(3):
            with zygote.worker(tmp_path / f"said{number}") as channel:
                assert ask(channel, shim.READY) == 0
                assert ask(channel, shim.LOAD) == 0
                assert predict(channel) == 1
                channel.expect_silence()
                zygote.control.send(b"r")  # else it would end as the worker does, when we hang up
                said = (tmp_path / f"said{number}").read_text()
                assert said == f"{[shim.__file__, 'infer', str(tmp_path / 'a.py'), '/', 'cpu', SPEC]} {zygote.process.pid} True\n"


@pytest.mark.parametrize(("body", "code"), [("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", 137), ("return 5", shim.WRONG_COUNT)])
def test_it_ends_as_its_worker_ends(body: str, code: int, tmp_path: Path) -> None:
    with running(tmp_path, body) as zygote:
        with zygote.worker(tmp_path / "said") as channel, pytest.raises(HungUp):
            ask(channel, shim.LOAD)
            predict(channel)
        assert zygote.process.wait(60) == code


def test_it_ends_when_the_supervisor_hangs_up(tmp_path: Path) -> None:
    with running(tmp_path) as zygote:
        zygote.control.close()
        assert zygote.process.wait(60) == 0


def test_pages_of_files_are_found_where_they_are_mapped() -> None:
    found = list(forking.mapped_pages())
    maps = [line.split(maxsplit=5) for line in Path("/proc/self/maps").read_text().splitlines()]
    files = [tuple(int(word, 16) for word in words[0].split("-")) for words in maps if len(words) > 5 and words[5].startswith("/")]
    assert found
    assert all(any(start <= first and first + length <= end for start, end in files) for first, length in found)
    resident = (
        int(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssFile")).split()[1]) * 1024
    )
    assert sum(length for _, length in found) == pytest.approx(resident, rel=0.5)
