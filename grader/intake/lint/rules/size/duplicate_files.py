"""The size of a whole folder that holds the weights more than once.

False alarms: folders with one set of weights. The code itself must show a second one: two savers into the same folder, a
snapshot of a hub repository, or a trainer's checkpoints.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code, Function
from grader.intake.lint.project import Project

_WALKS = frozenset({"walk", "rglob", "glob", "listdir", "scandir", "iterdir"})
_FILTERS = frozenset({"endswith", "suffix", "suffixes", "splitext", "fnmatch", "startswith"})
_SUFFIX = re.compile(r"\.(?:bin|safetensors|onnx|pt|pth|xml|gguf|engine|data)\b")
_SNAPSHOT = "snapshot_download"

ENTRY = Entry(
    code="size-sums-duplicates",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Складываются все файлы папки, а веса лежат в ней не один раз ({reason}). Считайте только файлы, которые нужны для загрузки этой модели.",
        en="All files of the folder are added up, but it holds the weights more than once ({reason}). Count only the files that loading this model needs.",
    ),
    why=Words(
        ru="Снимок репозитория хранит одни и те же веса в форматах `.safetensors`, `.bin`, `.h5`, `.msgpack`; `quantize` кладёт новый "
        "ONNX рядом со старым; Trainer оставляет чекпойнты. Сохраняйте каждый вариант в свою пустую папку.",
        en="A snapshot of a repository holds the same weights as `.safetensors`, `.bin`, `.h5` and `.msgpack`; `quantize` puts the new "
        "ONNX beside the old one; Trainer leaves checkpoints. Save every variant into an empty folder of its own.",
    ),
    wrong='path = snapshot_download(model_id)\nsize_mb = sum(f.stat().st_size for f in Path(path).rglob("*")) / 1e6',
    right='model.save_pretrained("fp32")\nsize_mb = sum(f.stat().st_size for f in Path("fp32").glob("*.safetensors")) / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every folder that is summed up."""
    for sheet in project.sheets:
        for node, folder in _summed(sheet.code):
            if reason := _twice(sheet.code, folder):
                yield sheet.problem(ENTRY, node, {"reason": reason})


def _summed(code: Code) -> Iterator[tuple[ast.AST, ast.expr]]:
    """Yield the calls of a function that sums a whole folder with the folder, and sums that stand alone."""
    summing = [function for function in code.functions.values() if _sums_folder(function)]
    for function in summing:
        names = [given.arg for given in function.args.args]
        for call in code.callers(function):
            if call.node.args and names:
                yield call.node, call.node.args[0]
    for call in code.called("sum"):
        if call.node.args and not any(call.scope is function for function in summing) and _sums_folder(call.node):
            walks = [inner for inner in ast.walk(call.node) if isinstance(inner, ast.Call) and code.call_at[inner].method in _WALKS]
            owner = walks[0].func.value if walks and isinstance(walks[0].func, ast.Attribute) else None
            if isinstance(owner, ast.Call) and owner.args:
                yield call.node, owner.args[0]
            elif isinstance(owner, ast.Name) and owner.id not in {"os", "glob"}:
                yield call.node, owner
            elif walks and walks[0].args:
                yield call.node, walks[0].args[0]


def _sums_folder(function: Function | ast.Call) -> bool:
    """Whether every file below a folder is added up, whatever its name."""
    inside = list(ast.walk(function))
    attributes = {node.attr for node in inside if isinstance(node, ast.Attribute)} | {
        node.id for node in inside if isinstance(node, ast.Name)
    }
    named = any(isinstance(node, ast.Constant) and isinstance(node.value, str) and _SUFFIX.search(node.value) for node in inside)
    return bool(attributes & _WALKS) and bool(attributes & {"getsize", "st_size"}) and not attributes & _FILTERS and not named


def _twice(code: Code, folder: ast.expr) -> str:
    """Return why a folder surely holds the weights more than once; the empty string if it need not."""
    made = code.origin_call(folder)
    if made and made.method == _SNAPSHOT and not {"allow_patterns", "ignore_patterns"} & {given.arg for given in made.node.keywords}:
        return _SNAPSHOT
    for path in _paths(code, folder):
        kinds = {_kind(code, call) for call in code.calls if _saves_to(code, call) == path}
        for first, second in (("save_pretrained", "ONNX"), ("save_pretrained", "Trainer"), ("ONNX", "quantize")):
            if {first, second} <= kinds:
                return f"{first} + {second}"
    return ""


def _paths(code: Code, folder: ast.expr) -> Iterator[str]:
    """Yield the folders that an expression can be: its own, or those that a function returns beside the model (`return model, "out"`)."""
    if path := _path(code, folder):
        yield path
    found = code.assigned(folder) if isinstance(folder, ast.Name) else None
    function = code.followed(code.call_at[found.value]) if found and found.part is not None and isinstance(found.value, ast.Call) else None
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and found and found.part is not None:
            yield from (path for part in node.value.elts[found.part : found.part + 1] if (path := _path(code, part)))


def _kind(code: Code, call: Call) -> str:
    """Return what a call leaves in a folder."""
    if call.method == "TrainingArguments":
        return "" if code.constant(call.argument(None, "save_strategy")) == "no" else "Trainer"
    owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    origin = code.origin(owner) if owner is not None else ""
    if "tokenizer" in (code.name_of(owner).lower() if owner is not None else "") or "Tokenizer" in origin or "Processor" in origin:
        return ""
    if call.method == "quantize":
        return "quantize" if "Quantizer" in origin else ""
    if call.method == "main_export" or ("ORT" in origin and call.method == "save_pretrained"):
        return "ONNX"
    return "save_pretrained" if "Model" in origin or origin == "" else ""


def _saves_to(code: Code, call: Call) -> str:
    """Return the folder that a call saves weights into."""
    if call.method in {"save_pretrained", "save_model"}:
        return _path(code, call.argument(0, "save_directory"))
    if call.method == "quantize":
        return _path(code, call.argument(None, "save_dir"))
    if call.method in {"TrainingArguments", "Seq2SeqTrainingArguments"}:
        return _path(code, call.argument(0, "output_dir"))
    return _path(code, call.argument(None, "output")) if call.method == "main_export" else ""


def _path(code: Code, node: ast.expr | None) -> str:
    """Return a folder's name if it is certain, or the name of the variable it is in."""
    if node is None:
        return ""
    value = code.constant(node)
    if isinstance(value, str):
        return value.removeprefix("./").rstrip("/")
    return f"={code.name_of(node)}" if isinstance(node, ast.Name) and len(code.assignments.get(node.id, ())) == 1 else ""
