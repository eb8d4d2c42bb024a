from __future__ import annotations

import importlib
import pkgutil
import string
from types import ModuleType

import pytest

from grader.core.words import Entry, Language
from grader.intake import checks
from grader.intake.checks import (
    PLAUSIBLE_CHECKS,
    PLAUSIBLE_ENTRIES,
    PULL_REQUEST_CHECKS,
    PULL_REQUEST_ENTRIES,
    TABLE_CHECKS,
    TABLE_ENTRIES,
    plausible,
)
from tests.intake.checks.examples import EXAMPLES, WITHOUT_EXAMPLE
from tests.intake.handed_in import HandedIn, said

MODULES = [
    importlib.import_module(f"{package.__name__}.{module.name}")
    for package in (checks, plausible)
    for module in pkgutil.iter_modules(package.__path__)
    if not module.ispkg
]
ALL = (*TABLE_ENTRIES, *PLAUSIBLE_ENTRIES, *PULL_REQUEST_ENTRIES)


def entries_of(module: ModuleType) -> tuple[Entry, ...]:
    return getattr(module, "ENTRIES", None) or (module.ENTRY,)


def test_every_file_is_registered_and_nothing_else() -> None:
    assert sorted(entry.code for module in MODULES for entry in entries_of(module)) == sorted(entry.code for entry in ALL)
    registered = {check.__module__ for check in (*TABLE_CHECKS, *PLAUSIBLE_CHECKS, *PULL_REQUEST_CHECKS)}
    assert registered == {module.__name__ for module in MODULES if hasattr(module, "check")}


def test_every_code_is_unique() -> None:
    codes = [entry.code for entry in ALL]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_file_says_what_it_is_for(module: ModuleType) -> None:
    assert module.__doc__ and module.__doc__.strip()
    if getattr(module, "check", None) in (*PLAUSIBLE_CHECKS, *PULL_REQUEST_CHECKS):
        assert "False alarms:" in module.__doc__


@pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.code)
def test_every_entry_speaks_both_languages(entry: Entry) -> None:
    def gaps(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    def cyrillic(text: str) -> bool:
        return any("а" <= letter <= "я" for letter in text.lower())

    assert gaps(entry.message.ru) == gaps(entry.message.en)
    for words in (entry.message, entry.why):
        assert cyrillic(words.ru)
        assert words.ru.strip() and words.en.strip() and words.ru != words.en
    assert not cyrillic(entry.message.en)
    assert entry.code == entry.code.lower().replace("_", "-")


def test_every_code_of_a_pull_request_has_an_example() -> None:
    assert EXAMPLES.keys() | WITHOUT_EXAMPLE == {entry.code for entry in PULL_REQUEST_ENTRIES}


def test_a_good_submission_hears_nothing() -> None:
    assert HandedIn().problems() == ()


@pytest.mark.parametrize("code", EXAMPLES)
def test_each_fault_is_found_where_it_is(code: str) -> None:
    example = EXAMPLES[code]
    found = [problem for problem in example.handed_in.problems() if problem.code == code]
    assert [(problem.place.path, problem.place.line) for problem in found] == [(example.path, example.line)]
    assert (found[0].fix.text if found[0].fix else None) == example.fix
    for language, text in zip(Language, said(found[0]).splitlines(), strict=True):
        assert text and "{" not in text, language
