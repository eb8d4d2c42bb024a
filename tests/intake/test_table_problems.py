"""Every code that a table can be told has a case that raises it, and a message in both languages."""

from __future__ import annotations

import pytest

from grader.core.problem import Problem
from grader.core.words import Entry, Language
from grader.intake.checks import TABLE_CHECKS, TABLE_ENTRIES
from grader.intake.reader import LIMITS, read_document

HEAD = "Модель|Метод|{}|WER\n-|-|-|-\n"


def table(header: str, *cells: str, name: str = "acme/a|INT8") -> str:
    return HEAD.format(header) + "".join(f"{name}|{cell}|0.1\n" for cell in cells)


#: code → (a text that raises it, its line, its column)
CASES: dict[str, tuple[str | bytes, int | None, int | None]] = {
    "column-twice": (HEAD.format("RAM A (MB)|RAM B (MB)").replace("-\n", "-|-\n") + "acme/a|INT8|5|6|0.1\n", 1, 3),
    "device-missing": (table("Время (ms)", "5"), 3, 2),
    "encoding-damaged": (table("Размер (MB)", "51").encode().replace(b"51", b"5\xb1"), 3, None),
    "encoding-unreadable": (b"\x00\xff", None, None),
    "encoding-wrong": (table("Размер (MB)", "5").encode().decode("mac_roman"), 1, None),
    "file-too-large": ("x" * (LIMITS.size + 1), None, None),
    "header-misspelt": (table("Рамзер (MB)", "5"), 1, 2),
    "header-unknown": (table("Шмазмер", "5"), 1, 2),
    "hidden-character": (table("Размер (MB)", "5\u200b6"), 3, 2),
    "memory-unclear": (table("Память (MB)", "5"), 3, 2),
    "method-combined": (table("Размер (MB)", "5", name="acme/a|Pruning + INT8"), 3, 0),
    "method-unknown": (table("Размер (MB)", "5", name="acme/a|Магия"), 3, 0),
    "metric-missing": (table("Качество (PPL, BLEU)", "5"), 3, 2),
    "metrics-unpaired": (table("Качество", "F1 5 6 7 BLEU"), 3, 2),
    "model-missing": (table("Размер (MB)", "5", name="||INT8"), 3, 0),
    "number-ambiguous": (table("Размер (MB)", "1,024"), 3, 2),
    "number-bound": (table("Размер (MB)", "<5"), 3, 2),
    "number-relative": (table("Размер (MB)", "2.5×"), 3, 2),
    "number-unreadable": (table("Размер (MB)", "много"), 3, 2),
    "percent-missing": (table("F1", "82.5"), 3, 2),
    "percent-unclear": (table("CER", "1.5"), 3, 2),
    "row-ragged": (HEAD.format("RAM (MB)") + "acme/a|INT8|5|0.1|7\n", 3, None),
    "row-twice": (table("Размер (MB)", "5", "6"), 4, None),
    "table-broken": ("text\n\n|Модель|RAM|\n|acme/a|5|\n", 3, None),
    "table-too-large": (table("Размер (MB)", *["5"] * (LIMITS.rows + 1)), 1, None),
    "unit-foreign": (table("Размер (MB)", "5 ms"), 3, 2),
    "unit-missing": (table("Размер", "50"), 3, 2),
    "unit-mixed": (table("Размер (MB)", "5 GB"), 3, 2),
    "unit-unclear": (table("Время (CPU)", "5"), 3, 2),
    "values-several": (table("Размер (MB)", "5 / 6"), 3, 2),
}


def problems(text: str | bytes) -> list[Problem]:
    found = read_document(text if isinstance(text, bytes) else text.encode(), "README.md")
    return [*found.problems, *(problem for check in TABLE_CHECKS for problem in check(found))]


def test_every_code_has_a_case() -> None:
    assert set(CASES) == {entry.code for entry in TABLE_ENTRIES}


@pytest.mark.parametrize("entry", TABLE_ENTRIES, ids=lambda entry: entry.code)
def test_a_problem_is_raised_once_at_its_place_and_can_be_said(entry: Entry) -> None:
    text, line, column = CASES[entry.code]
    (problem,) = (problem for problem in problems(text) if problem.code == entry.code)
    assert (problem.place.path, problem.place.line, problem.place.column, problem.severity) == ("README.md", line, column, entry.severity)
    said = {language: entry.say(problem.facts, language, repr) for language in Language}
    assert said[Language.RU] != said[Language.EN]
    assert "{" not in "".join(said.values())


@pytest.mark.parametrize("entry", TABLE_ENTRIES, ids=lambda entry: entry.code)
def test_an_explanation_is_given_in_both_languages(entry: Entry) -> None:
    assert any("а" <= mark <= "я" for mark in entry.why.ru)
    assert entry.why.en.isascii() or "`" in entry.why.en or "×" in entry.why.en


def test_a_clean_table_has_no_problem() -> None:
    text = (
        "Модель|Метод|Размер (MB)|Время (CPU, ms)|F1\n-|-|-|-|-\nacme/a|Оригинал|5 MB|6|91%\nacme/a|INT8|2|3|0.9\nacme/a|ONNX|N/A|–|0.9\n"
    )
    assert problems(text) == []


def test_rows_for_two_devices_are_no_twins() -> None:
    text = "Подход|Device|Time (ms)\n-|-|-\nTiny (ONNX)|CPU|5\nTiny (ONNX)|GPU|6\n"
    assert [problem.code for problem in problems(text)] == []
