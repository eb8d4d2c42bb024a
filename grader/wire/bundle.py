"""The evidence of one grading in one file: a tar archive (ustar) through gzip, the same bytes for the same contents.

Whoever holds the file may have changed it, so it is read into memory and never unpacked: only what `pack` itself writes is
taken, header for header. Any other name, kind of file or order is refused, and so is a content that its manifest does not
know by its SHA-256. Nothing is signed: the hashes show damage, not who wrote the file.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import msgspec

from grader.core.errors import ArtifactError, BadInput
from grader.core.words import Fact

MANIFEST = "manifest.json"
#: Bytes of the file, of its contents together, and how many there may be.
MAX_PACKED, MAX_BYTES, MAX_MEMBERS = 32 << 20, 128 << 20, 2_000

_MEMBER = re.compile(
    r"(?:submission|runs|card|decisions|course|judged-by|environment)\.json|samples/row-[0-9]{1,5}\.json|logs/row-[0-9]{1,5}\.txt"
)
_BLOCK = tarfile.BLOCKSIZE
_SIZE = slice(124, 135)  # octal digits (POSIX.1-2017, pax, "ustar Interchange Format")


class Fault(StrEnum):
    """Why a file is no bundle."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    NOT_GZIP = "not-gzip"
    CUT_OFF = "cut-off"
    FOREIGN = "foreign"
    MISSING = "missing"
    CHANGED = "changed"
    CONTENT = "content"


class NotABundle(BadInput):
    """A file is no bundle, or not as it was written; the facts say where."""

    def __init__(self, path: Path | str, fault: Fault, **facts: Fact) -> None:
        super().__init__(path, " ".join((fault, *map(str, facts.values()))), code=fault)
        self.fault, self.facts = fault, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a bundle holds: the version of the grader that wrote it, and its files by name."""

    grader: str
    members: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    version: int
    grader: str
    files: dict[str, str]


def pack(bundle: Bundle) -> bytes:
    """Turn the files of a bundle into bytes, with a manifest of their hashes in front.

    Raises:
        ArtifactError: they are larger than a bundle may be.
        ValueError: a file has a name that no bundle has.
    """
    if unknown := [name for name in bundle.members if not _MEMBER.fullmatch(name)]:
        raise ValueError(f"{unknown[0]} is no file of a bundle")
    members = dict(sorted(bundle.members.items()))
    files = {name: sha256(data).hexdigest() for name, data in members.items()}
    manifest = msgspec.json.format(msgspec.json.encode(_Manifest(version=1, grader=bundle.grader, files=files)), indent=1) + b"\n"
    archive = _archive({MANIFEST: manifest, **members}) if len(members) < MAX_MEMBERS else b""
    packed = gzip.compress(archive, mtime=0)
    if not archive or len(archive) > MAX_BYTES or len(packed) > MAX_PACKED:
        raise ArtifactError(f"the evidence would have {len(packed)} bytes, {len(archive)} unpacked: more than {MAX_PACKED} and {MAX_BYTES}")
    return packed


def read_bundle(path: Path) -> Bundle:
    """Read a bundle.

    Raises:
        NotABundle: it is no bundle, or not as it was written.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PACKED + 1)
    except OSError as error:
        raise NotABundle(path, Fault.UNREADABLE, error=error.strerror or "?") from error
    if len(data) > MAX_PACKED:
        raise NotABundle(path, Fault.TOO_LARGE, limit=MAX_PACKED >> 20)
    archive = _unzipped(data, path)
    members = dict(_members(archive, path))
    if _archive(members) != archive:  # a name twice, something behind the end
        raise NotABundle(path, Fault.FOREIGN, file="-")
    try:
        manifest = msgspec.json.decode(members.pop(MANIFEST), type=_Manifest)
    except (KeyError, ValueError, RecursionError) as error:
        raise NotABundle(path, Fault.CONTENT, file=MANIFEST) from error
    for name in sorted(manifest.files.keys() | members.keys()):
        if name not in members:
            raise NotABundle(path, Fault.MISSING, file=name)
        if manifest.files.get(name) != sha256(members[name]).hexdigest():
            raise NotABundle(path, Fault.CHANGED, file=name)
    return Bundle(grader=manifest.grader, members=members)


def _archive(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members.items():
            archive.addfile(_info(name, len(data)), io.BytesIO(data))
    return buffer.getvalue()


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size
    return info


def _unzipped(data: bytes, path: Path) -> bytes:
    """Decompress no more than a bundle may have, whatever the file claims to be."""
    stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        archive = stream.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise NotABundle(path, Fault.NOT_GZIP) from error
    if len(archive) > MAX_BYTES:
        raise NotABundle(path, Fault.TOO_LARGE, limit=MAX_BYTES >> 20)
    if not stream.eof:
        raise NotABundle(path, Fault.CUT_OFF)
    if stream.unused_data:
        raise NotABundle(path, Fault.FOREIGN, file="-")
    return archive


def _members(archive: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    """Walk through an archive; a header must be the very one that we would write for this name and size."""
    at = count = 0
    while (header := archive[at : at + _BLOCK]).strip(b"\0"):
        name, count = header[:100].rstrip(b"\0").decode("ascii", "replace"), count + 1
        if count > MAX_MEMBERS or (name != MANIFEST and not _MEMBER.fullmatch(name)):
            raise NotABundle(path, Fault.FOREIGN, file=name)
        size = int(digits, 8) if (digits := header[_SIZE]).isdigit() and not set(digits) & set(b"89") else 0
        if header != _info(name, size).tobuf(tarfile.USTAR_FORMAT):
            raise NotABundle(path, Fault.FOREIGN, file=name)
        data = archive[at + _BLOCK : at + _BLOCK + size]
        if len(data) < size:
            raise NotABundle(path, Fault.CUT_OFF)
        yield name, data
        at += _BLOCK + -(-size // _BLOCK) * _BLOCK
