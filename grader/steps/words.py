"""Everything the bot can say, gathered from the stages, and single findings put into words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from grader.core.problem import Problem
from grader.core.run import RowRun
from grader.core.submission import Submission
from grader.core.table import Document
from grader.core.words import Catalogue, Language, Words, catalogue


def entry_groups() -> dict[str, Catalogue]:
    """Return the codes of tables, doubtful numbers, pull requests, code, verdicts, ends of runs, machines, repositories and merges."""
    from grader.board.reasons import ENTRIES as KEPT
    from grader.github.doctor.checks import ENTRIES as REPOSITORY
    from grader.github.merge_words import ENTRIES as MERGED
    from grader.hub.words import ENTRIES as HUB
    from grader.intake.lint.rules import CODE_ENTRIES
    from grader.judge.reasons import ENTRIES as REASONS
    from grader.verify.audit.wording import ENTRIES as AUDIT
    from grader.verify.doctor import ENTRIES as MACHINE
    from grader.verify.wording import ENTRIES as ENDINGS

    others = {
        "code": CODE_ENTRIES,
        "verdicts": REASONS,
        "endings": ENDINGS,
        "audit": AUDIT,
        "hub": HUB,
        "machine": MACHINE,
        "repository": REPOSITORY,
        "merge": (*KEPT, *MERGED),
    }
    return {**_table_groups(), **{name: catalogue(*entries) for name, entries in others.items()}}


def _table_groups() -> dict[str, Catalogue]:
    """The groups that `grader check` needs where there is no code to read: they are quick to load."""
    from grader.intake.checks import PLAUSIBLE_ENTRIES, PULL_REQUEST_ENTRIES, TABLE_ENTRIES

    groups = {"tables": TABLE_ENTRIES, "plausibility": PLAUSIBLE_ENTRIES, "pull-request": PULL_REQUEST_ENTRIES}
    return {name: catalogue(*entries) for name, entries in groups.items()}


@cache
def all_entries() -> Catalogue:
    """Return every code that the bot can say."""
    return _joined(entry_groups())


@cache
def _table_entries() -> Catalogue:
    return _joined(_table_groups())


def _joined(groups: dict[str, Catalogue]) -> Catalogue:
    return catalogue(*(entry for group in groups.values() for entry in group.values()))


def _entries_with(code: str) -> Catalogue:
    """Return a catalogue that has a code, the quick one if possible."""
    return _table_entries() if code in _table_entries() else all_entries()


def offered_fix(code: str) -> Words | None:
    """Say what fix comes with a problem, if one does."""
    from grader.intake.fixes import FIXES

    return FIXES.get(code)


def tell(problem: Problem, language: Language, paint: Callable[[str, str], str]) -> str:
    """Show a problem in a terminal, in a few lines."""
    from grader.review.lint import lint

    return lint(problem, _entries_with(problem.code), language, paint)


def tell_end(run: RowRun, language: Language) -> str:
    """Say in one line how a run ended."""
    from grader.review.escape import terminal

    return all_entries()[run.end.ending].say(run.end.facts, language, lambda fact: terminal(fact, 300))


def tell_audit(run: RowRun, language: Language) -> list[str]:
    """Say what the artifact of a run shows of its method, line by line; nothing where it was not looked at."""
    from grader.review import escape
    from grader.review.method import summary
    from grader.review.voice import Voice

    voice = Voice(catalogue=all_entries(), language=language, quote=escape.terminal, link=lambda place: escape.terminal(place.path))
    return list(summary(run.audit, voice)) if run.audit else []


def plain_tables(document: Document, language: Language) -> dict[str, object]:
    """Return a document as the plain object that `grader table --json` prints."""
    from grader.review.lint import message
    from grader.wire.tables import plain

    return plain(document, lambda problem: message(problem, _entries_with(problem.code), language))


def plain_problems(submission: Submission) -> list[dict[str, object]]:
    """Return the problems as plain objects for tools, worded in every language."""
    from grader.review.lint import plain

    return [plain(problem, _entries_with(problem.code)) for problem in (*submission.problems, *submission.remarks)]
