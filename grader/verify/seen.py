"""What a worker has loaded, seen from outside: which runtimes, and which files of the artifact it keeps open or mapped."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.verify.sandbox.tree import descriptors, holder

#: A runtime or a provider of one, and the names of the libraries that it consists of.
RUNTIMES = {
    "onnxruntime": r"onnxruntime_pybind11_state|libonnxruntime\.so",
    "onnxruntime-cuda": r"libonnxruntime_providers_cuda",
    "onnxruntime-tensorrt": r"libonnxruntime_providers_tensorrt",
    "openvino": r"libopenvino\.so",
    "tensorrt": r"libnvinfer\.so",
    "tflite": r"tflite|libtensorflowlite|litert|_pywrap_tensorflow_interpreter_wrapper",
    "tensorflow": r"libtensorflow_(?:framework|cc)",
    "torch": r"libtorch_cpu\.so",
    "cuda": r"libcuda\.so|libcudart",
    "llama.cpp": r"libllama|libggml",
    "ctranslate2": r"libctranslate2",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in RUNTIMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The names of the runtimes whose libraries are mapped, and the artifact's files that are mapped or open."""

    runtimes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def look(pids: Iterable[int], root: Path | None) -> Seen | None:
    """Look at processes; `root` is the artifact's directory as it is on this machine. None where there is nothing to be seen."""
    pids = list(pids)
    if not pids:
        return None
    libraries: set[str] = set()
    nodes: set[tuple[int, int]] = set()
    try:
        for pid in pids:
            for line in (Path("/proc") / str(holder(pid)) / "maps").read_text(errors="replace").splitlines():
                words = line.split(maxsplit=5)
                if len(words) == 6 and words[4] != "0":
                    libraries.add(words[5].rpartition("/")[2])
                    major, _, minor = words[3].partition(":")
                    nodes.add((os.makedev(int(major, 16), int(minor, 16)), int(words[4])))
            nodes |= {(status.st_dev, status.st_ino) for status in (link.stat() for link in descriptors(holder(pid)) if link.exists())}
    except (OSError, ValueError):
        return None
    runtimes = [name for name, pattern in _PATTERNS.items() if any(pattern.search(library) for library in libraries)]
    return Seen(runtimes=tuple(runtimes), files=tuple(_among(root, nodes)) if root else ())


def _among(root: Path, nodes: set[tuple[int, int]]) -> Iterable[str]:
    for path in sorted(root.rglob("*")):
        status = path.stat()
        if path.is_file() and (status.st_dev, status.st_ino) in nodes:
            yield path.relative_to(root).as_posix()
