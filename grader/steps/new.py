"""New: begin a submission with a manifest, adapters that work, and empty rows in the table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from grader.core.errors import BadInput
from grader.core.measurement import NO_MACHINE
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.table import Family
from grader.core.words import Fact, Language, Words
from grader.course import Course, Lesson
from grader.steps.writing import CannotWrite, WrittenRow, write_rows

if TYPE_CHECKING:
    from grader.intake.templates import Template

_LOCAL = "local:"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")
_HEAD = "# Образец курса: измените под свой метод; три функции объяснены в submissions/README.md. / The course's example: make it yours."


class NoStart(StrEnum):
    """Why a submission cannot be begun so."""

    TEAM = "team"
    HOMEWORK = "homework"
    MODEL = "model"
    REVISION = "revision"
    TASK = "task"
    TASK_UNKNOWN = "task-unknown"
    DATA = "data"
    METHOD_UNKNOWN = "method-unknown"
    METHOD_OF_LESSON = "method-of-lesson"
    NO_TEMPLATE = "no-template"
    THERE = "there"


class CannotStart(BadInput):
    """A submission cannot be begun so; nothing was written."""

    def __init__(self, path: Path | str, reason: NoStart, **facts: Fact) -> None:
        super().__init__(path, " ".join((reason, *map(str, facts.values()))), code=reason)
        self.reason, self.facts = reason, facts


_SAID = {
    NoStart.TEAM: Words(
        ru="в имени команды от 2 до 32 букв одного алфавита и цифр, между ними `_` или `-`, например {example}",
        en="a team's name has 2 to 32 letters of one alphabet and digits, with `_` or `-` between them, {example} for instance",
    ),
    NoStart.HOMEWORK: Words(ru="такого задания в курсе нет; есть {known}", en="the course has no such homework; it has {known}"),
    NoStart.MODEL: Words(
        ru="такой модели в курсе нет; есть {known}. Модель с Hugging Face назовите `владелец/имя`",
        en="the course has no such model; it has {known}. Name one of Hugging Face as `owner/name`",
    ),
    NoStart.REVISION: Words(
        ru="для модели с Hugging Face нужен `--revision`: 40 знаков коммита со страницы модели, Files → History",
        en="a model of Hugging Face needs `--revision`: the 40 digits of a commit from the model's page, Files → History",
    ),
    NoStart.TASK: Words(ru="укажите `--task`: {known}", en="name the task with `--task`: {known}"),
    NoStart.TASK_UNKNOWN: Words(
        ru="для этой задачи в курсе нет набора данных; есть {known}", en="the course has no evaluation set for this task; it has {known}"
    ),
    NoStart.DATA: Words(ru="укажите набор данных с `--data`: {known}", en="name the evaluation set with `--data`: {known}"),
    NoStart.METHOD_UNKNOWN: Words(
        ru="метод не распознан. Образцы для этой задачи: {known}",
        en="the method is not known. There are templates of this task for: {known}",
    ),
    NoStart.METHOD_OF_LESSON: Words(
        ru="в задании {homework} этого метода нет; есть {known}", en="homework {homework} does not have this method; it has {known}"
    ),
    NoStart.NO_TEMPLATE: Words(
        ru="образца для этой задачи нет. Есть для: {known}. Возьмите ближайший и измените `compress`",
        en="there is no template of this task. There are templates for: {known}. Take the nearest and change `compress`",
    ),
    NoStart.THERE: Words(ru="уже есть; ничего не записано", en="is there already; nothing was written"),
}


def tell_no_start(error: CannotStart, language: Language) -> str:
    """Say why nothing was begun, and what to do."""
    from grader.review.escape import terminal

    facts = {name: terminal(fact, 600) if isinstance(fact, str) else fact for name, fact in error.facts.items()}
    return f"{terminal(error.path, 300)}: {_SAID[error.reason].text(language).format_map(facts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to begin, as it was typed."""

    team: str
    homework: int
    model: str
    methods: tuple[str, ...]
    revision: str | None = None
    task: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What was written: the directory, its files, the rows of README; or why the rows could not be put there."""

    directory: Path
    files: tuple[str, ...]
    rows: tuple[WrittenRow, ...] = ()
    no_table: CannotWrite | None = None
    readme: Path | None = None


@dataclass(slots=True)
class _Files:
    manifest: list[str] = field(default_factory=list)
    adapters: dict[str, str] = field(default_factory=dict)


def new_submission(asked: Asked, course: Course, where: Path) -> Begun:
    """Write `submissions/<team>/hw-<N>/` into the working copy that `where` lies in: a manifest, one adapter a method, and rows.

    Raises:
        CannotStart: what is asked does not fit the course, or a file is there already; nothing was written.
        BadInput: `where` is in no working copy.
        OSError: the disk refuses.
    """
    from grader.steps.placing import top_of

    team, lesson = _team(asked.team), _lesson(asked.homework, course)
    task = _task(asked, course)
    data = _data(asked.data, task, course)
    chosen = _templates(asked, task, lesson, course)
    files = _written(asked, team, task, data, chosen)
    directory = top_of(where) / "submissions" / team / f"hw-{asked.homework}"
    contents = {"submission.yml": "\n".join(files.manifest) + "\n", **files.adapters}
    for name in contents:
        if (directory / name).exists():
            raise CannotStart(directory / name, NoStart.THERE)
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        with (directory / name).open("x", encoding="utf-8") as file:
            file.write(text)
    return _with_rows(directory, tuple(contents), course, 1 + len(chosen))


def _with_rows(directory: Path, files: tuple[str, ...], course: Course, count: int) -> Begun:
    """Put a row for each entry into the table, with dashes where `grader run --write` will put numbers."""
    done = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
    runs = Runs(head_sha="0" * 40, machine=NO_MACHINE, rows=tuple(RowRun(row=row, end=done) for row in range(count)))
    try:
        written = write_rows(directory, runs, course)
    except CannotWrite as error:
        return Begun(directory=directory, files=files, no_table=error)
    return Begun(directory=directory, files=files, rows=written.rows, readme=written.path)


def _team(text: str) -> str:
    from grader.intake.title import read_team

    name = read_team(text)
    if name is None or name != text:
        raise CannotStart(text, NoStart.TEAM, example=name or "ml_masters")
    return name


def _lesson(homework: int, course: Course) -> Lesson:
    lesson = course.lesson(homework)
    if lesson is None:
        raise CannotStart(f"HW-{homework}", NoStart.HOMEWORK, known=", ".join(str(each.homework) for each in course.lessons))
    return lesson


def _task(asked: Asked, course: Course) -> str:
    """Tell the task by the model where the course knows it, and hold what was said against the course."""
    name = asked.model.removeprefix(_LOCAL)
    shipped = course.models.get(name) if asked.model.startswith(_LOCAL) else None
    if shipped is None and (asked.model.startswith(_LOCAL) or name in course.models or not _MODEL.fullmatch(name)):
        raise CannotStart(asked.model, NoStart.MODEL, known=", ".join(_LOCAL + each for each in course.models))
    if shipped is None and not _COMMIT.fullmatch(asked.revision or ""):
        raise CannotStart(asked.model, NoStart.REVISION)
    tasks = sorted({data.task for data in course.data.values()})
    task = asked.task or (shipped.task if shipped else None)
    if task is None or (shipped and task != shipped.task):
        raise CannotStart(asked.model, NoStart.TASK, known=shipped.task if shipped else ", ".join(tasks))
    if task not in tasks:
        raise CannotStart(task, NoStart.TASK_UNKNOWN, known=", ".join(tasks))
    return task


def _data(name: str | None, task: str, course: Course) -> str:
    fitting = [each for each, data in course.data.items() if data.task == task]
    if name is None and len(fitting) == 1:
        return fitting[0]
    if name is None or name not in fitting:
        raise CannotStart(name or task, NoStart.DATA, known=", ".join(fitting))
    return name


def _templates(asked: Asked, task: str, lesson: Lesson, course: Course) -> list[Template]:
    """Choose a template for each method, none twice."""
    from grader.intake.methods import read_method
    from grader.intake.templates import best, offered, templates

    known = templates(course)
    found: list[Template] = []
    for written in asked.methods:
        method = read_method(written)
        names = ", ".join(offered(task, known, written)) or "–"
        if method.family in (Family.UNKNOWN, Family.ORIGINAL):
            raise CannotStart(written, NoStart.METHOD_UNKNOWN, known=names)
        if method.family not in lesson.methods:
            raise CannotStart(written, NoStart.METHOD_OF_LESSON, homework=lesson.homework, known=", ".join(lesson.methods))
        template = best(method, task, asked.model, known)
        if template is None:
            raise CannotStart(written, NoStart.NO_TEMPLATE, known=names)
        found += [] if template in found else [template]
    return found


def _written(asked: Asked, team: str, task: str, data: str, chosen: Sequence[Template]) -> _Files:
    files = _Files(manifest=[f"team: {team}", f"homework: {asked.homework}", f"task: {task}", f"data: {data}", "rows:"])
    files.manifest += [*_model(asked), "    method: original"]
    for template in chosen:
        row = template.row
        name = _free(row.code or "", files.adapters)
        files.manifest += [*_model(asked), f"    method: {row.method_text}"]
        if row.method.params:
            params = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.method.params.items())
            files.manifest.append(f"    params: {{{', '.join(params)}}}")
        files.manifest.append(f"    code: {name}")
        files.adapters[name] = f"{_HEAD}\n{template.source}"
    return files


def _model(asked: Asked) -> Iterator[str]:
    yield f"  - model: {asked.model}"
    if not asked.model.startswith(_LOCAL):
        yield f"    revision: {asked.revision}"


def _free(name: str, taken: dict[str, str]) -> str:
    stem = name.removesuffix(".py")
    return next(each for number in range(1, 100) if (each := name if number == 1 else f"{stem}_{number}.py") not in taken)
