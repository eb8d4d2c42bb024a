"""The program inside the sandbox: it calls the team's functions and carries bytes in and out.

The team's code lives in the same process and may rewrite all of this. So it is a convenience, not a guard: the
supervisor keeps the clock, the labels and the score, and a reply is nothing but bytes of a length it already knows.

    shim.py build   ADAPTER SOURCE TARGET          call compress(source, target)
    shim.py infer   ADAPTER ARTIFACT DEVICE SPEC   answer requests on descriptor 3, inputs in the memfd on descriptor 4
    shim.py imports NAMES                          import what an adapter imports, then answer one request: the empty worker
    shim.py zygote  NAMES ADAPTER ARTIFACT DEVICE SPEC  the same imports, then fork a process that goes on as `infer` when told to

A request is `id (8 bytes), kind (u32), length of the input (u32)`; a reply is the id and a fixed number of bytes.
An input is `length of the header (u32), header (JSON), raw bytes`. Exit codes say what went wrong, for the message alone.
"""

from __future__ import annotations

import importlib.util
import inspect
import json
import mmap
import os
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, cast

REQUEST = struct.Struct("<8sII")
CHANNEL, INPUT = 3, 4
READY, LOAD, PREDICT = 0, 1, 2

#: exit code → what went wrong; `grader/verify/endings.py` has the other side of this table
IMPORT_FAILED, PACKAGE_MISSING, FUNCTION_MISSING, WRONG_SIGNATURE = 70, 71, 72, 73
COMPRESS_RAISED, LOAD_RAISED, PREDICT_RAISED, WRONG_PREDICTION, WRONG_COUNT, NO_MEMORY = 74, 75, 76, 77, 78, 79
#: `compress` has returned: not 0, with which any program ends that was left too early
BUILT = 64


def stop(code: int, text: str = "") -> NoReturn:
    """Print why, and leave at once: threads and exit handlers of the team's code get no say."""
    if text:
        print(text, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def guarded(code: int, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the team's code; whatever it raises ends the process with `code` and a traceback of its own frames."""
    try:
        return function(*arguments)
    except MemoryError:
        traceback.print_exc()
        stop(NO_MEMORY)
    except ModuleNotFoundError:
        traceback.print_exc()
        stop(PACKAGE_MISSING if code == IMPORT_FAILED else code)
    except BaseException:  # whatever the team's code raises, SystemExit included, is reported the same way
        traceback.print_exc()
        stop(code)


def adapter(path: str) -> ModuleType:
    """Import the team's module under the name `adapter`."""
    sys.path.insert(0, str(Path(path).parent))
    spec = importlib.util.spec_from_file_location("adapter", path)
    if spec is None or spec.loader is None:
        stop(IMPORT_FAILED, f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["adapter"] = module
    guarded(IMPORT_FAILED, spec.loader.exec_module, module)
    return module


def beside(name: str) -> ModuleType:
    """Load a file that lies beside this one."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        stop(IMPORT_FAILED, f"there is no {name}.py beside the shim")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def function(module: ModuleType, name: str, count: int) -> Callable[..., Any]:
    """Find one of the three functions and check that it takes `count` positional arguments."""
    found = getattr(module, name, None)
    if not callable(found):
        stop(FUNCTION_MISSING, f"the adapter has no function {name}")
    try:
        inspect.signature(found).bind(*range(count))
    except TypeError as error:
        stop(WRONG_SIGNATURE, f"{name}: {error}")
    except ValueError:
        pass  # a builtin without a signature: calling it will tell
    return cast("Callable[..., Any]", found)


def build(path: str, source: str, target: str) -> None:
    """Run the build phase."""
    guarded(COMPRESS_RAISED, function(adapter(path), "compress", 2), Path(source), Path(target))
    stop(BUILT)


def requests() -> Iterator[tuple[bytes, int, memoryview]]:
    """Yield (id, kind, input) until the supervisor hangs up; the input is where it lies, and stays until the next one comes."""
    shared = memoryview(mmap.mmap(INPUT, 0, mmap.MAP_SHARED, mmap.PROT_READ))
    while True:
        head = b""
        while len(head) < REQUEST.size:
            part = os.read(CHANNEL, REQUEST.size - len(head))
            if not part:
                return
            head += part
        name, kind, length = REQUEST.unpack(head)
        yield name, kind, shared[:length]


def reply(name: bytes, payload: bytes) -> None:
    """Send one reply."""
    data = memoryview(name + payload)
    while data:
        data = data[os.write(CHANNEL, data) :]


def inputs_of(data: bytes | memoryview) -> list[dict[str, Any]]:
    """Turn the bytes of a request into the dictionaries that `predict` gets."""
    size = int.from_bytes(data[:4], "little")
    header, blob = json.loads(bytes(data[4 : 4 + size])), bytes(data[4 + size :])
    return [{name: field(value, blob) for name, value in fields.items()} for fields in header]


def field(value: Any, blob: bytes) -> Any:
    """Decode one field: text, numbers and lists are themselves.

    An image is `{"image": [mode, width, height, start, end]}`, sound `{"audio": [samples per second, start, end]}` in 32-bit floats.
    """
    if isinstance(value, dict) and "image" in value:
        from PIL import Image

        mode, width, height, start, end = value["image"]
        return Image.frombytes(mode, (width, height), blob[start:end])
    if isinstance(value, dict) and "audio" in value:
        import numpy

        rate, start, end = value["audio"]
        return {"array": numpy.frombuffer(blob[start:end], "<f4").copy(), "sampling_rate": rate}
    return value


def reply_bytes(predictions: Any, expected: list[int], answers: Any, spec: dict[str, Any]) -> bytes:
    """Turn the predictions of a request into the bytes of its reply."""
    if not isinstance(predictions, (list, tuple)) or len(predictions) != len(expected):
        got = len(predictions) if isinstance(predictions, (list, tuple)) else type(predictions).__name__
        stop(WRONG_COUNT, f"predict must return a list of {len(expected)} predictions, not {got}")
    return b"".join(answers.encode(prediction, count, spec) for prediction, count in zip(predictions, expected, strict=True))


def infer(path: str, artifact: str, device: str, spec: str) -> None:
    """Run the inference phase: load on request, then predict one input after the other."""
    asked, replies = json.loads(spec), beside("replies")
    answers = replies.KINDS[asked["reply"]]
    predict: Callable[..., Any] | None = None
    model: Any = None
    for name, kind, data in requests():
        if kind == READY:
            reply(name, struct.pack("<i", 0))
        elif kind == LOAD:
            module = adapter(path)
            load, predict = function(module, "load", 2), function(module, "predict", 2)
            model = guarded(LOAD_RAISED, load, Path(artifact), device)
            reply(name, struct.pack("<i", 0))
        else:
            inputs = inputs_of(data)
            expected = [answers.expected(fields) for fields in inputs]  # before `predict` can change them
            predictions = guarded(PREDICT_RAISED, cast("Callable[..., Any]", predict), model, inputs)
            try:
                payload = reply_bytes(predictions, expected, answers, asked)
            except replies.WrongReply as error:
                stop(WRONG_PREDICTION, str(error))
            reply(name, payload)
    stop(0)


def preload(names: str) -> None:
    """Import what an adapter imports, whatever comes of it: a module that raises or exits has cost what it loaded until then.

    Some modules are programs that run when they are imported (`numpy.f2py.__main__`): they must not find the adapter's path and read it.
    """
    del sys.argv[1:]
    for module, attribute in json.loads(names):
        with suppress(BaseException):
            __import__(module, fromlist=[attribute] if attribute else [])  # as `from module import attribute` does


def imports(names: str) -> None:
    """Import what the adapter imports and wait: the memory of this process is what its libraries cost."""
    preload(names)
    for name, _, _ in requests():
        reply(name, struct.pack("<i", 0))
    stop(0)


def zygote(names: str, *arguments: str) -> None:
    """Import what the adapter imports and compute nothing; each process forked from here goes on as `infer`."""
    preload(names)
    forking = beside("forking")
    forking.await_worker(CHANNEL, (CHANNEL, INPUT, 1, 2))
    sys.argv[1:] = ["infer", *arguments]
    infer(*arguments)


if __name__ == "__main__":
    modes: dict[str, Callable[..., None]] = {"build": build, "infer": infer, "imports": imports, "zygote": zygote}
    modes[sys.argv[1]](*sys.argv[2:])
