"""A `submission.yml` filled from the rows of a table, for a team that has none yet.

What the table does not tell is left to the team, with a comment in Russian and English at the place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from grader.core.identity import model_name
from grader.core.metric import Kind, Metric
from grader.core.table import Family, Method, Row
from grader.course import Course
from grader.intake.methods import read_method

#: Rows in a manifest, after its schema.
MOST = 50
#: Metrics that belong to one task only; accuracy and its like belong to several.
_TASKS = {
    Metric.WER: "automatic-speech-recognition", Metric.CER: "automatic-speech-recognition", Metric.PPL: "text-generation",
    Metric.BLEU: "translation", Metric.ROUGE: "summarization",
}  # fmt: skip
_PLAIN = re.compile(r"[^\W\d](?:[\w./%+-]|:(?=\S)| (?=[^\s#]))*")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")  # as the schema of manifests has it
_WORDS = {"true", "false", "null"}
_SLUG = re.compile(r"[^a-z0-9]+")


def draft_manifest(team: str, homework: int, rows: Sequence[Row], course: Course, files: Collection[str]) -> str | None:
    """Write the manifest that the rows of a table ask for; None where there is no row.

    `files` are the names of the Python files in the team's directory.
    """
    handed = list(_distinct(rows))[:MOST]
    if not handed:
        return None
    task = _task(handed, course)
    sets = [name for name, data in course.data.items() if task in (None, data.task)]
    tasks = sorted({data.task for data in course.data.values()})
    lines = [
        "# Заполнено по вашей таблице; допишите места с комментариями. / Filled from your table; complete the places with comments.",
        f"team: {_scalar(team)}",
        f"homework: {homework}",
        f"task: {task}" if task else f"task:  # впишите задачу / fill in the task: {', '.join(tasks)}",
        f"data: {sets[0]}" if task and len(sets) == 1 else f"data:  # впишите набор данных / fill in the evaluation set: {', '.join(sets)}",
        "rows:",
    ]
    names: set[str] = set()
    for row in handed:
        lines += _row(row, course, files, names)
    return "\n".join(lines) + "\n"


def _distinct(rows: Sequence[Row]) -> Iterator[Row]:
    """Leave out rows that say that nothing can be measured, and those of one model and method told twice, say for two devices."""
    seen: set[object] = set()
    for row in rows:
        key = (row.model and model_name(row.model), row.method.family, row.method.variant, repr(dict(row.method.params)))
        if key not in seen and not row.not_applicable:
            seen.add(key)
            yield row


def _task(rows: Sequence[Row], course: Course) -> str | None:
    """Tell the task where it is certain: by the models that the course ships, else by metrics that only one task has."""
    shipped = {course.models[name].task for row in rows if row.model and (name := model_name(row.model)) in course.models}
    claimed = {reading.metric for row in rows for reading in row.quality if reading.metric.kind is Kind.QUALITY}
    certain = shipped or {_TASKS[metric] for metric in claimed if metric in _TASKS}
    known = {data.task for data in course.data.values()}
    return next(iter(certain)) if len(certain) == 1 and certain <= known else None


def _row(row: Row, course: Course, files: Collection[str], names: set[str]) -> Iterator[str]:
    yield _model(row, course)
    if row.model and model_name(row.model) not in course.models:
        yield "    # revision: впишите коммит модели, 40 знаков / fill in the model's commit, 40 hex digits"
    method = _method(row)
    doubt = (
        ""
        if row.method.family is not Family.UNKNOWN or not row.method_text.strip()
        else "  # метод не распознан / the method was not recognised"
    )
    yield f"    method: {_scalar(method)}{doubt}"
    named = read_method(method).params
    if params := {name: value for name, value in row.method.params.items() if named.get(name) != value}:
        yield f"    params: {{{', '.join(f'{name}: {_value(value)}' for name, value in params.items())}}}"
    if read_method(method).family is not Family.ORIGINAL:
        code = _code(row.method, files, names)
        yield f"    code: {code}" + (
            "" if code in files else "  # файл с compress, load и predict / a file with compress, load and predict"
        )


def _model(row: Row, course: Course) -> str:
    name = row.model or ""
    if model_name(name) in course.models:
        return f"  - model: local:{model_name(name)}"
    if _MODEL.fullmatch(name):
        return f"  - model: {_scalar(name)}"
    seen = json.dumps(name)[:100]  # a comment of ASCII characters: nothing in it can end the line
    return f"  - model:  # впишите имя с Hugging Face / fill in the Hugging Face id: {seen}"


def _method(row: Row) -> str:
    """Name a method so that it reads as the same family and variant; else in the words of the table."""
    method = row.method
    if method.family is Family.UNKNOWN:
        return row.method_text.strip()[:100] or str(Family.ORIGINAL)
    short = f"{method.variant} {method.family}" if method.variant else str(method.family)
    again = read_method(short)
    return short if (again.family, again.variant) == (method.family, method.variant) else row.method_text.strip()[:100]


def _code(method: Method, files: Collection[str], names: set[str]) -> str:
    """Name the adapter's file: the team's own where its name tells, else after the method; no two rows share one."""
    numbers = (f"{name}_{value}" for name, value in method.params.items() if isinstance(value, int))
    parts = (_SLUG.sub("_", part.lower()).strip("_") for part in (method.family, method.variant or "", *numbers))
    words = [part for part in parts if part]
    ways = [f"{part[:50]}.py" for part in (words[0], *words[1:2], "_".join(words[:2]), "_".join(words))]
    free = [name for name in chain(ways, (f"row_{number}.py" for number in range(1, MOST + 1))) if name not in names]
    chosen = next((name for name in free if name in files), free[0])
    names.add(chosen)
    return chosen


def _value(value: float | str) -> str:
    if isinstance(value, str):
        return _scalar(value)
    return str(value) if isinstance(value, int) else re.sub(r"(?<=[0-9])0+$", "", f"{value:.9f}")


def _scalar(text: str) -> str:
    """Write a text so that our YAML reads it back as it is, but for characters that nobody sees."""
    text = "".join(char for char in text if char.isprintable())
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
