"""Collect the code of a pull request, with what the rules look at beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from grader.core.errors import BadInput
from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.read import MAX_NOTEBOOK, MAX_SCRIPT, read_source
from grader.intake.objects import FILE_MODES, Repository

CODE_SUFFIXES = frozenset({".py", ".ipynb"})
TEXT_SUFFIXES = frozenset({".txt", ".log", ".json", ".jsonl", ".csv", ".tsv", ".toml", ".cfg", ".yml", ".yaml", ".out", ".err", ".sh"})
#: Files of code, and of other text, that are looked at, and the bytes of all of them together.
MOST_FILES, MOST_BYTES = 60, 64 << 20
MOST_TEXT = 8 << 20

_WHY = Words(
    ru="Бот читает скрипты до 1 МиБ и ноутбуки до 24 МиБ, всего не больше 60 файлов. На проверку чисел это не влияет, но замечаний к "
    "непрочитанному коду не будет.",
    en="The bot reads scripts of up to 1 MiB and notebooks of up to 24 MiB, no more than 60 files in all. This does not affect the "
    "checking of numbers, but code that was not read gets no remarks.",
)
ENTRIES = (
    Entry(
        code="code-too-large",
        severity=Severity.NOTE,
        message=Words(
            ru="Файл слишком большой, поэтому не прочитан. Уберите из ноутбука картинки и лишний вывод.",
            en="The file is too large and was not read. Clear pictures and output that is not needed from the notebook.",
        ),
        why=_WHY,
    ),
    Entry(
        code="code-unreadable",
        severity=Severity.WARNING,
        message=Words(
            ru="Файл не удалось прочитать: он не похож на текст или на ноутбук Jupyter. Откройте его в редакторе и сохраните заново.",
            en="The file could not be read: it does not look like text or like a Jupyter notebook. Open it in an editor and save it again.",
        ),
        why=_WHY,
    ),
    Entry(
        code="code-too-many",
        severity=Severity.NOTE,
        message=Words(
            ru="Файлов с кодом больше, чем читает бот, и этот не прочитан. Оставьте в pull request только нужные.",
            en="There are more code files than the bot reads, and this one was not read. Keep only what is needed in the pull request.",
        ),
        why=_WHY,
    ),
)
_ENTRIES = {entry.code: entry for entry in ENTRIES}


def gather(repository: Repository, case: Case) -> tuple[Project | None, tuple[Problem, ...]]:
    """Read the code that a pull request adds or changes; None where there is none. What could not be read is a problem each.

    Raises:
        GitError: git failed.
    """
    code = _changed(case, CODE_SUFFIXES)
    if not code:
        return None, ()
    chosen = _within(code, case.sizes, MOST_BYTES)
    sheets, problems = [], [_unread(path, _why_not(path, case.sizes[blob])) for path, blob in code.items() if path not in chosen]
    blobs = repository.blobs(chosen.values(), MOST_BYTES + MAX_NOTEBOOK) if chosen else {}
    for path, blob in chosen.items():
        try:
            sheets.append(Sheet(read_source(blobs[blob], path)))
        except BadInput as error:
            problems.append(_unread(path, error.code))
    texts = _within(_changed(case, TEXT_SUFFIXES), case.sizes, MOST_TEXT)
    found = repository.blobs(texts.values(), 2 * MOST_TEXT) if texts else {}
    project = Project(
        sheets=tuple(sheets),
        rows=case.rows,
        readme=README,
        manifest=case.manifest,
        course=case.course,
        files=repository.every_file(case.pull_request.head_sha),
        texts={path: found[blob].decode("utf-8", "replace") for path, blob in texts.items()},
    )
    return project, tuple(problems)


def _changed(case: Case, suffixes: frozenset[str]) -> dict[str, str]:
    """Path → blob of the plain files with these endings that are there after the pull request, by path."""
    return {
        change.path: change.blob
        for change in sorted(case.changes, key=lambda change: change.raw)
        if change.path and change.mode in FILE_MODES and PurePosixPath(change.path).suffix.lower() in suffixes
        if ".ipynb_checkpoints/" not in change.path and change.blob in case.sizes
    }


def _within(files: Mapping[str, str], sizes: Mapping[str, int], most: int) -> dict[str, str]:
    """Take files until the number or the bytes are used up; one that is too large by itself is passed over."""
    chosen: dict[str, str] = {}
    total = 0
    for path, blob in files.items():
        if sizes[blob] <= _limit(path) and len(chosen) < MOST_FILES and total + sizes[blob] <= most:
            chosen[path], total = blob, total + sizes[blob]
    return chosen


def _limit(path: str) -> int:
    return MAX_NOTEBOOK if path.endswith(".ipynb") else MAX_SCRIPT


def _why_not(path: str, size: int) -> str:
    return "code-too-large" if size > _limit(path) else "code-too-many"


def _unread(path: str, code: str) -> Problem:
    return Problem.of(_ENTRIES[code], Place(path=path), {})
