"""List what a zip archive holds without unpacking it: PyTorch's files, TorchScript's and NumPy's are such archives.

Format: APPNOTE.TXT of PKWARE, 4.3. `zipfile` would make an object of every entry that a file claims to have; this reader is bounded.
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from grader.verify.audit.protobuf import Malformed

MAX_ENTRIES = 50_000
#: Text of a TorchScript archive's code that is read, in all.
MAX_CODE = 16 << 20
_END, _END64, _LOCATOR = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL_BYTES, _TAIL = 30, 22 + (1 << 16)
STORED, DEFLATED = 0, 8
_CALL = re.compile(rb"\bops\.(\w+)\.(\w+)\(|\btorch\.(\w+)\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive: how it is stored, its bytes there and unpacked, and where its header lies."""

    name: str
    method: int
    packed: int
    size: int
    header: int


def members(path: Path) -> list[Member]:
    """Return the files of an archive.

    Raises:
        Malformed: it is none.
        OSError: it cannot be mapped.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place, count = _directory(data)
        if count > MAX_ENTRIES:
            raise Malformed("too many files")
        found = []
        for _ in range(count):
            raw = data[place : place + _ENTRY.size]
            if len(raw) < _ENTRY.size:
                raise Malformed("a directory that ends early")
            sign, _, _, _, method, _, _, _, packed, size, name, extra, comment, _, _, _, header = _ENTRY.unpack(raw)
            if sign != b"PK\1\2":
                raise Malformed("no directory")
            place += _ENTRY.size
            text = data[place : place + name].decode("utf-8", "replace")
            found.append(Member(name=text, method=method, packed=packed, size=size, header=header))
            place += name + extra + comment
        return found


def _directory(data: mmap.mmap) -> tuple[int, int]:
    """Return where the directory of an archive begins and how many entries it has."""
    end = data.rfind(_END, max(0, len(data) - _TAIL))
    if end < 0 or end + 22 > len(data):
        raise Malformed("no archive")
    count, _, start = struct.unpack_from("<HLL", data, end + 10)
    if start == 0xFFFFFFFF or count == 0xFFFF:
        locator = end - 20
        if locator < 0 or data[locator : locator + 4] != _LOCATOR:
            raise Malformed("no directory")
        (place,) = struct.unpack_from("<Q", data, locator + 8)
        if place + 56 > len(data) or data[place : place + 4] != _END64:
            raise Malformed("no directory")
        count, _, start = struct.unpack_from("<QQQ", data, place + 32)
    return start, count


def is_torchscript(found: list[Member]) -> bool:
    """Whether an archive holds a program beside its weights."""
    names = {member.name.partition("/")[2] for member in found}
    return "constants.pkl" in names and any(name.startswith("code/") for name in names)


def is_torch(found: list[Member]) -> bool:
    """Whether an archive is what `torch.save` writes."""
    return any(member.name.partition("/")[2] == "data.pkl" for member in found)


def is_numpy(found: list[Member]) -> bool:
    """Whether an archive is what `numpy.savez` writes."""
    return bool(found) and all(member.name.endswith(".npy") for member in found)


def called(path: Path, found: list[Member]) -> Counter[str]:
    """Count the operations that the code of a TorchScript archive calls, as its text names them.

    Raises:
        OSError: it cannot be mapped.
    """
    operations: Counter[str] = Counter()
    left = MAX_CODE
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for member in found:
            if not (member.name.partition("/")[2].startswith("code/") and member.name.endswith(".py")):
                continue
            text = _text(data, member, left)
            left -= len(text)
            operations.update(f"{space.decode()}.{name.decode()}" if name else plain.decode() for space, name, plain in _CALL.findall(text))
    return operations


def _text(data: mmap.mmap, member: Member, most: int) -> bytes:
    """Return the text of a file of an archive, at most so many bytes; nothing where it cannot be read."""
    head = data[member.header : member.header + _LOCAL_BYTES]
    if len(head) < _LOCAL_BYTES or head[:4] != b"PK\3\4":
        return b""
    name, extra = struct.unpack_from("<HH", head, 26)
    start = member.header + _LOCAL_BYTES + name + extra
    packed = data[start : start + min(member.packed, MAX_CODE)]
    if member.method == STORED:
        return packed[:most]
    try:
        return zlib.decompressobj(-15).decompress(packed, most) if member.method == DEFLATED and most > 0 else b""
    except zlib.error:
        return b""
