"""The evidence bundle: the same bytes for the same contents, and nothing but what was put in ever comes out."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import ArtifactError
from grader.wire import bundle
from grader.wire.bundle import Bundle, Fault, NotABundle, pack, read_bundle

MEMBERS = {
    "submission.json": b"{}\n",
    "runs.json": b'{"rows": []}\n',
    "samples/row-0.json": b"x" * 700,
    "logs/row-0.txt": "журнал".encode(),
}
NAMES = st.sampled_from(sorted(MEMBERS))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def packed(members: dict[str, bytes] = MEMBERS) -> bytes:
    return pack(Bundle(grader="1.2.3", members=members))


def refusal(path: Path, data: bytes) -> tuple[Fault, object]:
    with pytest.raises(NotABundle) as caught:
        read_bundle(write(path / "evidence.tar.gz", data))
    return caught.value.fault, caught.value.facts.get("file")


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    read = read_bundle(write(tmp_path / "evidence.tar.gz", packed()))
    assert (read.grader, read.members) == ("1.2.3", MEMBERS)


def test_anybody_can_look_into_it_with_tar(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed()), mode="r:gz") as archive:
        assert archive.getnames() == ["manifest.json", *sorted(MEMBERS)]
        assert {(info.mtime, info.uid, info.gid, info.mode, info.isreg()) for info in archive} == {(0, 0, 0, 0o644, True)}


@given(st.dictionaries(NAMES, st.binary(max_size=1500)))
def test_the_same_contents_give_the_same_bytes(members: dict[str, bytes]) -> None:
    data = packed(members)
    assert data == packed(dict(reversed(members.items())))
    with TemporaryDirectory() as directory:
        assert read_bundle(write(Path(directory) / "b", data)).members == members


@given(st.data())
def test_no_change_of_a_byte_changes_a_content(data: st.DataObject) -> None:
    archive = bytearray(gzip.decompress(packed()))
    archive[data.draw(st.integers(0, len(archive) - 1))] ^= data.draw(st.integers(1, 255))
    with TemporaryDirectory() as directory:
        try:
            read = read_bundle(write(Path(directory) / "b", gzip.compress(bytes(archive))))
        except NotABundle:
            return
        assert read.members == MEMBERS, "only the version in the manifest is held by no hash"


@given(st.integers(0, len(packed()) - 1))
def test_a_file_that_is_cut_off_is_refused(length: int) -> None:
    with TemporaryDirectory() as directory, pytest.raises(NotABundle):
        read_bundle(write(Path(directory) / "b", packed()[:length]))


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused(data: bytes) -> None:
    with TemporaryDirectory() as directory:
        for each in (data, gzip.compress(data)):
            with pytest.raises(NotABundle):
                read_bundle(write(Path(directory) / "b", each))


def hostile(change: Callable[[tarfile.TarFile], None], form: int = tarfile.USTAR_FORMAT) -> bytes:
    """A good bundle with something added by the tar of a stranger."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(packed()), mode="r:gz") as good, tarfile.open(fileobj=buffer, mode="w:gz", format=form) as bad:
        for info in good:
            bad.addfile(info, good.extractfile(info))
        change(bad)
    return buffer.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, **more: object) -> Callable[[tarfile.TarFile], None]:
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in more.items():
        setattr(info, key, value)
    return lambda archive: archive.addfile(info, io.BytesIO(b"\0" * info.size))


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (entry("../../etc/passwd", size=3), "../../etc/passwd"),
        (entry("/etc/passwd", size=3), "/etc/passwd"),
        (entry("samples/../runs.json"), "samples/../runs.json"),
        (entry("samples/row-1.json", tarfile.SYMTYPE, linkname="/etc/passwd"), "samples/row-1.json"),
        (entry("samples/row-1.json", tarfile.LNKTYPE, linkname="runs.json"), "samples/row-1.json"),
        (entry("samples/row-1.json", tarfile.FIFOTYPE), "samples/row-1.json"),
        (entry("samples", tarfile.DIRTYPE), "samples/"),
        (entry("samples/row-1.json", mode=0o755), "samples/row-1.json"),
        (entry("notes.txt", size=1), "notes.txt"),
        (entry("runs.json", size=3), "-"),
    ],
)
def test_what_we_never_write_is_refused(change: Callable[[tarfile.TarFile], None], file: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, hostile(change)) == (Fault.FOREIGN, file)
    assert [path.name for path in tmp_path.rglob("*")] == ["evidence.tar.gz"], "nothing was unpacked"


def test_extended_headers_are_refused(tmp_path: Path) -> None:
    data = hostile(entry("samples/row-1.json", pax_headers={"path": "/etc/passwd"}), tarfile.PAX_FORMAT)
    assert refusal(tmp_path, data)[0] is Fault.FOREIGN


def test_a_content_that_the_manifest_does_not_know_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, hostile(entry("card.json", size=3))) == (Fault.CHANGED, "card.json")
    archive = gzip.decompress(packed()).replace(b'{"rows": []}', b'{"rows": 00}')
    assert refusal(tmp_path, gzip.compress(archive)) == (Fault.CHANGED, "runs.json")


def test_a_content_that_is_gone_is_named(tmp_path: Path) -> None:
    entries = _entries(gzip.decompress(packed()))
    for name in entries:
        left = {other: data for other, data in entries.items() if other != name}
        expected = (Fault.CONTENT if name == bundle.MANIFEST else Fault.MISSING, name)
        assert refusal(tmp_path, gzip.compress(bundle._archive(left))) == expected


def _entries(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {info.name: content.read() for info in tar if (content := tar.extractfile(info))}


def test_a_bomb_is_not_blown_up(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(bundle.MAX_BYTES + 1), 1)
    assert len(bomb) < 1 << 20
    assert refusal(tmp_path, bomb)[0] is Fault.TOO_LARGE


def test_a_size_that_is_not_there_is_no_promise(tmp_path: Path) -> None:
    header = bundle._info("runs.json", 8**11 - 1).tobuf(tarfile.USTAR_FORMAT)
    assert refusal(tmp_path, gzip.compress(header + bytes(1024)))[0] is Fault.CUT_OFF


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed()
    monkeypatch.setattr(bundle, "MAX_PACKED", len(data) - 1)
    assert refusal(tmp_path, data)[0] is Fault.TOO_LARGE
    with pytest.raises(ArtifactError):
        packed()


def test_what_lies_behind_the_end_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, packed() + b"more") == (Fault.FOREIGN, "-")
    assert refusal(tmp_path, gzip.compress(gzip.decompress(packed()) + b"more")) == (Fault.FOREIGN, "-")


def test_a_path_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(NotABundle) as caught:
            read_bundle(path)
        assert caught.value.fault is Fault.UNREADABLE


def test_a_name_of_our_own_making_must_be_known_too() -> None:
    with pytest.raises(ValueError, match=r"labels\.json"):
        packed({"labels.json": b""})
