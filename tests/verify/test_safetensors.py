"""The reader of safetensors headers believes nothing: what it counts, the library can load; everything else is None."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from grader.verify.safetensors import ITEM_BYTES, MAX_HEADER, SMALL_HEADER, tensor_bytes

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def file_of(header: object, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def tensor(start: int, stop: int, *, shape: object = None, dtype: object = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": [(stop - start) // 4] if shape is None else shape, "data_offsets": [start, stop]}


def count(data: bytes, directory: Path) -> int | None:
    path = directory / "model.safetensors"
    path.write_bytes(data)
    return tensor_bytes(path)


ARRAYS = st.dictionaries(
    st.text("abc.weight_019é", min_size=1, max_size=12),
    st.tuples(
        st.sampled_from(["float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool"]),
        st.lists(st.integers(0, 5), max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=6,
)


def saved(shapes: Mapping[str, tuple[str, tuple[int, ...]]], metadata: dict[str, str] | None = None) -> bytes:
    return save({name: np.zeros(shape, dtype) for name, (dtype, shape) in shapes.items()}, metadata)


@quick
@given(shapes=ARRAYS)
def test_it_agrees_with_the_library_on_good_files(shapes: dict[str, tuple[str, tuple[int, ...]]], tmp_path: Path) -> None:
    expected = sum(np.zeros(shape, dtype).nbytes for dtype, shape in shapes.values())
    assert count(saved(shapes, {"format": "pt"}), tmp_path) == expected


@quick
@given(shapes=ARRAYS, data=st.data())
def test_no_mutation_makes_it_raise_or_count_what_the_library_refuses(
    shapes: dict[str, tuple[str, tuple[int, ...]]], data: st.DataObject, tmp_path: Path
) -> None:
    content = bytearray(saved(shapes))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1)) if content else 0
        match data.draw(st.sampled_from(["flip", "cut", "insert", "drop"])):
            case "flip" if content:
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place:]
            case "insert":
                content[place:place] = data.draw(st.binary(min_size=1, max_size=8))
            case _:
                del content[place : place + 1]
    if (counted := count(bytes(content), tmp_path)) is not None:
        assert 0 <= counted < len(content)
        if _is_utf8_object(bytes(content)):
            assert sum(_loaded(bytes(content)).values()) == counted


def _is_utf8_object(content: bytes) -> bool:
    """Whether the library would take the header for JSON at all: it wants UTF-8 that starts with a brace, without repeated names."""
    text = content[8 : 8 + int.from_bytes(content[:8], "little")]
    try:
        names = json.loads(text.decode(), object_pairs_hook=lambda pairs: [name for name, _ in pairs])
    except ValueError:
        return False
    return text.startswith(b"{") and len(set(names)) == len(names) and "__metadata__" not in names


def _loaded(content: bytes) -> dict[str, int]:
    found: list[tuple[str, dict[str, Any]]] = safetensors.deserialize(content)  # type: ignore[no-untyped-call]
    return {name: len(each["data"]) for name, each in found}


@quick
@given(st.binary(max_size=200))
def test_random_bytes_never_make_it_raise(tmp_path: Path, content: bytes) -> None:
    assert count(content, tmp_path) is None or len(content) >= 10


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["dtype", "shape", "data_offsets", "a"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@quick
@given(header=st.dictionaries(st.sampled_from(["a", "b", "__metadata__"]), JSON, max_size=3) | JSON)
def test_no_header_makes_it_raise(header: object, tmp_path: Path) -> None:
    count(file_of(header, b"\0" * 8), tmp_path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"\2\0\0\0\0\0\0\0", "no header"),
        (b"PK\3\4" + b"\0" * 100, "a zip archive"),
        ((1 << 63).to_bytes(8, "little") + b"{}" + b" " * 64, "a header of exabytes"),
        ((MAX_HEADER + 1).to_bytes(8, "little") + b"{}", "a header longer than the file"),
        (file_of({"a": tensor(0, 8), "b": tensor(4, 12)}, b"\0" * 12), "overlapping tensors"),
        (file_of({"a": tensor(0, 8), "b": tensor(0, 8)}, b"\0" * 8), "one span twice"),
        (file_of({"a": tensor(0, 4), "b": tensor(8, 12)}, b"\0" * 12), "a gap between tensors"),
        (file_of({"a": tensor(4, 12)}, b"\0" * 12), "a gap in front"),
        (file_of({"a": tensor(0, 8)}, b"\0" * 100), "bytes after the last tensor"),
        (file_of({"a": tensor(0, 8)}, b"\0" * 7), "a byte too few"),
        (file_of({"a": tensor(0, 8, shape=[1 << 40, 1 << 40])}, b"\0" * 8), "a shape that overflows"),
        (file_of({"a": tensor(0, 8, shape=[1 << 63, 0, 2])}, b"\0" * 8), "a shape of more than 48 bits"),
        (file_of({"a": tensor(0, 8, shape=[-2, -1])}, b"\0" * 8), "a negative shape"),
        (file_of({"a": tensor(0, 8, shape=[2.0])}, b"\0" * 8), "a fractional shape"),
        (file_of({"a": tensor(0, 4, shape=[True])}, b"\0" * 4), "a shape of truth values"),
        (file_of({"a": tensor(0, 4, shape="")}, b"\0" * 4), "a shape that is text"),
        (file_of({"a": tensor(0, 4, shape={})}, b"\0" * 4), "a shape that is an object"),
        (file_of({"a": tensor(0, 4, shape=[1] * 17)}, b"\0" * 4), "too many dimensions"),
        (file_of({"a": tensor(8, 0, shape=[0])}, b"\0" * 8), "an end before its start"),
        (file_of({"a": tensor(0, 8, dtype="F31")}, b"\0" * 8), "an unknown type"),
        (file_of({"a": tensor(0, 8, dtype=["F32"])}, b"\0" * 8), "a type that is a list"),
        (file_of({"a": {"dtype": "F32", "shape": [2]}}, b"\0" * 8), "no offsets"),
        (file_of({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4, 8]}}, b"\0" * 8), "three offsets"),
        (file_of([tensor(0, 8)], b"\0" * 8), "a list instead of an object"),
        (file_of(b"{" * 100_000), "a header nested without end"),
        (file_of(b"[" * 100_000), "a list nested without end"),
        (file_of(b'{"a": ' + b"9" * 5000 + b"}"), "a number without end"),
        (file_of(b'{"a": \xff}'), "a header that is not text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_well_formed_is_not_counted(content: bytes, fault: str, tmp_path: Path) -> None:
    assert count(content, tmp_path) is None, fault


def test_metadata_may_be_long_only_beside_long_tensors(tmp_path: Path) -> None:
    hidden = {"__metadata__": {"weights": "w" * (2 * SMALL_HEADER)}}
    assert count(file_of({**hidden, "a": tensor(0, 4)}, b"\0" * 4), tmp_path) is None
    large = 48 * SMALL_HEADER
    assert count(file_of({**hidden, "a": tensor(0, large)}, b"\0" * large), tmp_path) == large


def test_empty_tensors_take_no_place(tmp_path: Path) -> None:
    assert count(file_of({"a": tensor(0, 0, shape=[0, 7]), "b": tensor(0, 4), "c": tensor(4, 4, shape=[0])}, b"\0" * 4), tmp_path) == 4


@pytest.mark.parametrize("dtype", ITEM_BYTES)
def test_every_type_has_the_librarys_size(dtype: str, tmp_path: Path) -> None:
    content = file_of({"a": tensor(0, 6 * ITEM_BYTES[dtype], shape=[2, 3], dtype=dtype)}, b"\0" * 6 * ITEM_BYTES[dtype])
    assert count(content, tmp_path) == sum(_loaded(content).values()) == 6 * ITEM_BYTES[dtype]
