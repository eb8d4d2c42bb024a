"""Read what an artifact holds, each file after its own format, without running any of it.

What a file is, its first bytes say, or its name where a format has no mark of its own. Pickles are opened elsewhere, by
`opening`; here they are only told apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from grader.core.audit import Evidence
from grader.verify.artifact import DESCRIPTIONS
from grader.verify.audit import archive
from grader.verify.audit.contents import MAX_TENSORS, Contents, Form, Tensor
from grader.verify.audit.onnx import Graph, read_onnx
from grader.verify.audit.openvino import read_openvino
from grader.verify.audit.protobuf import Malformed
from grader.verify.safetensors import tensor_spans

#: Files beside a model that hold none: vocabularies of tokenizers may be megabytes of JSON.
BESIDE = frozenset({*DESCRIPTIONS, ".model", ".vocab", ".jinja", ".csv"})
TENSORRT = (b"ftrt", b"ptrt")
MAX_CONFIG = 1 << 20
#: Bytes of names and of reasons in a piece of evidence.
SHOWN = 60


def shown(name: str) -> str:
    """Return a name as it is told: its end where it is long, for that tells tensors apart."""
    return name if len(name) <= SHOWN else f"…{name[-SHOWN:]}"


@dataclass(slots=True)
class _Read:
    """What was read so far."""

    root: Path
    sizes: Mapping[str, int]
    forms: dict[str, Form] = field(default_factory=dict)
    tensors: list[Tensor] = field(default_factory=list)
    operations: Counter[str] = field(default_factory=Counter)
    graphs: list[str] = field(default_factory=list)
    problems: dict[str, Evidence] = field(default_factory=dict)

    def graph(self, name: str, form: Form, found: Graph) -> None:
        self.tensors += found.tensors
        self.operations += found.operations
        self.graphs.append(name)
        for path in {tensor.path for tensor in found.tensors if tensor.path}:
            self.forms[path.relative_to(self.root).as_posix()] = form


def read(root: Path, sizes: Mapping[str, int]) -> Contents:
    """Read the files of a directory; `sizes` has the bytes of each by its path below `root`.

    Raises:
        OSError: our own disk refuses.
    """
    found = _Read(root=root, sizes=sizes)
    for name in sizes:
        found.forms[name] = _form(root / name)
    for name, form in list(found.forms.items()):
        _one(found, name, form)
    _bins(found)
    for name in (name for name, form in found.forms.items() if form is Form.UNKNOWN):
        found.problems[name] = Evidence(code="audit-file-unknown", facts={"file": shown(name)})
    return Contents(
        tensors=tuple(found.tensors), files=found.forms, sizes=sizes, operations=found.operations, graphs=tuple(found.graphs),
        settings=_settings(root, sizes), problems=found.problems,
    )  # fmt: skip


def _form(path: Path) -> Form:
    """Tell what a file is."""
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        head = file.read(16)
    by_name = {".safetensors": Form.SAFETENSORS, ".onnx": Form.ONNX, **dict.fromkeys(BESIDE, Form.DESCRIPTION)}
    if suffix in by_name:
        return by_name[suffix]
    if suffix == ".xml" and path.with_suffix(".bin").is_file():
        return Form.OPENVINO
    if head[:4] == b"PK\3\4":
        return _archive(path)
    if head[:6] == b"\x93NUMPY":
        return Form.NUMPY
    if head[:1] == b"\x80" and head[1:2] in b"\2\3\4\5":
        return Form.TORCH
    if head[:4] in TENSORRT:
        return Form.TENSORRT
    return {b"TFL3": Form.TFLITE}.get(head[4:8], Form.GGUF if head[:4] == b"GGUF" else Form.UNKNOWN)


def _archive(path: Path) -> Form:
    try:
        found = archive.members(path)
    except Malformed:
        return Form.UNKNOWN
    if archive.is_torchscript(found):
        return Form.TORCHSCRIPT
    return Form.TORCH if archive.is_torch(found) else Form.NUMPY if archive.is_numpy(found) else Form.UNKNOWN


def _one(found: _Read, name: str, form: Form) -> None:
    """Read one file, if it is one that can be read here."""
    path = found.root / name
    before = len(found.tensors)
    try:
        match form:
            case Form.SAFETENSORS:
                spans = tensor_spans(path)
                if spans is None:
                    raise Malformed("its header")
                found.tensors += [
                    Tensor(name=span.name, dtype=span.dtype, shape=span.shape, path=path, start=span.start, stop=span.stop)
                    for span in spans
                ]
            case Form.ONNX:
                found.graph(name, form, read_onnx(path, _beside(name, found.sizes)))
            case Form.OPENVINO:
                found.graph(name, form, read_openvino(path))
            case Form.TORCHSCRIPT:
                found.operations += archive.called(path, archive.members(path))
                found.graphs.append(name)
        if len(found.tensors) > MAX_TENSORS:
            del found.tensors[before:]
            raise Malformed("too many tensors")
    except (Malformed, ValueError) as error:  # an empty file cannot be mapped
        facts = {"file": shown(name), "form": form.value, "detail": str(error)[:SHOWN]}
        found.problems[name] = Evidence(code="audit-file-malformed", facts=facts)


def _beside(name: str, sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the files below the directory of a file, by their paths from there."""
    parent = "" if (up := str(PurePosixPath(name).parent)) == "." else f"{up}/"
    return {other.removeprefix(parent): size for other, size in sizes.items() if other.startswith(parent)}


def _bins(found: _Read) -> None:
    """Count an OpenVINO model's file of weights as its own, even where none of its constants lies in it."""
    for name, form in list(found.forms.items()):
        if form is Form.OPENVINO and name.endswith(".xml"):
            found.forms[f"{name.removesuffix('.xml')}.bin"] = Form.OPENVINO


def _settings(root: Path, sizes: Mapping[str, int]) -> Mapping[str, object]:
    """Return what `config.json`, or the file that GPTQ and AWQ write, says of quantization."""
    for name, key in (("config.json", "quantization_config"), ("quantize_config.json", ""), ("quant_config.json", "")):
        if not 0 < sizes.get(name, 0) <= MAX_CONFIG:
            continue
        try:
            config = json.loads((root / name).read_bytes())
        except (ValueError, RecursionError):
            continue
        settings = config.get(key) if key and isinstance(config, dict) else config
        if isinstance(settings, dict):
            return settings
    return {}
