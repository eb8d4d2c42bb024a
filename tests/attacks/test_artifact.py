"""Directories that attack whoever copies, measures or opens them (b01 to b19, and the a-numbers that are directories)."""

from __future__ import annotations

import io
import json
import os
import pickle
import socket
import stat
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.core.metric import Metric
from grader.core.run import Ending
from grader.verify.artifact import Artifact, freeze
from grader.verify.endings import Ended
from grader.verify.results import sizes
from tests.attacks.scene import Scene
from tests.attacks.script import Note

LIMIT_MB = 20


def frozen(directory: Path) -> Artifact:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return freeze(handle, directory.parent / "frozen", LIMIT_MB)
    finally:
        os.close(handle)


def header(tensors: object, data: int, length: int | None = None) -> bytes:
    text = tensors if isinstance(tensors, bytes) else json.dumps(tensors).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(data)


def tensor(start: int, end: int, dtype: str = "F32", shape: tuple[int, ...] = (2,)) -> dict[str, Any]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


TENSORS = {
    "b03 a header of eight exabytes": header(b"{}" + b" " * 64, 0, length=1 << 63),
    "b04 a header that is no JSON": header(b"{not json}", 8),
    "b05 tensors that overlap": header({"a": tensor(0, 8), "b": tensor(4, 12)}, 12),
    "b06 data that no tensor claims": header({"a": tensor(0, 8)}, 8 + 4096),
    "b07 a shape whose product overflows": header({"a": tensor(0, 8, shape=(1 << 40, 1 << 40))}, 8),
    "b08 a header of brackets": header(b'{"a":' + b"[" * 40_000 + b"]" * 40_000 + b"}", 8),
    "b09 a type that there is not": header({"a": tensor(0, 8, dtype="F31")}, 8),
}


@pytest.mark.parametrize("name", TENSORS)
def test_a_header_that_lies_is_not_believed(name: str, tmp_path: Path, note: Note) -> None:
    """The file is weights of its size like any other; how many parameters it holds is unknown."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "model.safetensors").write_bytes(TENSORS[name])
    began = time.process_time()
    artifact = frozen(tmp_path / "out")
    note("parameters unknown", f"parameters {artifact.parameter_bytes() or 'unknown'}")
    assert artifact.parameter_bytes() is None
    assert artifact.weight_bytes == len(TENSORS[name])
    assert time.process_time() - began < 2


class Trap:
    """Unpickled, it leaves a file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.place}",)


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def pickled(target: Scene) -> dict[str, bytes]:
    return {"model.pkl": pickle.dumps(Trap(target.directory / "opened"))}


def torch_file(target: Scene) -> dict[str, bytes]:
    return {"model.pt": zipped(archive__data__pkl=pickle.dumps(Trap(target.directory / "opened")), archive__version=b"3")}


def bomb(target: Scene) -> dict[str, bytes]:
    return {"model.zip": zipped(zeros=bytes(200 << 20))}


def climbing(target: Scene) -> dict[str, bytes]:
    return {"model.zip": zipped(**{"..__..__grader__evil.py": b"x", f"{target.directory}__planted".replace("/", "__"): b"x"})}


def overlapping(target: Scene) -> dict[str, bytes]:
    """A directory of a thousand entries that all claim the same bytes, and sizes that they do not have."""
    data = bytearray(zipped(a=bytes(1 << 20)))
    start = data.index(b"PK\x01\x02")
    entry = bytes(data[start : data.index(b"PK\x05\x06")])
    lying = entry[:20] + struct.pack("<II", 10, 0xFFFFFFFE) + entry[28:]
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1000, 1000, 1000 * len(entry), start, 0)
    return {"model.zip": bytes(data[:start]) + lying * 1000 + end}


@pytest.mark.parametrize("make", [pickled, torch_file, bomb, climbing, overlapping], ids=["b01", "b02", "b10", "b11", "b12"])
def test_what_is_in_a_file_is_never_opened_by_us(make: Callable[[Scene], dict[str, bytes]], target: Scene, tmp_path: Path) -> None:
    """It is copied, hashed, counted and deflated: its bytes are its size, whatever they unpack to."""
    (tmp_path / "out").mkdir()
    contents = make(target)
    for name, content in contents.items():
        (tmp_path / "out" / name).write_bytes(content)
    began = time.process_time()
    measured = {each.metric: each.value for each in sizes(frozen(tmp_path / "out"), 0)}
    assert measured[Metric.SIZE_MB] * 1e6 == pytest.approx(sum(map(len, contents.values())), abs=100)
    assert time.process_time() - began < 3
    assert target.prizes(b"") == []
    assert not (tmp_path / "grader").exists()


def fifo(out: Path) -> None:
    os.mkfifo(out / "w.bin")


def listening(out: Path) -> None:
    here = os.open(out, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as service:
        service.bind(f"/proc/self/fd/{here}/w.bin")
    os.close(here)


def device(out: Path) -> None:
    try:
        os.mknod(out / "w.bin", stat.S_IFCHR | 0o644, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can make a device")


def terabyte(out: Path) -> None:
    (out / "w.bin").touch()
    os.truncate(out / "w.bin", 1 << 40)


def odd_name(out: Path) -> None:
    os.close(os.open(os.fsencode(out) + b"/w\n\x1b[31m\xe2\x80\xae\xff.bin", os.O_CREAT))


def deep(out: Path) -> None:
    (out / "/".join(["d"] * 200)).mkdir(parents=True)


def twins(out: Path) -> None:
    (out / "W.bin").touch()
    (out / "w.bin").touch()


def attributes(out: Path) -> None:
    (out / "w.bin").touch()
    try:
        os.setxattr(out / "w.bin", "user.w", b"w" * 2000)
    except OSError:
        pytest.skip("this file system has no extended attributes")


def hard_link(out: Path) -> None:
    (out / "a.bin").touch()
    os.link(out / "a.bin", out / "b.bin")


def link(out: Path) -> None:
    (out / "w.bin").symlink_to("/etc/passwd")


def linked_directory(out: Path) -> None:
    (out / "sub").symlink_to("/etc")


DIRECTORIES = {
    "a05 data in attributes": (attributes, Ending.ARTIFACT_ATTRIBUTES),
    "a07 two names for one file": (hard_link, Ending.ARTIFACT_HARD_LINK),
    "a08 a link to what is not shipped": (link, Ending.ARTIFACT_LINK),
    "a09 a directory that lies elsewhere": (linked_directory, Ending.ARTIFACT_LINK),
    "b13 a pipe that nobody writes to": (fifo, Ending.ARTIFACT_SPECIAL),
    "b14 a socket": (listening, Ending.ARTIFACT_SPECIAL),
    "b15 a device without an end": (device, Ending.ARTIFACT_SPECIAL),
    "b16 a terabyte of nothing": (terabyte, Ending.ARTIFACT_SPARSE),
    "b17 a name that writes over the terminal": (odd_name, Ending.ARTIFACT_NAME),
    "b18 two hundred directories deep": (deep, Ending.ARTIFACT_TOO_DEEP),
    "b19 names that some disks take for one": (twins, Ending.ARTIFACT_TWINS),
}


@pytest.mark.parametrize("name", DIRECTORIES)
def test_a_directory_that_is_no_plain_artifact_is_refused(name: str, tmp_path: Path, note: Note) -> None:
    make, ending = DIRECTORIES[name]
    (tmp_path / "out").mkdir()
    make(tmp_path / "out")
    began = time.monotonic()
    with pytest.raises(Ended) as caught:
        frozen(tmp_path / "out")
    note(ending, caught.value.ending)
    assert caught.value.ending is ending
    assert str(caught.value.facts["file"]).isprintable()
    assert time.monotonic() - began < 5
