"""What a process has loaded is seen from outside: libraries by their names, files of the artifact by what they are."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from grader.verify.seen import look


def test_files_that_are_mapped_or_open_are_seen_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("mapped", "deep/open", "neither"):
        (tmp_path / name).write_bytes(b"weights")
    with (tmp_path / "mapped").open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    with (tmp_path / "deep/open").open("rb"):
        found = look([os.getpid()], tmp_path)
    mapped.close()
    assert found is not None
    assert found.files == ("deep/open", "mapped")


def test_runtimes_are_known_by_their_libraries() -> None:
    import onnxruntime

    found = look([os.getpid()], None)
    assert onnxruntime.__version__
    assert found is not None
    assert "onnxruntime" in found.runtimes
    assert "openvino" in found.runtimes or "onnxruntime-cuda" not in found.runtimes


def test_where_nothing_can_be_seen_nothing_is_said(tmp_path: Path) -> None:
    assert look([], tmp_path) is None
    assert look([2**22 + 1], tmp_path) is None
