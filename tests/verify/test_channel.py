"""The channel, with a real peer at its other end: a thread that holds what a worker would hold."""

from __future__ import annotations

import mmap
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from grader.core.run import Ending
from grader.verify.channel import ID_BYTES, Channel, HungUp
from grader.verify.endings import Ended
from grader.worker.shim import CHANNEL, INPUT, PREDICT, REQUEST

PAYLOAD = b"pixels"
#: long enough for a peer that answers, whatever else the machine does
PLENTY = 60.0


class Peer:
    """The worker's end: its socket and its input."""

    def __init__(self, descriptors: dict[int, int]) -> None:
        self.socket = socket.socket(fileno=os.dup(descriptors[CHANNEL]))
        self.input = os.dup(descriptors[INPUT])

    def request(self) -> tuple[bytes, int, bytes]:
        name, kind, length = REQUEST.unpack(self.socket.recv(REQUEST.size, socket.MSG_WAITALL))
        return name, kind, os.pread(self.input, length, 0)

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def close(self) -> None:
        self.socket.close()
        os.close(self.input)


@contextmanager
def channel_to(act: Callable[[Peer], None], input_bytes: int = 100) -> Iterator[Channel]:
    """Open a channel whose peer runs `act` in a thread and hangs up afterwards."""
    with Channel(input_bytes) as channel:
        peer = Peer(channel.child_fds)
        channel.started()

        def run() -> None:
            try:
                act(peer)
            finally:
                peer.close()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield channel
        finally:
            channel._socket.shutdown(socket.SHUT_RDWR)  # wakes a peer that still waits for a request
            thread.join()


def ask(channel: Channel, payload: bytes = PAYLOAD, *, reply_bytes: int = 4, seconds: float = PLENTY) -> tuple[bytes, int]:
    reply = channel.ask(PREDICT, payload, reply_bytes, seconds, lambda: None)
    return reply.payload, reply.nanoseconds


def ending(channel: Channel, seconds: float = PLENTY) -> Ending:
    with pytest.raises(Ended) as caught:
        ask(channel, seconds=seconds)
    return caught.value.ending


def wait_for_end(peer: Peer) -> None:
    while peer.socket.recv(4096):
        pass


def test_a_reply_carries_the_peers_bytes_and_the_request_its_input() -> None:
    seen = []

    def act(peer: Peer) -> None:
        for answer in (b"\1\2\3\4", b"\5\6\7\x08"):
            name, kind, data = peer.request()
            seen.append((kind, data))
            peer.say(name + answer)

    with channel_to(act) as channel:
        assert ask(channel, b"first and longer")[0] == b"\1\2\3\4"
        assert ask(channel, b"second")[0] == b"\5\6\7\x08"
    assert seen == [(PREDICT, b"first and longer"), (PREDICT, b"second")]


def test_ids_do_not_repeat() -> None:
    names = []

    def act(peer: Peer) -> None:
        for _ in range(200):
            name, _, _ = peer.request()
            names.append(name)
            peer.say(name)

    with channel_to(act) as channel:
        for _ in range(200):
            ask(channel, reply_bytes=0)
    assert len(set(names)) == 200


def test_the_clock_covers_the_peers_work_up_to_the_last_byte() -> None:
    def act(peer: Peer) -> None:
        for _ in range(3):
            name, _, _ = peer.request()
            time.sleep(0.010)
            peer.say(name + b"\0\0\0")
            time.sleep(0.010)
            peer.say(b"\0")

    with channel_to(act) as channel:
        for _ in range(3):
            assert ask(channel)[1] >= 20_000_000


def test_time_between_requests_is_not_the_peers() -> None:
    def act(peer: Peer) -> None:
        for _ in range(2):
            name, _, _ = peer.request()
            peer.say(name + b"\0" * 4)

    with channel_to(act) as channel:
        ask(channel)
        time.sleep(0.3)
        before = time.monotonic_ns()
        assert ask(channel)[1] <= time.monotonic_ns() - before


def test_a_pause_between_the_input_and_the_request_is_the_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who keeps our processor then may be at work on the input."""

    def act(peer: Peer) -> None:
        for _ in range(2):
            name, _, _ = peer.request()
            peer.say(name + b"\0" * 4)

    with channel_to(act) as channel:
        ask(channel)
        silence = channel.expect_silence

        def slow() -> None:
            time.sleep(0.3)
            silence()

        monkeypatch.setattr(channel, "expect_silence", slow)
        assert ask(channel)[1] >= 300_000_000


def test_bytes_before_any_request_are_noticed() -> None:
    spoken = threading.Event()

    def act(peer: Peer) -> None:
        peer.say(b"\0" * 12)
        spoken.set()
        wait_for_end(peer)

    with channel_to(act) as channel:
        assert spoken.wait(PLENTY)
        assert ending(channel) is Ending.SPOKE_UNASKED


def test_an_answer_given_twice_is_noticed_at_the_next_request_or_at_the_end() -> None:
    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        peer.say(2 * (name + b"\0" * 4))
        wait_for_end(peer)

    for again in (lambda channel: ask(channel), Channel.expect_silence):
        with channel_to(act) as channel:
            ask(channel)
            with pytest.raises(Ended) as caught:
                again(channel)
            assert caught.value.ending is Ending.SPOKE_UNASKED


@pytest.mark.parametrize("wrong", [b"\0" * ID_BYTES, b"previous"])
def test_a_reply_to_another_request_is_noticed(wrong: bytes) -> None:
    def act(peer: Peer) -> None:
        peer.request()
        peer.say(wrong + b"\0" * 4)
        wait_for_end(peer)

    with channel_to(act) as channel:
        assert ending(channel) is Ending.WRONG_REPLY


def test_the_id_of_the_last_request_does_not_answer_this_one() -> None:
    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        peer.say(name + b"\0" * 4)
        peer.request()
        peer.say(name + b"\0" * 4)
        wait_for_end(peer)

    with channel_to(act) as channel:
        ask(channel)
        assert ending(channel) is Ending.WRONG_REPLY


def test_words_for_people_in_the_channel_are_noticed() -> None:
    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        peer.say(b"Epoch 1/10 loss=0.3\n" + name + b"\0" * 4)
        wait_for_end(peer)

    with channel_to(act) as channel:
        assert ending(channel) is Ending.WRONG_REPLY


def test_a_flood_takes_no_memory_of_ours() -> None:
    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        peer.socket.setblocking(False)
        peer.socket.send(name + b"\0" * 4 + b"x" * 100_000)
        peer.socket.setblocking(True)
        wait_for_end(peer)

    with channel_to(act) as channel:
        assert ask(channel)[0] == b"\0" * 4
        assert ending(channel) is Ending.SPOKE_UNASKED


def test_silence_ends_at_the_deadline() -> None:
    with channel_to(wait_for_end) as channel:
        with pytest.raises(Ended) as caught:
            ask(channel, seconds=0.1)
        assert (caught.value.ending, caught.value.facts) == (Ending.TIMED_OUT, {"seconds": 0.1})


def test_a_byte_now_and_then_does_not_move_the_deadline() -> None:
    said = []

    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        try:
            for byte in name + b"\0" * 1000:
                peer.say(bytes([byte]))
                said.append(byte)
                time.sleep(0.01)
        except OSError:
            pass  # the other end has had enough

    with channel_to(act) as channel:
        with pytest.raises(Ended) as caught:
            channel.ask(PREDICT, PAYLOAD, 1000, 0.2, lambda: None)
        assert caught.value.ending is Ending.TIMED_OUT
    assert len(said) < 1000


@pytest.mark.parametrize("spoken", [0, 5, ID_BYTES])
def test_a_peer_that_hangs_up_is_noticed(spoken: int) -> None:
    def act(peer: Peer) -> None:
        name, _, _ = peer.request()
        peer.say(name[:spoken])

    with channel_to(act) as channel, pytest.raises(HungUp):
        ask(channel)


def test_a_peer_that_had_hung_up_before_is_noticed() -> None:
    with channel_to(lambda peer: None) as channel:
        for check in (channel.expect_silence, lambda: ask(channel)):
            with pytest.raises(HungUp):
                for _ in range(1000):  # the thread may need a moment to close its end
                    check()
                    time.sleep(0.01)


def test_limits_are_looked_at_while_waiting_and_may_end_it() -> None:
    class Full(Exception):
        pass

    looks = []

    def look() -> None:
        looks.append(time.monotonic())
        if len(looks) == 3:
            raise Full

    with channel_to(wait_for_end) as channel, pytest.raises(Full):
        channel.ask(PREDICT, PAYLOAD, 4, PLENTY, look)
    assert len(looks) == 3


def test_what_a_frozen_peer_left_behind_is_found_at_its_next_turn() -> None:
    """A worker is stopped with its words already in the channel; they wait there for us."""
    code = f"import os, signal; os.write({CHANNEL}, b'x' * 12); os.kill(os.getpid(), signal.SIGSTOP); os.read({CHANNEL}, 1)"
    with Channel(10) as channel:
        descriptors = channel.child_fds

        def place() -> None:
            os.dup2(descriptors[CHANNEL], CHANNEL)

        process = subprocess.Popen([sys.executable, "-S", "-c", code], preexec_fn=place, close_fds=False)
        channel.started()
        try:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status)
            assert ending(channel) is Ending.SPOKE_UNASKED
        finally:
            process.kill()
            process.wait()


def test_the_peer_can_read_its_input_and_not_change_it() -> None:
    with Channel(1000) as channel:
        memory = channel.child_fds[INPUT]
        readable = mmap.mmap(memory, 0, mmap.MAP_SHARED, mmap.PROT_READ)
        with pytest.raises(PermissionError):
            mmap.mmap(memory, 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        for size in (0, 10, 100_000):
            with pytest.raises(PermissionError):
                os.ftruncate(memory, size)
        with pytest.raises(PermissionError):
            os.pwrite(memory, b"x", 0)
        again = os.open(f"/proc/self/fd/{memory}", os.O_RDWR)
        with pytest.raises(PermissionError):
            mmap.mmap(again, 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)
        os.close(again)
        assert readable[:6] == b"\0" * 6
        readable.close()


def test_the_peer_sees_each_input_in_its_place() -> None:
    seen = []

    def act(peer: Peer) -> None:
        with mmap.mmap(peer.input, 0, mmap.MAP_SHARED, mmap.PROT_READ) as shared:
            for _ in range(2):
                name, _, length = REQUEST.unpack(peer.socket.recv(REQUEST.size, socket.MSG_WAITALL))
                seen.append(shared[:length])
                peer.say(name)

    large = os.urandom(600_000)
    with channel_to(act, input_bytes=len(large)) as channel:
        ask(channel, large, reply_bytes=0)
        ask(channel, b"", reply_bytes=0)
    assert seen == [large, b""]


def test_nothing_stays_open() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        with Channel(10) as channel:
            channel.started()
    assert len(os.listdir("/proc/self/fd")) == before
