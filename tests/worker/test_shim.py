"""The shim as the program that it is: a process with a channel at descriptor 3, here without a sandbox around it."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from grader.verify.channel import Channel, HungUp
from grader.worker import shim

SHIM = Path(shim.__file__)
LABELS = ["cat", "dog", "7"]
SPEC = json.dumps({"reply": "label", "labels": LABELS})
HONEST = """
def compress(source, target):
    (target / "out.txt").write_text((source / "in.txt").read_text())
def load(path, device):
    return (path / "out.txt").read_text(), device
def predict(model, inputs):
    return [each["answer"] for each in inputs]
"""


class Shim:
    """A running shim and our end of its channel."""

    def __init__(self, process: subprocess.Popen[str], channel: Channel) -> None:
        self._process, self._channel = process, channel

    def load(self) -> bytes:
        return self._channel.ask(shim.LOAD, b"", 4, 60, lambda: None).payload

    def predict(self, fields: object, blob: bytes = b"", *, inputs: int = 1) -> list[int]:
        header = json.dumps([fields] * inputs).encode()
        payload = len(header).to_bytes(4, "little") + header + blob
        reply = self._channel.ask(shim.PREDICT, payload, 4 * inputs, 60, lambda: None).payload
        return list(struct.unpack(f"<{inputs}i", reply))

    def end(self) -> tuple[int, str]:
        """The exit code and the last line on stderr."""
        _, stderr = self._process.communicate(timeout=60)
        return self._process.returncode, (stderr.strip().splitlines() or [""])[-1]

    def silence(self) -> None:
        self._channel.expect_silence()


@contextmanager
def running(*arguments: str | Path, path: Path | None = None) -> Iterator[Shim]:
    with Channel(1 << 16) as channel:
        descriptors = [os.dup(number) for number in channel.child_fds.values()]

        def place() -> None:
            for number, descriptor in zip(channel.child_fds, descriptors, strict=True):
                os.dup2(descriptor, number)

        argv = [sys.executable, "-B", SHIM, *arguments]
        environment = {"PYTHONPATH": str(path)} if path else {}
        with subprocess.Popen(
            argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment, preexec_fn=place, close_fds=False
        ) as process:
            channel.started()
            for descriptor in descriptors:
                os.close(descriptor)
            try:
                yield Shim(process, channel)
            finally:
                process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in.txt").write_text("weights")
    (tmp_path / "out.txt").write_text("weights")
    return tmp_path


def write(folder: Path, source: str) -> Path:
    file = folder / "team.py"
    file.write_text(textwrap.dedent(source))
    return file


@contextmanager
def inferring(folder: Path, source: str = HONEST) -> Iterator[Shim]:
    with running("infer", write(folder, source), folder, "cpu", SPEC) as started:
        yield started


def built(folder: Path, source: str) -> tuple[int, str]:
    (folder / "target").mkdir()
    argv: list[str | Path] = [sys.executable, "-B", SHIM, "build", write(folder, source), folder, folder / "target"]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_build_calls_compress_with_two_paths(folder: Path) -> None:
    assert built(folder, HONEST) == (shim.BUILT, "")
    assert (folder / "target" / "out.txt").read_text() == "weights"


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("def compress(a, b): raise ValueError('no')", shim.COMPRESS_RAISED, "ValueError: no"),
        ("def compress(a, b): raise SystemExit(0)", shim.COMPRESS_RAISED, "SystemExit: 0"),
        ("def compress(a, b): raise KeyboardInterrupt", shim.COMPRESS_RAISED, "KeyboardInterrupt"),
        ("def compress(a, b): raise MemoryError", shim.NO_MEMORY, "MemoryError"),
        ("def compress(a, b): import no_such_package", shim.COMPRESS_RAISED, "ModuleNotFoundError: No module named 'no_such_package'"),
        ("import no_such_package", shim.PACKAGE_MISSING, "ModuleNotFoundError: No module named 'no_such_package'"),
        ("from json import no_such_name", shim.IMPORT_FAILED, "ImportError: cannot import name 'no_such_name'"),
        ("1 / 0", shim.IMPORT_FAILED, "ZeroDivisionError: division by zero"),
        ("raise SystemExit", shim.IMPORT_FAILED, "SystemExit"),
        ("def f(", shim.IMPORT_FAILED, "SyntaxError: '(' was never closed"),
        ("", shim.FUNCTION_MISSING, "the adapter has no function compress"),
        ("compress = 'gzip'", shim.FUNCTION_MISSING, "the adapter has no function compress"),
        ("def compress(source): pass", shim.WRONG_SIGNATURE, "compress: too many positional arguments"),
        ("def compress(): pass", shim.WRONG_SIGNATURE, "compress: too many positional arguments"),
        ("def compress(a, b, c): pass", shim.WRONG_SIGNATURE, "compress: missing a required argument: 'c'"),
    ],
)
def test_build_says_by_its_exit_code_what_went_wrong(source: str, code: int, said: str, folder: Path) -> None:
    found, line = built(folder, source)
    assert found == code
    assert line.startswith(said)


@pytest.mark.parametrize(
    "source",
    [
        "def compress(source, target, clusters=32): pass",
        "def compress(*arguments): pass",
        "class Compress:\n    def __call__(self, source, target): pass\ncompress = Compress()",
        "import functools\ndef full(clusters, source, target): pass\ncompress = functools.partial(full, 32)",
        "compress = max",
    ],
)
def test_anything_that_takes_two_arguments_will_do(source: str, folder: Path) -> None:
    assert built(folder, source)[0] == shim.BUILT


def test_threads_and_exit_handlers_of_the_code_do_not_keep_it(folder: Path) -> None:
    source = "import atexit, threading, time\natexit.register(time.sleep, 600)\nthreading.Thread(target=time.sleep, args=(600,)).start()\n"
    assert built(folder, source + HONEST)[0] == shim.BUILT


def test_load_is_acknowledged_and_gets_the_path_and_the_device(folder: Path) -> None:
    checking = HONEST + "def predict(model, inputs):\n    assert model == ('weights', 'cpu')\n    return ['cat']\n"
    with inferring(folder, checking) as started:
        assert started.load() == bytes(4)
        assert started.predict({}) == [0]
        started.silence()


@pytest.mark.parametrize(
    ("answer", "index"),
    [("cat", 0), ("dog", 1), ("7", 2), (0, 0), (2, 2)],
)
def test_a_prediction_is_a_name_or_an_index(answer: str | int, index: int, folder: Path) -> None:
    with inferring(folder) as started:
        started.load()
        assert started.predict({"answer": answer}) == [index]


@pytest.mark.parametrize(
    ("expression", "index"),
    [
        ("[numpy.int64(2)]", 2),
        ("[numpy.uint8(1)]", 1),
        ("numpy.array([2, 1]).tolist()[:1]", 2),
        ("list(numpy.array([1]))", 1),
        ("('dog',)", 1),
        ("[numpy.str_('dog')]", 1),
        ("[Index()]", 1),
    ],
)
def test_types_that_stand_for_one_are_taken(expression: str, index: int, folder: Path) -> None:
    body = f"import numpy\nclass Index:\n    def __index__(self):\n        return 1\ndef predict(model, inputs):\n    return {expression}\n"
    with inferring(folder, HONEST + body) as started:
        started.load()
        assert started.predict({}) == [index]


@pytest.mark.parametrize(
    ("expression", "code", "said"),
    [
        ("['cow']", shim.WRONG_PREDICTION, "predict returned 'cow', which is neither a class name nor an index below 3"),
        ("['']", shim.WRONG_PREDICTION, "predict returned ''"),
        ("[3]", shim.WRONG_PREDICTION, "predict returned 3"),
        ("[-1]", shim.WRONG_PREDICTION, "predict returned -1"),
        ("[True]", shim.WRONG_PREDICTION, "predict returned True"),
        ("[1.0]", shim.WRONG_PREDICTION, "predict returned 1.0"),
        ("[None]", shim.WRONG_PREDICTION, "predict returned None"),
        ("[b'cat']", shim.WRONG_PREDICTION, "predict returned b'cat'"),
        ("[['cat']]", shim.WRONG_PREDICTION, "predict returned ['cat']"),
        ("[{'label': 'cat', 'score': 0.9}]", shim.WRONG_PREDICTION, "predict returned {'label': 'cat', 'score': 0.9}"),
        ("['x' * 100_000]", shim.WRONG_PREDICTION, "predict returned 'xxx"),
        ("[float('nan')]", shim.WRONG_PREDICTION, "predict returned nan"),
        ("[]", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not 0"),
        ("['cat', 'dog']", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not 2"),
        ("'cat'", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not str"),
        ("{'cat': 1}", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not dict"),
        ("None", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not NoneType"),
        ("(x for x in ['cat'])", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not generator"),
        ("inputs.clear() or []", shim.WRONG_COUNT, "predict must return a list of 1 predictions, not 0"),
        ("exit()", shim.PREDICT_RAISED, "SystemExit"),
        ("[].pop()", shim.PREDICT_RAISED, "IndexError: pop from empty list"),
        ("bytearray(1 << 60)", shim.NO_MEMORY, "MemoryError"),
    ],
)
def test_anything_else_ends_the_process_with_a_reason(expression: str, code: int, said: str, folder: Path) -> None:
    with inferring(folder, HONEST + f"def predict(model, inputs):\n    return {expression}\n") as started:
        started.load()
        with pytest.raises(HungUp):
            started.predict({})
        found, line = started.end()
    assert found == code
    assert line.startswith(said)
    assert len(line) < 400


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("def predict(model, inputs): pass", shim.FUNCTION_MISSING),
        ("def load(path, device): pass", shim.FUNCTION_MISSING),
        ("def load(path): pass\ndef predict(model, inputs): pass", shim.WRONG_SIGNATURE),
        ("def load(path, device): pass\ndef predict(inputs): pass", shim.WRONG_SIGNATURE),
        ("def load(path, device): raise ValueError\ndef predict(model, inputs): pass", shim.LOAD_RAISED),
        ("import no_such_package", shim.PACKAGE_MISSING),
    ],
)
def test_what_is_wrong_with_the_module_shows_when_it_is_loaded(source: str, code: int, folder: Path) -> None:
    with inferring(folder, source) as started:
        with pytest.raises(HungUp):
            started.load()
        assert started.end()[0] == code


def test_several_inputs_are_answered_in_order(folder: Path) -> None:
    counting = "calls = iter('cat dog 7 dog'.split())\ndef predict(model, inputs):\n    return [next(calls) for _ in inputs]\n"
    with inferring(folder, HONEST + counting) as started:
        started.load()
        assert started.predict({}, inputs=4) == [0, 1, 2, 1]


def test_an_image_arrives_as_a_picture(folder: Path) -> None:
    image = Image.frombytes("RGB", (3, 2), bytes(range(18)))
    seeing = """
    def load(path, device): pass
    def predict(model, inputs):
        image = inputs[0]["image"]
        assert (image.mode, image.size, image.tobytes()) == ("RGB", (3, 2), bytes(range(18))), image
        assert inputs[0]["question"] == "which?"
        return ["dog"]
    """
    with inferring(folder, textwrap.dedent(seeing)) as started:
        started.load()
        assert started.predict({"image": {"image": ["RGB", 3, 2, 0, 18]}, "question": "which?"}, image.tobytes()) == [1]


def test_when_the_supervisor_hangs_up_it_ends(folder: Path) -> None:
    with inferring(folder) as started:
        started.load()
        started._channel._socket.close()
        assert started.end() == (0, "")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Modules that leave a trace when they are imported."""
    root = tmp_path / "packages"
    (root / "pack").mkdir(parents=True)
    trace = f"import pathlib\npathlib.Path({str(tmp_path)!r}, __name__).touch()\n"
    for name, more in {
        "pack/__init__.py": "",
        "pack/sub.py": "",
        "leaves.py": "raise SystemExit(3)",
        "fails.py": "raise RuntimeError",
        "plain.py": "",
    }.items():
        (root / name).write_text(trace + more)
    return root


def test_the_empty_worker_imports_what_it_is_told_whatever_comes_of_it(packages: Path) -> None:
    names = [("leaves", ""), ("fails", ""), ("pack", "sub"), ("plain", "no_such_name"), ("no_such_package", ""), ("json", "*")]
    with running("imports", json.dumps(names), path=packages) as started:
        assert started.load() == bytes(4)
        started.silence()
    assert {file.name for file in packages.parent.iterdir() if file.is_file()} == {"leaves", "fails", "pack", "pack.sub", "plain"}


def test_the_shim_imports_nothing_of_the_package_and_little_else() -> None:
    code = f"import runpy, sys; runpy.run_path({str(SHIM)!r}, run_name='shim'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"grader", "numpy", "PIL", "torch"}
