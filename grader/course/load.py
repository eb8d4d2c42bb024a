"""Read the course file; every mistake in it is named with its line and key."""

from __future__ import annotations

import difflib
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from grader.core.errors import BadInput
from grader.course.model import Course
from grader.wire import yaml

COURSE_FILE = Path(".github/course.yml")
_LABELLED = ("label", "labels")
#: What an evaluation set must say, by its task.
_NEEDED = {
    "image-classification": _LABELLED,
    "text-classification": _LABELLED,
    "token-classification": _LABELLED,
    "text-generation": ("tokenizer", "context", "stride"),
}


def find_course(start: Path) -> Path:
    """Find the course file in a directory or the nearest parent that has one.

    Raises:
        BadInput: there is none.
    """
    for directory in (start.resolve(), *start.resolve().parents):
        if (directory / COURSE_FILE).is_file():
            return directory / COURSE_FILE
    raise BadInput(
        start, f"there is no {COURSE_FILE} here or in any parent directory", code="missing",
        hint="run the command inside the course's repository, or name the file with --course",
    )  # fmt: skip


def load_course(path: Path) -> Course:
    """Read a course file; its relative paths start from the directory above `.github`.

    Raises:
        BadInput: the file is missing or wrong; the message names the line and the key.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(path, error.strerror or "cannot be read", code="missing") from error
    file = yaml.load(data, str(path), "course")
    value: dict[str, Any] = file.value
    _consistent(file, value)
    root = path.resolve().parent.parent
    return msgspec.convert({**value, "root": str(root), "digest": sha256(data).hexdigest()}, Course, dec_hook=lambda kind, item: kind(item))


def _consistent(file: yaml.YamlFile, value: dict[str, Any]) -> None:
    """Check what a schema cannot say: unique lessons, tasks that agree, calibration apart from evaluation.

    Raises:
        BadInput: naming the line and the key.
    """
    for key in ("homework", "branch"):
        first: dict[Any, int] = {}
        for index, lesson in enumerate(value["lessons"]):
            if (before := first.setdefault(lesson[key], index)) != index:
                _refuse(file, ("lessons", index, key), f"{lesson[key]!r} already belongs to lessons[{before}]")
    tasks = {data["task"] for data in value["data"].values()}
    for name, model in value["models"].items():
        if model["task"] not in tasks:
            near = difflib.get_close_matches(model["task"], tasks, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            _refuse(file, ("models", name, "task"), f"no evaluation set has the task {model['task']!r}{hint}")
    for name, data in value["data"].items():
        if data["calibration"] == data["evaluation"]:
            _refuse(file, ("data", name, "calibration"), "is the evaluation file itself; teams would see what they are judged on")
        for key in ("calibration", "evaluation"):
            if "hub" in data and not data[key].endswith(".parquet"):
                _refuse(file, ("data", name, key), "must be a parquet file of the data set on the hub: nothing else is fetched")
        for key in _NEEDED.get(data["task"], ("label",)):
            if key not in data:
                _refuse(file, ("data", name), f"needs {key!r} for the task {data['task']!r}")
        _consistent_data(file, name, data)


def _consistent_data(file: yaml.YamlFile, name: str, data: dict[str, Any]) -> None:
    for key, other in (("private", "private_sha256"), ("private_sha256", "private")):
        if key in data and other not in data:
            _refuse(file, ("data", name, key), f"comes with {other!r}: what was measured with another file is measured again")
    if "stride" in data and "context" in data and data["stride"] >= data["context"]:
        _refuse(file, ("data", name, "stride"), "must be smaller than 'context': the first token of a window cannot be predicted")


def _refuse(file: yaml.YamlFile, at: tuple[str | int, ...], message: str) -> None:
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).removeprefix(".")
    raise BadInput(file.path, message, line=file.line(at), key=key)
