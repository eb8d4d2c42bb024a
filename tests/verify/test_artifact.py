"""Freezing takes plain files and nothing else, and counts every byte of them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.verify.artifact import DESCRIPTIONS, MAX_DEPTH, MAX_DESCRIPTION, MAX_FILES, Artifact, descriptions, freeze
from grader.verify.endings import Ended

LIMIT_MB = 1


@pytest.fixture
def out(tmp_path: Path) -> Path:
    directory = tmp_path / "out"
    directory.mkdir()
    return directory


def frozen(directory: Path, target: Path | None = None) -> Artifact:
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return freeze(handle, target or directory.parent / "frozen", LIMIT_MB)
    finally:
        os.close(handle)


def refused(directory: Path) -> Ended:
    with pytest.raises(Ended) as caught:
        frozen(directory)
    return caught.value


def put(directory: Path, name: str, data: bytes = b"weights") -> Path:
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_the_copy_holds_the_same_bytes_under_the_same_names(out: Path) -> None:
    contents = {"model.bin": b"\0" * 300_000, "a/config.json": b"{}", "a/b/vocabulary.txt": "слово".encode()}
    for name, data in contents.items():
        put(out, name, data)
    artifact = frozen(out)
    assert {name: (artifact.root / name).read_bytes() for name in artifact.files} == contents
    assert artifact.files == {name: (len(data), sha256(data).hexdigest()) for name, data in sorted(contents.items())}


def test_the_copy_is_another_file_that_the_first_cannot_change(out: Path) -> None:
    file = put(out, "model.bin")
    artifact = frozen(out)
    file.write_bytes(b"another model")
    assert (artifact.root / "model.bin").read_bytes() == b"weights"


def test_a_strict_umask_does_not_hide_the_copy_from_the_sandbox(out: Path) -> None:
    put(out, "a/b/model.bin")
    before = os.umask(0o077)
    try:
        root = frozen(out).root
    finally:
        os.umask(before)
    assert {oct(path.stat().st_mode & 0o777) for path in (root, root / "a", root / "a/b")} == {"0o755"}
    assert (root / "a/b/model.bin").stat().st_mode & 0o777 == 0o444


def symbolic_link(out: Path) -> None:
    (out / "model.bin").symlink_to("/etc/passwd")


def dangling_link(out: Path) -> None:
    (out / "model.bin").symlink_to("nowhere")


def linked_directory(out: Path) -> None:
    (out / "model").symlink_to("/etc")


def hard_link(out: Path) -> None:
    os.link(put(out, "model.bin"), out / "same.bin")


def fifo(out: Path) -> None:
    os.mkfifo(out / "model.bin")


def unix_socket(out: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(out, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/model.bin")  # the path of a socket must be short
        os.close(here)


@pytest.mark.parametrize(
    ("make", "ending"),
    [
        (symbolic_link, Ending.ARTIFACT_LINK),
        (dangling_link, Ending.ARTIFACT_LINK),
        (linked_directory, Ending.ARTIFACT_LINK),
        (fifo, Ending.ARTIFACT_SPECIAL),
        (unix_socket, Ending.ARTIFACT_SPECIAL),
        (hard_link, Ending.ARTIFACT_HARD_LINK),
    ],
)
def test_what_is_not_a_plain_file_of_its_own_is_refused(out: Path, make: Callable[[Path], None], ending: Ending) -> None:
    make(out)
    ended = refused(out)
    assert ended.ending is ending
    assert str(ended.facts["file"]) in os.listdir(out)


def test_a_device_is_refused(out: Path) -> None:
    try:
        os.mknod(out / "model.bin", 0o020644, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can make a device")
    ended = refused(out)
    assert (ended.ending, ended.facts) == (Ending.ARTIFACT_SPECIAL, {"file": "model.bin"})


def test_data_beside_the_data_is_refused(out: Path) -> None:
    file = put(out, "model.bin")
    try:
        os.setxattr(file, "user.weights", b"w" * 1000)
    except OSError:
        pytest.skip("this file system has no extended attributes")
    ended = refused(out)
    assert (ended.ending, ended.facts) == (Ending.ARTIFACT_ATTRIBUTES, {"file": "model.bin"})


@pytest.mark.parametrize(
    "name",
    [
        b".hidden",
        b"-rf",
        b"a b.bin",
        b"model\n.bin",
        b"\x1b[31mred.bin",
        b"\xff\xfe.bin",
        "вес.bin".encode(),
        "a\u202ebin".encode(),
        b"x" * 65,
    ],
)
def test_an_odd_name_is_refused_and_its_message_can_be_written(out: Path, name: bytes) -> None:
    os.close(os.open(os.fsencode(out) + b"/" + name, os.O_CREAT | os.O_WRONLY))
    ended = refused(out)
    assert ended.ending is Ending.ARTIFACT_NAME
    assert str(ended.facts["file"]).isascii()
    assert str(ended.facts["file"]).isprintable()


def test_directories_go_only_so_deep(out: Path) -> None:
    deepest = "/".join("abcdefgh"[: MAX_DEPTH - 1])
    put(out, f"{deepest}/model.bin")
    assert list(frozen(out).files) == [f"{deepest}/model.bin"]
    put(out, f"{deepest}/z/model.bin")
    shutil.rmtree(out.parent / "frozen")
    ended = refused(out)
    assert (ended.ending, ended.facts) == (Ending.ARTIFACT_TOO_DEEP, {"file": f"{deepest}/z", "limit": MAX_DEPTH})


def test_only_so_many_files_are_taken(out: Path) -> None:
    for number in range(MAX_FILES):
        put(out, f"{'ab'[number % 2]}/{number}")
    assert len(frozen(out).files) == MAX_FILES
    put(out, "c/one-more")
    shutil.rmtree(out.parent / "frozen")
    ended = refused(out)
    assert (ended.ending, ended.facts) == (Ending.ARTIFACT_TOO_MANY, {"file": "c/one-more", "limit": MAX_FILES})


def test_a_file_among_hundreds_of_empty_directories_is_not_lost_silently(out: Path) -> None:
    put(out, "model.bin")
    for number in range(300):
        (out / f"d{number}").mkdir()
    assert refused(out).ending is Ending.ARTIFACT_TOO_MANY


def test_the_limit_is_for_all_files_together(out: Path) -> None:
    put(out, "a.bin", b"a" * (LIMIT_MB * MB))
    assert frozen(out).weight_bytes == LIMIT_MB * MB
    put(out, "b.bin", b"b")
    shutil.rmtree(out.parent / "frozen")
    ended = refused(out)
    assert (ended.ending, ended.facts["limit_mb"], ended.facts["file"]) == (Ending.ARTIFACT_TOO_LARGE, LIMIT_MB, "b.bin")


def test_holes_count_as_bytes(out: Path) -> None:
    file = put(out, "model.bin", b"")
    os.truncate(file, 900_000)
    assert file.stat().st_blocks * 512 < 900_000
    assert frozen(out).weight_bytes == 900_000


def test_a_giant_hole_is_refused_before_it_is_read(out: Path) -> None:
    os.truncate(put(out, "model.bin", b""), 1 << 40)
    assert refused(out).ending is Ending.ARTIFACT_SPARSE


@pytest.mark.parametrize("first", ["W.bin", "A/w.bin"])
def test_names_that_differ_only_in_case_are_refused(out: Path, first: str) -> None:
    put(out, first)
    put(out, first.lower())
    ended = refused(out)
    assert (ended.ending, ended.facts) == (Ending.ARTIFACT_TWINS, {"file": first.lower(), "twin": first})


@pytest.mark.parametrize("what", ["model.bin", "model", "."])
def test_what_may_not_be_read_is_theirs(out: Path, what: str) -> None:
    """Else a team could make its failure ours; a supervisor that is root reads it all the same."""
    put(out, "model.bin")
    put(out, "model/config.json")
    handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    (out / what).chmod(0)
    try:
        if os.geteuid() == 0:
            assert len(freeze(handle, out.parent / "frozen", LIMIT_MB).files) == 2
        else:
            with pytest.raises(Ended) as caught:
                freeze(handle, out.parent / "frozen", LIMIT_MB)
            assert caught.value.ending is Ending.ARTIFACT_UNREADABLE
    finally:
        (out / what).chmod(0o755)
        os.close(handle)


def test_more_bytes_than_the_file_had_when_it_was_opened_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Ended) as caught:  # files of /proc say that they are empty, and are not
        frozen(Path("/proc/sys/kernel/random"), tmp_path / "frozen")
    assert caught.value.ending is Ending.ARTIFACT_GROWING


@pytest.mark.parametrize("directories", [(), ("a", "a/b")])
def test_nothing_is_refused(out: Path, directories: tuple[str, ...]) -> None:
    for name in directories:
        (out / name).mkdir()
    assert refused(out).ending is Ending.ARTIFACT_EMPTY


def test_an_empty_file_is_a_file(out: Path) -> None:
    put(out, "model.bin", b"")
    assert frozen(out).files["model.bin"][0] == 0


def test_names_count_in_the_folder(out: Path) -> None:
    put(out, "x" * 64, b"12345")
    put(out, "a/b", b"67")
    artifact = frozen(out)
    assert artifact.folder_bytes == 64 + 5 + len("a/b") + 2
    assert artifact.weight_bytes == 5 + 2


def test_descriptions_are_no_weights(out: Path) -> None:
    put(out, "model.bin", b"w" * 1000)
    for suffix in DESCRIPTIONS:
        put(out, f"config{suffix}", b"{}")
    artifact = frozen(out)
    assert artifact.weight_files == ("model.bin",)
    assert artifact.weight_bytes == 1000
    assert artifact.folder_bytes > 1000


def test_a_large_description_is_a_weight_file(out: Path) -> None:
    put(out, "model.json", b"w" * (MAX_DESCRIPTION + 1))
    assert frozen(out).weight_bytes == MAX_DESCRIPTION + 1


def test_a_model_spread_over_many_small_descriptions_is_weights(out: Path) -> None:
    put(out, "model.bin", b"stub")
    for number in range(10):
        put(out, f"part{number}.txt", b"w" * 60_000)
    assert frozen(out).weight_bytes == 4 + 600_000


def tensors(*shapes: tuple[int, ...]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    generator = np.random.default_rng(0)
    return {f"layer{number}": generator.standard_normal(shape, dtype=np.float32) for number, shape in enumerate(shapes)}


def test_parameters_are_counted_over_all_weight_files(out: Path) -> None:
    save_file(tensors((3, 4), (5,)), out / "a.safetensors")
    save_file({"indices": np.zeros((7, 7), np.uint8)}, out / "b.safetensors")
    put(out, "config.json", b"{}")
    artifact = frozen(out)
    assert artifact.parameter_bytes() == 4 * (12 + 5) + 49 < artifact.weight_bytes


def test_parameters_are_unknown_where_a_weight_file_is_something_else(out: Path) -> None:
    save_file(tensors((3, 4)), out / "a.safetensors")
    put(out, "b.pt", b"anything")
    assert frozen(out).parameter_bytes() is None


def test_parameters_are_unknown_where_there_are_no_weights(out: Path) -> None:
    put(out, "config.json", b"{}")
    assert frozen(out).parameter_bytes() is None


@pytest.mark.skipif(shutil.which("gzip") is None, reason="there is no gzip program")
def test_gz_is_what_gzip_6_makes(out: Path) -> None:
    save_file(tensors((100, 200)), out / "dense.safetensors")
    save_file({"indices": np.random.default_rng(0).integers(0, 16, 50_000).astype(np.uint8)}, out / "clustered.safetensors")
    put(out, "config.json", json.dumps({"layers": list(range(500))}).encode())
    put(out, "empty.bin", b"")
    artifact = frozen(out)
    expected = 0
    for name in artifact.files:
        # -n: no name of the file in the header
        expected += len(subprocess.run(["gzip", "-6", "-n", "-c", artifact.root / name], capture_output=True, check=True).stdout)
    assert artifact.gzip_size().value == pytest.approx(expected, abs=8 * len(artifact.files))


def test_the_vocabulary_of_the_original_is_no_weight_however_large_it_is(tmp_path: Path) -> None:
    """A tokenizer of megabytes belongs to the model, and a file of the team's that only looks like one is counted."""
    model, made = tmp_path / "model", tmp_path / "made"
    for directory in (model, made):
        directory.mkdir()
        save_file({"weight": np.zeros(1000, np.float32)}, directory / "model.safetensors")
        (directory / "tokenizer.json").write_bytes(b"v" * 300_000)
    (made / "vocab.json").write_bytes(b"w" * 100_000)

    def taken(directory: Path, target: Path) -> Artifact:
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return freeze(handle, target, LIMIT_MB, descriptions(model))
        finally:
            os.close(handle)

    own = taken(model, tmp_path / "own")
    assert own.weight_files == ("model.safetensors",)
    assert own.parameter_bytes() == 4000
    assert taken(made, tmp_path / "theirs").weight_files == ("model.safetensors", "vocab.json")
    assert own.folder_bytes > 300_000
