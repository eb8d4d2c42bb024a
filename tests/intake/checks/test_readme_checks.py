from __future__ import annotations

import pytest

from tests.intake.handed_in import BASE_README, CLUSTERED, HEADER, HOME, ORIGINAL, README, TEXT, THEIRS, HandedIn

FIRST, SECOND = THEIRS.splitlines(keepends=True)
WITHOUT_MANIFEST = [f"{HOME}/submission.yml"]


def readme(text: str, base: str = BASE_README) -> HandedIn:
    return HandedIn(base={"README.md": base.encode()}, change={"README.md": text.encode()})


@pytest.mark.parametrize(
    "text",
    [
        README,
        README.replace("\n", "\r\n"),
        README.replace(" | ", "   |  "),
        README.replace("| --- ", "| :---: "),
        f"# Курс\n\n{TEXT}\n\n{HEADER}{ORIGINAL}{CLUSTERED}{SECOND}{FIRST}",
        f"# Курс\n\n{TEXT}\n\n{HEADER}{THEIRS}\n## Наша команда\n\n{HEADER}{ORIGINAL}{CLUSTERED}",
        README.replace(" |\n", " | |\n").replace("(Accuracy) | |", "(Accuracy) | Комментарий |").replace("--- | |", "--- | --- |"),
    ],
    ids=["as it is", "CR LF", "spaces", "alignment", "order", "a table of our own", "another column"],
)
def test_laying_the_table_out_anew_changes_nobodys_row(text: str) -> None:
    submission = readme(text).taken_in()
    assert not {problem.code for problem in submission.problems} & {
        "row-removed",
        "row-changed",
        "rows-of-others-changed",
        "readme-rewritten",
    }
    assert [row.model for row in submission.rows] == ["digits-vit", "digits-vit"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (FIRST, "", "row-removed"),
        (FIRST, FIRST.replace("owner/other-model", "owner/our-model"), "row-removed"),
        (FIRST, FIRST.replace("0.91", "0.51"), "row-changed"),
        (FIRST, FIRST.replace("| 40.1 |", "| - |"), "row-changed"),
        (SECOND, SECOND.replace("16 кластеров", "8 кластеров"), "row-removed"),
    ],
)
def test_what_others_said_must_stay(old: str, new: str, code: str) -> None:
    assert code in HandedIn(readme=(old, new)).codes()


def test_a_header_that_changes_the_meaning_of_rows_changes_the_rows() -> None:
    problems = HandedIn(readme=("Размер весов (MB)", "Размер весов (GB)")).problems()
    gone = [problem for problem in problems if problem.code == "row-changed"]
    assert [problem.place.line for problem in gone] == [18, 19]
    assert [problem.fix and problem.fix.text for problem in gone] == THEIRS.splitlines()


def test_ten_rows_are_named_and_the_others_counted() -> None:
    many = "".join(f"| team{number}/model | Оригинал | {number + 1}.5 | 1 | 2 | - | 3 | - | 0.5 |\n" for number in range(30))
    problems = readme(README, BASE_README + many).problems()
    assert [problem.code for problem in problems].count("row-removed") == 10
    assert [problem.facts["count"] for problem in problems if problem.code == "rows-of-others-changed"] == [20]


def test_a_row_without_numbers_may_be_filled_in() -> None:
    template = "| digits-vit | Оригинал | | | | | | | |\n"
    submission = readme(README, BASE_README + template).taken_in()
    assert submission.problems == ()
    assert len(submission.rows) == 2


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        (README, False),
        (README + "\n" + "\n".join(f"Наш вывод {number}." for number in range(100)), False),
        (README.replace("номер 1:", "№ 1:").replace("номер 2:", "№ 2:"), False),
        (README.replace("Правило курса", "Правило"), True),
        (README.replace(TEXT, ""), True),
        (README.replace(TEXT, "\n\n".join(reversed(TEXT.splitlines()))), False),
    ],
)
def test_how_much_of_the_text_may_change(text: str, rewritten: bool) -> None:
    assert ("readme-rewritten" in readme(text).codes()) is rewritten


def test_a_small_readme_is_never_rewritten() -> None:
    assert "readme-rewritten" not in readme(f"# Отчёт\n\n{HEADER}{THEIRS}{ORIGINAL}{CLUSTERED}", f"# Курс\n\n{HEADER}{THEIRS}").codes()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (BASE_README + "\nМы всё сделали.\n", {"rows-missing"}),
        (f"# Курс\n\n{TEXT}\n", {"table-missing", "row-removed"}),
        (f"# Курс\n\n{TEXT}\n\n```\n{HEADER}{THEIRS}{ORIGINAL}```\n", {"table-missing", "row-removed"}),
        (f"# Курс\n\n{TEXT}\n\n| Шаг | Что сделать |\n| --- | --- |\n| 1 | измерить |\n", {"table-missing", "row-removed"}),
    ],
)
def test_results_are_rows_of_a_table(text: str, codes: set[str]) -> None:
    assert {problem.code for problem in readme(text).problems()} == codes


def test_the_first_readme_of_a_branch_needs_nothing_before_it() -> None:
    assert readme(f"# Курс\n\n{HEADER}{ORIGINAL}{CLUSTERED}", base="").codes() == set()


@pytest.mark.parametrize(
    ("header", "cells", "missing"),
    [
        ("| Модель | Метод | Размер (MB) | GZ (MB) | CPU (ms) | GPU (ms) | RAM (MB) | VRAM (MB) | Accuracy |", 9, []),
        ("| Модель | Метод | Размер (MB) | GZ (MB) | CPU (ms) | GPU (ms) | RAM (MB) | VRAM (MB) |", 8, ["quality"]),
        ("| Модель | Метод | Размер (MB) | GZ (MB) | CPU (ms) | RAM (MB) | Accuracy |", 7, ["gpu_ms", "vram_mb"]),
        ("| Модель | Метод | Размер (MB) | GZ (MB) | Время (ms) | Память (MB) | Accuracy |", 7, []),
        ("| Модель | Метод | Размер (MB) | Accuracy |", 4, ["gz_mb", "cpu_ms", "gpu_ms", "ram_mb", "vram_mb"]),
    ],
)
def test_columns_are_known_by_what_they_mean(header: str, cells: int, missing: list[str]) -> None:
    table = f"{header}\n{'| --- ' * cells}|\n| digits-vit | Оригинал {'| 1.5 ' * (cells - 3)}| 0.5 |\n"
    problems = readme(f"{BASE_README}\n{table}").problems()
    assert [problem.facts["name"] for problem in problems if problem.code == "column-missing"] == missing


def test_the_columns_of_other_peoples_tables_are_their_own() -> None:
    other = "| Модель | Размер (MB) |\n| --- | --- |\n| a/b | 5 |\n"
    base = BASE_README + "\n" + other
    assert readme(README + "\n" + other, base).codes() == set()


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (ORIGINAL + CLUSTERED, []),
        (CLUSTERED, ["digits-vit"]),
        (CLUSTERED + CLUSTERED.replace("32", "16").replace("0.14", "0.12"), ["digits-vit"]),
        (CLUSTERED.replace("digits-vit", "Digits-ViT") + ORIGINAL.replace("digits-vit", "course/digits-vit"), []),
        (ORIGINAL + CLUSTERED.replace("digits-vit", "digits-cnn"), ["digits-cnn"]),
        (ORIGINAL + CLUSTERED.replace("digits-vit", "digits-tiny").replace("Кластеризация, 32 кластера", "Distilled"), []),  # of a teacher
        (CLUSTERED.replace("digits-vit", "owner/other-model"), []),  # its original is in the base
        (ORIGINAL, []),
        (CLUSTERED.replace("Кластеризация, 32 кластера", "GigaAM"), []),  # nobody knows what that is
    ],
)
def test_every_model_has_an_original_to_compare_with(rows: str, missing: list[str]) -> None:
    problems = readme(BASE_README + rows).problems()
    assert [problem.facts["model"] for problem in problems if problem.code == "original-missing"] == missing


def test_a_table_of_originals_needs_no_method() -> None:
    table = "| Модель | Размер (MB) | CPU (ms) | Accuracy |\n| --- | --- | --- | --- |\n| digits-vit | 0.82 | 1.31 | 0.97 |\n"
    submission = HandedIn(
        title="ml_masters HW-1", branch="lesson-1-first-look", without=[*WITHOUT_MANIFEST, f"{HOME}/clustering.py"],
        base={"README.md": b"# Start\n"}, change={"README.md": f"# Start\n\n{table}".encode()},
    ).taken_in()  # fmt: skip
    assert {problem.code for problem in submission.problems} == {"manifest-missing"}
    assert len(submission.rows) == 1


def test_a_method_of_another_lesson_is_refused_in_the_table_too() -> None:
    handed_in = HandedIn(without=WITHOUT_MANIFEST, readme=("Кластеризация, 32 кластера", "Дистилляция"))
    assert [(problem.code, problem.place.line) for problem in handed_in.problems()] == [
        ("method-not-allowed", 21),
        ("manifest-missing", None),
    ]
