"""Bytes as one line of text: for a job's output, and for where GitHub keeps text of ours."""

from __future__ import annotations

import base64
import binascii
import zlib

from grader.core.errors import ArtifactError


def pack(data: bytes) -> str:
    """Compress (zlib) and write in base64 (RFC 4648)."""
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def unpack(text: str, limit: int, name: str) -> bytes:
    """Read what `pack` wrote; nothing larger than `limit` bytes is ever held, whatever the text claims to be.

    Raises:
        ArtifactError: it is something else, or larger.
    """
    try:
        stream = zlib.decompressobj()
        data = stream.decompress(base64.b64decode(text, validate=True), limit + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ArtifactError(f"{name}: {error}") from error
    if len(data) > limit:
        raise ArtifactError(f"{name}: larger than {limit} bytes")
    if not stream.eof or stream.unused_data:
        raise ArtifactError(f"{name}: cut off, or followed by something else")
    return data
