"""Put measured rows into the results table of a working copy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.run import Runs
from grader.core.words import Fact, Language, Words
from grader.course import Course
from grader.wire.artifact import write_atomically


class Refusal(StrEnum):
    """Why nothing can be written."""

    NO_README = "no-readme"
    ENCODING = "encoding"
    NO_TABLE = "no-table"
    ELSEWHERE = "elsewhere"
    UNFIT = "unfit"


class CannotWrite(BadInput):
    """The rows cannot be put into the README; the facts say what is in the way."""

    def __init__(self, path: Path | str, refusal: Refusal, **facts: Fact) -> None:
        super().__init__(path, " ".join((refusal, *map(str, facts.values()))), code=refusal)
        self.refusal, self.facts = refusal, facts


_REFUSED = {
    Refusal.NO_README: Words(
        ru="файла нет. Вернуть его можно так: `git checkout HEAD -- README.md`",
        en="there is no such file. Bring it back with `git checkout HEAD -- README.md`",
    ),
    Refusal.ENCODING: Words(ru="файл не в UTF-8. Сохраните его в UTF-8", en="it is not UTF-8. Save it as UTF-8"),
    Refusal.NO_TABLE: Words(
        ru="в файле нет таблицы результатов, где на каждый вариант модели своя строка. Перейдите на ветку занятия или верните таблицу: "
        "`git checkout ветка_занятия -- README.md`",
        en="it holds no results table with a row for each variant of a model. Change to the lesson's branch, or bring the table back: "
        "`git checkout lesson_branch -- README.md`",
    ),
    Refusal.ELSEWHERE: Words(
        ru="по манифесту (team, homework) эта папка должна быть {expected}. Исправьте манифест или перенесите папку",
        en="by its manifest (team, homework) this directory should be {expected}. Mend the manifest, or move the directory",
    ),
    Refusal.UNFIT: Words(
        ru="строка {row} читалась бы здесь иначе, чем измерено, поэтому ничего не записано. Проверьте заголовки таблицы (`grader check`) "
        "и вставьте строку сами: {line}",
        en="the row {row} would read differently here from what was measured, so nothing was written. Look at the headers of the table "
        "(`grader check`), and put the row in yourself: {line}",
    ),
}


def tell_refusal(error: CannotWrite, language: Language) -> str:
    """Say why nothing was written, and what to do."""
    from grader.review.escape import terminal

    facts = {name: terminal(fact, 600) if isinstance(fact, str) else fact for name, fact in error.facts.items()}
    return f"{terminal(error.path, 300)}: {_REFUSED[error.refusal].text(language).format_map(facts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRow:
    """A row that stands in the table now: the manifest's model and method, its 1-based line, whether an older one stood there."""

    model: str
    method: str
    line: int
    replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, and into which file."""

    path: Path
    rows: tuple[WrittenRow, ...]


def require_table(directory: Path, course: Course) -> None:
    """Find out before anything is measured whether the rows of a submission can be written.

    Raises:
        CannotWrite: there is no place for them.
        BadInput: the directory is in no working copy, or its manifest is missing or wrong.
    """
    from grader.steps.placing import find_table

    find_table(directory, course)


def write_rows(directory: Path, runs: Runs, course: Course) -> Written:
    """Put the rows that were measured to their end into the results table of the README; nothing else in it changes.

    Raises:
        CannotWrite: there is no table, or a row would not read there as what it is.
        BadInput: the directory is in no working copy, or its manifest is missing or wrong.
        OSError: the disk refuses.
    """
    from grader.steps.placing import find_table, with_rows

    target = find_table(directory, course)
    text, rows = with_rows(target, runs)
    if rows:
        mode = target.path.stat().st_mode
        write_atomically(target.path, text.encode())
        target.path.chmod(mode)
    return Written(path=target.path, rows=tuple(rows))
