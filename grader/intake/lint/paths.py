"""Files that code reads and writes, as far as their paths are certain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project
from grader.intake.lint.shell import commands

_READERS = re.compile(
    r"(?:^|\.)(?:from_pretrained|InferenceSession|read_model|compile_model|load_file|safe_open|read_csv|read_json|read_parquet|read_excel"
    r"|load_from_disk|imread|YOLO|loadtxt|genfromtxt|read_table|load_audio)$|^(?:torch|torch\.jit|onnx|joblib|numpy|librosa|torchaudio|soundfile)\.(?:load|read)$"
    r"|^PIL\.Image\.open$|^open$|^(?:pathlib\.)?Path\.read_text$|^torchvision\.datasets\.ImageFolder$"
)
_WRITERS = re.compile(
    r"(?:^|_|\.)(?:save\w*|to_csv|to_json|to_parquet|to_excel|export\w*|savefig|makedirs|mkdir|imwrite|serialize\w*|quantize_\w+|quantize"
    r"|copyfile|copy2|move|symlink|main_export|optimize_model|touch|imsave|push_to_hub)$|^(?:joblib\.dump|soundfile\.write)$"
)
#: Methods of a path that put something there.
_OF_PATHS = frozenset({"mkdir", "write_text", "write_bytes", "touch", "open"})
#: Functions of torch that are named like these but write no file.
_IN_MEMORY = re.compile(r"^torch\.(?!save$|onnx\.|jit\.save$|export\.save$)")
#: Whatever these bring has names that stand nowhere in the code.
_OPEN_ENDED = re.compile(
    r"(?:^|\.)(?:extractall|unpack_archive|urlretrieve|download\w*|\w+_download|clone_from|files\.upload|extract|copytree|CSVLogger|get_file)$"
)
_OPEN_ENDED_COMMANDS = re.compile(
    r"\b(?:unzip|tar|git\s+clone|gdown|kaggle|7z|unrar|hf|huggingface-cli|cp|mv|make|bash|sh|python3?|optimum-cli|yolo|dvc)\b"
)
_SUFFIXES = re.compile(
    r"\.(?:pt|pth|bin|onnx|safetensors|csv|tsv|json|jsonl|npy|npz|pkl|pickle|parquet|joblib|engine|trt|xml|wav|mp3|flac|jpe?g|png|txt|yaml|yml|ckpt|h5|xlsx?)$",
    re.IGNORECASE,
)
#: Weights that ultralytics fetches by their names.
_FETCHED = re.compile(r"(?:yolo|rtdetr|sam|fastsam|mobile_sam)[\w-]*\.(?:pt|yaml)$|^coco\d*\.yaml$", re.IGNORECASE)
#: What a call may write whose path nobody can tell; the empty ending stands for folders.
_ANY = frozenset({"", ".pt", ".pth", ".bin", ".onnx", ".pkl", ".npy", ".npz", ".safetensors", ".txt", ".joblib", ".wav", ".xml"})
_PARENTS = re.compile(r"^(?:\.{1,2}/)+")


def is_written(code: Code, call: Call) -> bool:
    """Whether a call puts something at the path that it is given."""
    if call.method == "open" or call.name == "open":
        mode = code.constant(call.argument(1, "mode"))
        return isinstance(mode, str) and mode[:1] in "wax"
    return bool(_WRITERS.search(call.name)) and not _IN_MEMORY.match(call.name)


def reads(code: Code) -> Iterator[tuple[Call, str]]:
    """Yield the calls that read a relative path, with the path, where it is certain that it is one."""
    for call in code.calls:
        if _READERS.search(call.name) and not is_written(code, call):
            given = call.argument(0, "pretrained_model_name_or_path")
            given = given if isinstance(given, ast.Constant | ast.Name | ast.Attribute | ast.JoinedStr) else None
            path = code.constant(given)
            if isinstance(path, str) and _is_relative(path) and _is_path(path, call) and not _guarded(code, call):
                yield call, path


def _is_relative(path: str) -> bool:
    return 3 <= len(path) <= 200 and not re.match(r"/|~|[A-Za-z]:|\w+://", path) and not re.search(r"[\n*{}<>|]", path)


def _is_path(path: str, call: Call) -> bool:
    """Whether a text is a file's path, not the id of a model on a hub."""
    if _FETCHED.search(path):
        return False
    if path.startswith(("./", "../")) or path.endswith("/") or path.strip("/").count("/") >= 2:
        return True
    return bool(_SUFFIXES.search(path)) and call.method != "from_pretrained"


def _guarded(code: Code, call: Call) -> bool:
    """Whether the call stands where its failing is expected: in a `try`, or under a question for the path."""
    node: ast.AST = call.node
    while node in code.parents:
        above = code.parents[node]
        if isinstance(above, ast.Try) and node in above.body and above.handlers:
            return True
        if isinstance(above, ast.If) and any(isinstance(part, ast.Attribute) and "exist" in part.attr for part in ast.walk(above.test)):
            return True
        node = above
    return False


class Files:
    """What is there: the repository's tree, and what the code of the pull request makes."""

    def __init__(self, project: Project) -> None:
        """Take a project; everything is found when it is first asked for."""
        self._project = project

    def has(self, path: str, beside: str) -> bool:
        """Whether the repository holds a path: beside the code, below its root, or under the same name anywhere."""
        plain = _plain(path)
        near = str(PurePosixPath(beside).parent / plain)
        tree = self._tree
        return plain in tree or near in tree or PurePosixPath(plain).name in self._names

    @cached_property
    def _tree(self) -> frozenset[str]:
        paths = [PurePosixPath(path) for path in self._project.files]
        return frozenset(str(each) for path in paths for each in (path, *path.parents))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(PurePosixPath(path).name for path in self._tree)

    def made(self, path: str) -> bool:
        """Whether something in the code may make a path."""
        plain = PurePosixPath(_plain(path))
        if self._anything:
            return True
        folders = [str(folder) for folder in plain.parents if str(folder) != "."]
        return any(name in self._mentioned for name in (str(plain), plain.name, *folders)) or plain.suffix in self._suffixes

    def saved(self, name: str) -> bool:
        """Whether a call in the code saves something under a name."""
        return _plain(name) in self._saved

    @cached_property
    def _saved(self) -> frozenset[str]:
        return frozenset(
            _plain(text)
            for sheet in self._project.sheets
            for call in sheet.code.calls
            if is_written(sheet.code, call)
            for given in _given(call)
            if (text := _text(sheet.code, given))
        )

    @cached_property
    def _anything(self) -> bool:
        """Whether code unpacks, downloads or runs something that may make any file."""
        for sheet in self._project.sheets:
            if any(_OPEN_ENDED.search(call.name) for call in sheet.code.calls):
                return True
            asked = (command.text for command in commands(sheet.source, sheet.code))
            if any(_OPEN_ENDED_COMMANDS.search(text) and "pip install" not in text for text in asked):
                return True
        return False

    @cached_property
    def _suffixes(self) -> frozenset[str]:
        """The endings of files that are written under names that nobody can tell; the empty one stands for folders."""
        found: set[str] = set()
        for sheet in self._project.sheets:
            for call in sheet.code.calls:
                if call.method == "export" and call.argument(None, "format") is not None:
                    found |= _ANY | {".engine", ".torchscript", ".mlpackage"}  # ultralytics names the file after the weights
                elif is_written(sheet.code, call) and call.node.args and not any(_text(sheet.code, given) for given in _given(call)):
                    kinds = {"csv": {".csv", ".tsv"}, "json": {".json", ".jsonl"}, "save_pretrained": {"", ".safetensors", ".bin"}}
                    fitting = next((endings for name, endings in kinds.items() if name in call.method), None)
                    found |= fitting or {
                        "",
                        ".pt",
                        ".pth",
                        ".bin",
                        ".onnx",
                        ".pkl",
                        ".npy",
                        ".npz",
                        ".safetensors",
                        ".txt",
                        ".joblib",
                        ".wav",
                        ".xml",
                    }
        return frozenset(found)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """The paths, their names and their folders that are named anywhere but in the calls that read them."""
        found: set[str] = set()
        for sheet in self._project.sheets:
            reading = {given for call, _ in reads(sheet.code) for given in _given(call)}
            texts = [word for command in commands(sheet.source, sheet.code) for word in command.words]
            texts += [magic.text.split("\n")[0].rpartition(" ")[2] for magic in sheet.source.magics]
            for call in sheet.code.calls:
                if not _joins(sheet.code, call.node):
                    texts += [text for given in _given(call) if given not in reading and (text := _text(sheet.code, given))]
            for text in texts:
                if len(text) < 200:
                    plain = PurePosixPath(_plain(text))
                    found |= {str(plain), plain.name}
        return frozenset(found - {"", "."})


def _given(call: Call) -> list[ast.expr]:
    """Return what a call is given; for `folder.mkdir()` and the like also the path that it is called on."""
    on = [call.node.func.value] if isinstance(call.node.func, ast.Attribute) and call.method in _OF_PATHS else []
    return [*call.node.args, *(given.value for given in call.node.keywords), *on]


def _text(code: Code, node: ast.expr, depth: int = 2) -> str:
    """Return the certain text of an expression, of a path built from one, and of the last part of an uncertain one."""
    value = code.constant(node)
    if isinstance(value, str):
        return value
    if isinstance(node, ast.Call) and node.args and _joins(code, node):
        return _text(code, node.args[-1], depth)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Add):
        return _text(code, node.right, depth)
    if isinstance(node, ast.Name) and depth and (found := code.assigned(node)) and found.part is None:
        return _text(code, found.value, depth - 1)
    return ""


def _joins(code: Code, node: ast.Call) -> bool:
    """Whether a call only builds a path."""
    return code.name_of(node.func).rpartition(".")[2] in {"Path", "join", "str", "PurePath", "joinpath"}


def _plain(path: str) -> str:
    return _PARENTS.sub("", path.replace("\\", "/")).rstrip("/") or "."
