"""Weights are clustered, but written back and kept as full floating point numbers: the file stays as large as it was.

False alarms: indices and a codebook, or the whole file, packed somewhere: any compressor, small integers, or a sparse
format in the pull request ends the matter.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_CLUSTERING = re.compile(
    r"(?:^|\.)(?:MiniBatch|Bisecting)?KMeans$|^scipy\.cluster\.vq\.\w+$|(?:^|\.)(?:kmeans|k_means|kmeans2|kmeans1d|cluster_weights)$"
)
_INDICES = re.compile(r"indices|indexes|labels|assign|codes", re.IGNORECASE)
_CENTRES = re.compile(r"centers|centroid|codebook|centres|cluster", re.IGNORECASE)
_PACKING = re.compile(
    r"gzip|lzma|zlib|^bz2|zipfile|brotli|zstd|tarfile|make_archive|^uint(?:8|16)$|codebook|packbits|savez_compressed|huffman|pack_?(?:weights|indices|bits)",
    re.IGNORECASE,
)
_PACKED_FILES = (".gz", ".xz", ".zip", ".bz2", ".npz")
_SHELL = re.compile(r"\b(?:gzip|pigz|zip|tar|xz|7z|zstd)\b")

ENTRY = Entry(
    code="clustered-but-stored-fp32",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Центры кластеров записаны обратно в веса и хранятся как обычные float: файл не уменьшится. Сохраните индексы и центры (или "
        "сожмите файл с помощью gzip), загрузите их обратно и измеряйте загруженную модель.",
        en="The cluster centres are written back into the weights and kept as plain floats, so the file does not shrink. Save indices and "
        "centres (or gzip the file), load them back, and measure the loaded model.",
    ),
    why=Words(
        ru="Кластеризация уменьшает число разных значений, а не число байт. Выигрыш появляется, только если вместо весов хранить номера "
        "кластеров (4 бита на вес при 16 центрах) и таблицу центров или сжать файл архиватором. Размер, посчитанный по формуле, без "
        "такого файла не подтвердить.",
        en="Clustering leaves fewer distinct values, not fewer bytes. It pays only if cluster numbers (4 bits per weight with 16 centres) "
        "and the table of centres are stored instead of weights, or the file is compressed. A size from a formula cannot be confirmed "
        "without such a file.",
    ),
    wrong="param.data = torch.tensor(centers[labels]).view_as(param)\ntorch.save(model.state_dict(), path)",
    right='packed[f"{name}.labels"] = labels.astype("uint8")\npacked[f"{name}.centers"] = centers.astype("float16")\nnp.savez_compressed("clustered.npz", **packed)\nsize_mb = os.path.getsize("clustered.npz") / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look for centres that are written into weights, where nothing in the pull request packs them."""
    if any(_packs(sheet.code) or any(_SHELL.search(magic.text) for magic in sheet.source.magics) for sheet in project.sheets):
        return
    for sheet in project.sheets:
        if any(_CLUSTERING.search(call.name) for call in sheet.code.calls):
            yield from (sheet.problem(ENTRY, node) for node in _written_back(sheet.code))


def _packs(code: Code) -> bool:
    """Whether anything here makes fewer bytes: a compressor, small integers, or centres kept beside indices."""
    if any(_PACKING.search(name.rpartition(".")[2]) for name in code.names | code.modules):
        return True
    if any(text.lower() == "uint8" or text.endswith(_PACKED_FILES) for _, text in code.strings):
        return True
    keys = ({key.value for key in node.keys if isinstance(key, ast.Constant)} for node in code.nodes if isinstance(node, ast.Dict))
    return any(_has(each, _CENTRES) and _has(each, _INDICES) for each in keys)


def _has(keys: Iterable[object], wanted: re.Pattern[str]) -> bool:
    return any(isinstance(key, str) and wanted.search(key) for key in keys)


def _written_back(code: Code) -> Iterator[ast.AST]:
    """Yield the assignments and copies that put values made from the centres into weights."""
    for node in code.nodes:
        if isinstance(node, ast.Assign) and _is_weight(node.targets[0]) and _from_centres(code, node.value):
            yield node
    for call in code.calls:
        if call.method == "copy_" and call.node.args and _from_centres(code, call.node.args[0]):
            yield call.node


def _is_weight(target: ast.expr) -> bool:
    """Whether a target is a tensor of a model: `p.data`, `module.weight`, `p.data[:]`, `state_dict[name]`."""
    if isinstance(target, ast.Subscript):
        inner = target.value
        return _is_weight(inner) or (isinstance(inner, ast.Name) and bool(re.search(r"state|^sd$|weights|params", inner.id)))
    return isinstance(target, ast.Attribute) and (target.attr in {"data", "weight"} or "weight" in target.attr)


def _from_centres(code: Code, value: ast.expr, depth: int = 0) -> bool:
    """Whether a value is made from cluster centres, through names and the function that clusters."""
    for node in ast.walk(value):
        if isinstance(node, ast.Attribute) and _CENTRES.search(node.attr):
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if _CENTRES.search(node.id):
                return True
            assigned = code.assigned(node) if depth < 4 else None
            if assigned and _from_centres(code, assigned.value, depth + 1):
                return True
        if isinstance(node, ast.Call) and (_CLUSTERING.search(code.call_at[node].name) or _CENTRES.search(code.call_at[node].method)):
            return True
    return False
