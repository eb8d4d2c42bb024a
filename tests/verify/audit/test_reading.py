"""Files are read as their own libraries wrote them, and damaged ones are told: nothing crashes, hangs or is believed."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from grader.core.audit import Proof
from grader.core.table import Family
from grader.verify.audit import archive
from grader.verify.audit.contents import Form
from grader.verify.audit.onnx import read_onnx
from grader.verify.audit.openvino import read_openvino
from grader.verify.audit.protobuf import MAX_DEPTH, MAX_FIELDS, Malformed, Walker
from tests.verify.audit.support import Auditing, codes, contents, model, traced, weights

mutated = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def message(number: int, payload: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def tensor(name: str, shape: tuple[int, ...], raw: bytes, dtype: int = 1, *more: bytes) -> bytes:
    return (
        b"".join(b"\x08" + varint(size) for size in shape)
        + b"\x10"
        + varint(dtype)
        + message(8, name.encode())
        + message(9, raw)
        + b"".join(more)
    )


def onnx_file(*initializers: bytes, node: bytes = message(4, b"MatMul")) -> bytes:
    return b"\x08\x0a" + message(7, message(1, node) + b"".join(message(5, each) for each in initializers))


SMALL_ONNX = onnx_file(tensor("w", (16, 8), np.arange(128, dtype="<f4").tobytes()))
SMALL_XML = (
    b'<?xml version="1.0"?><net name="m" version="11"><layers><layer id="0" name="w" type="Const">'
    b'<data element_type="f32" shape="16,8" offset="0" size="512"/></layer><layer id="1" name="r" type="Result"/></layers></net>'
)


def archive_of(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, text in files.items():
            made.writestr(f"m/{name}", text)
    return data.getvalue()


def test_every_form_is_told_apart(tmp_path: Path) -> None:
    save_file(weights(), tmp_path / "a.safetensors")
    torch.save(weights(), tmp_path / "b.bin")
    torch.save(weights(), tmp_path / "c.pt", _use_new_zipfile_serialization=False)
    traced(model()).save(str(tmp_path / "d.pt"))
    np.savez(tmp_path / "e.npz", a=np.zeros(3))
    (tmp_path / "f.onnx").write_bytes(SMALL_ONNX)
    (tmp_path / "g.xml").write_bytes(SMALL_XML)
    (tmp_path / "g.bin").write_bytes(bytes(512))
    (tmp_path / "h.engine").write_bytes(b"ftrt" + bytes(20))
    (tmp_path / "i.tflite").write_bytes(b"\x1c\0\0\0TFL3" + bytes(20))
    (tmp_path / "j.gguf").write_bytes(b"GGUF" + bytes(20))
    (tmp_path / "k.json").write_text("{}")
    (tmp_path / "l").write_bytes(b"")
    found = contents(tmp_path)
    assert list(found.files.values()) == [
        Form.SAFETENSORS, Form.TORCH, Form.TORCH, Form.TORCHSCRIPT, Form.NUMPY, Form.ONNX, Form.OPENVINO, Form.OPENVINO, Form.TENSORRT,
        Form.TFLITE, Form.GGUF, Form.DESCRIPTION, Form.UNKNOWN,
    ]  # fmt: skip
    assert found.graphs == ("d.pt", "f.onnx", "g.xml")
    assert found.operations["linear"] == 4
    assert found.problems.keys() == {"l"}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"x", onnx_file(node=b""), SMALL_ONNX[:-1], onnx_file(tensor("w", (16, 9), bytes(512))),
        onnx_file(tensor("w", (1 << 60, 1 << 60), bytes(512))), onnx_file(tensor("w", (1,) * 20, bytes(4))),
        onnx_file(tensor("w", (4,), b"", 1, message(13, message(1, b"location") + message(2, b"../secret")))),
        onnx_file(tensor("w", (4,), b"", 1, message(13, message(1, b"location") + message(2, b"beside")))),
        b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x3b\x3c" * 50,
    ],
)  # fmt: skip
def test_what_is_no_onnx_file_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "beside").write_bytes(bytes(15))
    (tmp_path / "m.onnx").write_bytes(data)
    found = contents(tmp_path)
    assert found.problems["m.onnx"].code == "audit-file-malformed"
    assert not found.graphs


def test_weights_beside_an_onnx_file_are_found(tmp_path: Path) -> None:
    entries = (message(13, message(1, key) + message(2, value)) for key, value in ((b"location", b"weights"), (b"offset", b"8")))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "weights").write_bytes(bytes(8) + np.arange(4, dtype="<f4").tobytes())
    (tmp_path / "deep" / "m.onnx").write_bytes(onnx_file(tensor("w", (4,), b"", 1, *entries)))
    (found,) = contents(tmp_path).tensors
    assert found.bits().view("<f4").tolist() == [0, 1, 2, 3]
    assert contents(tmp_path).files["deep/weights"] is Form.ONNX


def test_messages_nested_without_end_are_no_graph() -> None:
    data = b""
    for _ in range(40):
        data = message(7, message(1, message(5, message(6, data))))
    (walker := Walker(memoryview(data))).left = 10_000
    with pytest.raises(Malformed):
        list(walker.fields(0, len(data), MAX_DEPTH + 1))


def test_fields_without_end_are_given_up(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"\x08\x00" * (MAX_FIELDS + 1))
    found = contents(tmp_path)
    assert found.problems["m.onnx"].facts["detail"] == "too many fields"


@mutated
@given(data=st.data())
def test_damaged_graphs_are_told_and_nothing_else_happens(data: st.DataObject, tmp_path: Path) -> None:
    whole = data.draw(st.sampled_from([SMALL_ONNX, SMALL_XML]))
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    name = "m.onnx" if whole is SMALL_ONNX else "m.xml"
    (tmp_path / "m.bin").write_bytes(bytes(512))
    path = tmp_path / name
    path.write_bytes(damaged[: data.draw(st.integers(0, len(whole)))])
    try:
        graph = read_onnx(path, {"m.onnx": path.stat().st_size}) if name == "m.onnx" else read_openvino(path)
    except (Malformed, ValueError):
        return
    assert all(tensor.bits().nbytes == tensor.stop - tensor.start for tensor in graph.tensors)


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE net [<!ENTITY a "' + b"a" * 50 + b'"><!ENTITY b "&a;&a;">]><net><layers><layer type="Const">&b;</layer></layers></net>',
        b"<net>" * 40, b"<other/>", b"<net/>", SMALL_XML.replace(b"512", b"508"), SMALL_XML.replace(b'offset="0"', b'offset="4"'),
        SMALL_XML.replace(b"16,8", b"-16,-8"), SMALL_XML.replace(b'offset="0"', b'offset="-4"'), SMALL_XML.replace(b"16,8", b"x"),
    ],
)  # fmt: skip
def test_what_is_no_openvino_model_is_told(tmp_path: Path, xml: bytes) -> None:
    (tmp_path / "m.bin").write_bytes(bytes(512))
    (tmp_path / "m.xml").write_bytes(xml)
    assert contents(tmp_path).problems["m.xml"].code == "audit-file-malformed"


@mutated
@given(data=st.data())
def test_damaged_archives_are_told_and_nothing_else_happens(data: st.DataObject, tmp_path: Path) -> None:
    whole = archive_of(**{"data.pkl": b"x", "constants.pkl": b"y", "code/a.py": b"ops.quantized.linear_dynamic(1)"})
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        damaged[place] = data.draw(st.integers(0, 255))
    (tmp_path / "m.zip").write_bytes(damaged[: data.draw(st.integers(1, len(whole)))])
    try:
        archive.called(tmp_path / "m.zip", archive.members(tmp_path / "m.zip"))
    except Malformed:
        return


def test_an_archive_is_listed_as_zipfile_lists_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as made:
        made.writestr("../../evil.py", "x")
        made.writestr(zipfile.ZipInfo("m/code/a.py"), "ops.quantized.linear(torch.relu(x))", zipfile.ZIP_DEFLATED)
        made.comment = b"PK" * 20
    with zipfile.ZipFile(tmp_path / "m.zip") as made:
        expected = [(each.filename, each.compress_size, each.file_size) for each in made.infolist()]
    found = archive.members(tmp_path / "m.zip")
    assert [(each.name, each.packed, each.size) for each in found] == expected
    assert archive.called(tmp_path / "m.zip", found) == {"quantized.linear": 1, "relu": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.zip"]


def test_an_archive_that_claims_millions_of_files_is_given_up(tmp_path: Path) -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", *[0] * 9, 0, 0, 0, 0, 0, 0, 0)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFE, 0xFFFE, len(entry), 4, 0)
    (tmp_path / "m.pt").write_bytes(b"PK\3\4" + entry + end)
    assert contents(tmp_path).files["m.pt"] is Form.UNKNOWN


def test_a_bomb_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.pt", "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("data.pkl", "constants.pkl"):
            made.writestr(f"m/{name}", "x")
        made.writestr("m/code/a.py", bytes(100 << 20))
    tracemalloc.start()
    assert contents(tmp_path).files["m.pt"] is Form.TORCHSCRIPT
    assert tracemalloc.get_traced_memory()[1] < 60 << 20
    tracemalloc.stop()


def test_what_cannot_be_read_is_held_against_nobody(auditing: Auditing, tmp_path: Path) -> None:
    save_file({"w": torch.randn(64, 64)}, tmp_path / "model.safetensors")
    (tmp_path / "weights.dat").write_bytes(bytes(100_000))
    found = auditing(contents(tmp_path), Family.PRUNING, "unstructured")
    assert (found.proof, codes(found)[0]) == (Proof.CANNOT_TELL, "audit-file-unknown")
    (tmp_path / "weights.dat").write_bytes(b"a note")
    assert auditing(contents(tmp_path), Family.PRUNING, "unstructured").proof is Proof.NOT_APPLIED


@pytest.mark.parametrize("damage", [b"", b"\xff" * 8 + b"{}", (1 << 62).to_bytes(8, "little") + b"{}" * 40])
def test_a_damaged_safetensors_file_is_told(auditing: Auditing, tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(damage)
    found = auditing(contents(tmp_path), Family.CLUSTERING)
    assert found.proof is Proof.CANNOT_TELL


def test_a_directory_without_weights_does_not_tell(auditing: Auditing, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("[" * 100_000)
    found = auditing(contents(tmp_path), Family.QUANTIZATION, "int8")
    assert (found.proof, codes(found)[0]) == (Proof.CANNOT_TELL, "audit-no-weights")
