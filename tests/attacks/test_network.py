"""Reaching other machines, or services of this one (22 to 25). Nothing here leaves the machine even where there is no box."""

from __future__ import annotations

import pytest

from tests.attacks.scene import Scene
from tests.attacks.script import Note, Script, attempt, told

pytestmark = pytest.mark.sandbox

REACHES = {
    "22 services of this machine and of its cloud by TCP": Script(
        code="""
import socket
for address in [('127.0.0.1', PORT), *([] if OUTSIDE else [('169.254.169.254', 80), ('192.0.2.1', 80), ('localhost', PORT)])]:
    try: socket.create_connection(address, timeout=0.5)
    except OSError: pass"""
    ),
    "23 names and datagrams as letters": Script(
        code="""
import socket
if not OUTSIDE:
    try: socket.getaddrinfo('label-7.example.org', 80); print('GOT a name')
    except OSError: pass
for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
    try: socket.socket(socket.AF_INET, kind).sendto(b'labels', ('127.0.0.1', UDP))
    except OSError: pass"""
    ),
    "24 a daemon's abstract name": Script(
        code="""
import socket
try: socket.socket(socket.AF_UNIX).connect('\\0' + ABSTRACT)
except OSError: pass"""
    ),
}


@pytest.mark.parametrize("name", REACHES)
def test_nobody_is_reached(name: str, target: Scene, note: Note) -> None:
    end, won = attempt(REACHES[name], target)
    note(REACHES[name].expected, told(end, won))
    assert won == []
    assert (end.cause, end.exit_code, end.stderr) == ("exited", 0, b"")


@pytest.mark.parametrize("name", REACHES)
def test_outside_a_box_the_same_program_gets_through(name: str, target: Scene) -> None:
    assert target.outside(REACHES[name].code)
