"""A model that is better or smaller than what is handed in (a01 to a14 of the catalogue)."""

from __future__ import annotations

import os
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.core.run import Ending, Phase
from grader.verify.artifact import freeze
from grader.verify.endings import Ended
from grader.verify.sandbox import CgroupKind
from tests.attacks.scene import Scene
from tests.verify.sandbox.support import box
from tests.verify.support import Grading, adapter, measured

pytestmark = pytest.mark.sandbox


def test_a01_no_data_set_and_no_cache_lie_beside_the_model(grading: Grading, target: Scene) -> None:
    body = f"""
        import os
        home = {str(target.directory / "home")!r}
        for top in (home, os.path.expanduser('~'), '/root/.cache', '/home/runner', '/calibration.parquet', '/source', '/out'):
            assert not [file for _, _, files in os.walk(top) for file in files], top
            assert not os.path.isfile(top), top
        return _base.load(path, device)
    """
    assert grading.end(adapter(load=body)).ending is Ending.DONE


def test_a03_weights_in_the_code_count(grading: Grading) -> None:
    [small, large] = grading.rows(adapter(), adapter() + f"\nWEIGHTS = '{'A' * 500_000}'\n").runs.rows
    size = [measured(run)[Metric.SIZE_MB, Definition.FOLDER].value for run in (small, large)]
    assert 0.5 < size[1] - size[0] < 0.501


def test_a04_weights_in_names_count_and_are_few(grading: Grading) -> None:
    names = "for number in range({count}):\n    (target / f'{{number:064}}').touch()\n_base.compress(source, target)"
    assert grading.end(adapter(compress=names.format(count=2000))).ending is Ending.ARTIFACT_TOO_MANY
    [plain, named] = grading.rows(adapter(), adapter(compress=names.format(count=60))).runs.rows
    size = [measured(run)[Metric.SIZE_MB, Definition.FOLDER].value for run in (plain, named)]
    assert size[1] - size[0] >= 60 * 64 / MB


def test_a06_a_sparse_file_is_as_large_as_its_loader_sees_it(grading: Grading) -> None:
    body = "_base.compress(source, target)\nwith open(target / 'sparse.bin', 'wb') as file:\n    file.truncate(1_500_000)"
    [run] = grading.rows(adapter(compress=body)).runs.rows
    assert measured(run)[Metric.SIZE_MB, Definition.FOLDER].value > 1.5


@contextmanager
def swapping(directory: Path, secret: Path) -> Iterator[None]:
    """Somebody who puts a good file, a link to the labels and a directory in each other's place, as fast as possible."""
    ended = threading.Event()
    (directory / "good").write_bytes(b"weights")
    (directory / "link").symlink_to(secret)

    def swap() -> None:
        while not ended.is_set():
            for source in ("good", "link"):
                with suppress(OSError):
                    (directory / "new").unlink()
                with suppress(OSError):
                    (directory / "new").write_bytes(b"weights") if source == "good" else (directory / "new").symlink_to(secret)
                    (directory / "new").replace(directory / "out" / "model.bin")

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_a10_a_file_that_changes_places_with_a_link_is_never_followed(target: Scene, tmp_path: Path) -> None:
    """The builder is dead when its files are copied; were it alive, it would win nothing."""
    (tmp_path / "out").mkdir()
    handle = os.open(tmp_path / "out", os.O_RDONLY | os.O_DIRECTORY)
    endings = set()
    with swapping(tmp_path, target.directory / "labels.json"):
        for number in range(150):
            copy = tmp_path / f"copy{number}"
            try:
                files = freeze(handle, copy, 1).files
            except Ended as ended:
                endings.add(ended.ending)
                continue
            endings.add(Ending.DONE)
            assert all(target.secret not in (copy / name).read_text() for name in files)
    os.close(handle)
    assert Ending.ARTIFACT_LINK in endings


def test_a10_nor_does_a_builder_win_that_race(grading: Grading, target: Scene) -> None:
    body = f"""
        import os
        labels = {str(target.directory / "labels.json")!r}
        _base.compress(source, target)
        if os.fork() == 0:
            os.setsid()
            while True:
                for put in (lambda: open('/out/new', 'wb').close(), lambda: os.symlink(labels, '/out/new')):
                    put()
                    os.replace('/out/new', '/out/weights.bin')
    """
    end = grading.end(
        adapter(compress=body, load="assert b'secret' not in (path / 'weights.bin').read_bytes()\nreturn _base.load(path, device)")
    )
    assert end.ending in {Ending.DONE, Ending.ARTIFACT_LINK}, end


def test_a12_what_is_unpacked_shows_in_memory(grading: Grading) -> None:
    """Packed weights are allowed: beside the size that they are shipped in stands the memory that they take."""
    pack = "import zlib\n_base.compress(source, target)\n(target / 'packed.bin').write_bytes(zlib.compress(bytes(range(256)) * 200_000))"
    unpack = "import zlib\nkept.append(zlib.decompress((path / 'packed.bin').read_bytes()))\nreturn _base.load(path, device)"
    [run] = grading.rows(adapter(top="kept = []", compress=pack, load=unpack)).runs.rows
    assert run.end.ending is Ending.DONE, run.end
    assert measured(run)[Metric.SIZE_MB, Definition.FOLDER].value < 1
    assert measured(run)[Metric.RAM_MB, Definition.RESIDENT].value > 51


def test_a13_nothing_is_fetched_and_the_message_says_why(grading: Grading) -> None:
    end = grading.end(adapter(load="import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/', timeout=1)"))
    assert (end.ending, end.phase, end.facts["function"]) == (Ending.RAISED, Phase.LOAD, "load")
    offline = (
        "import os\nassert all(os.environ[name] == '1' for name in ('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE', 'HF_DATASETS_OFFLINE'))\n"
    )
    assert grading.end(adapter(load=offline + "return _base.load(path, device)")).ending is Ending.DONE


def test_a14_the_builders_directory_has_a_size(grading: Grading) -> None:
    body = "with open(target / 'model.bin', 'wb') as file:\n    while True: file.write(bytes(1 << 20))"
    end = grading.end(adapter(compress=body))
    assert (end.ending, end.phase) == (Ending.ARTIFACT_TOO_LARGE, Phase.BUILD)


HIDING = {
    "a child whose first thread has ended": """
        import ctypes, os, threading, time
        reading, writing = os.pipe()
        def hold():
            time.sleep(0.1)
            held = bytearray(b'x') * (100 << 20)
            os.write(writing, b'1')
            time.sleep(600)
        if os.fork() == 0:
            threading.Thread(target=hold).start()
            ctypes.CDLL(None).syscall(60, 0)
        os.read(reading, 1)
    """,
    "a name that is no text": "import ctypes\nctypes.CDLL(None).prctl(15, b'\\xff) R 0')\nkept.append(bytearray(b'x') * (100 << 20))",
}


@pytest.mark.parametrize("where", HIDING)
def test_a12_memory_counts_wherever_a_worker_has_it(where: str, grading: Grading) -> None:
    with box("pass") as probe:
        probe.wait()
        if probe.group.kind is CgroupKind.NONE and "child" in where:
            pytest.skip("without a control group nobody counts it")
    [run] = grading.rows(adapter(top="kept = []", load=textwrap.dedent(HIDING[where]) + "\nreturn _base.load(path, device)")).runs.rows
    assert run.end.ending is Ending.DONE, run.end
    assert measured(run)[Metric.RAM_MB, Definition.RESIDENT].value > 100
