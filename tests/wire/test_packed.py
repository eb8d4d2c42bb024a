from __future__ import annotations

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import ArtifactError
from grader.wire.packed import pack, unpack


@given(st.binary(max_size=2000))
def test_what_is_packed_is_one_word_and_comes_back(data: bytes) -> None:
    packed = pack(data)
    assert packed.isascii()
    assert len(packed.split()) == 1
    assert unpack(packed, len(data), "the report") == data


@pytest.mark.parametrize(
    "packed",
    [
        "not base64!",
        base64.b64encode(b"not zlib").decode(),
        pack(b"x" * 1000)[:-8],
        base64.b64encode(zlib.compress(b"x") + b"more").decode(),
        pack(bytes(50 << 20)),  # a bomb of 50 MB in 70 kB
    ],
)
def test_anything_else_is_refused(packed: str) -> None:
    with pytest.raises(ArtifactError, match="the report"):
        unpack(packed, 1000, "the report")
