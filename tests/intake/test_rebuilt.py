"""A team's own rows in the lesson's columns: they say the same, or they are not offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.words import Language
from grader.course.headers import HEADERS
from grader.intake.rebuilt import lesson_header, rebuilt_row
from tests.intake.handed_in import BASE_README, CLUSTERED, HEADER, ORIGINAL, HandedIn
from tests.intake.tables import row, rows, values

COLUMNS = tuple(name for name in HEADERS if name != "latency_ms")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Model|Method|Weights (GB)|CPU (s)|F1, %", "a/b|int8|1.33|0.0319|90,80", "a/b|int8|1361.92 MB|–|31.9 ms|–|–|–|F1 0.9080"),
        ("Сеть|Приём сжатия|Архив (КБ)|WER|Метод", "x-1|–|512|12.3%|GPTQ", "x-1|GPTQ|–|0.5 MB|–|–|–|–|wer 0.123"),
        ("Модель|Метод|GPU, мс|Точность (1 - WER)", "w|ONNX|31.9 (Tesla T4)|0.9327", "w|ONNX|–|–|–|31.9 ms (Tesla T4)|–|–|wer 0.0673"),
        ("Model|Method|Accuracy|RAM, MB", r"m\|x|Pruning 30%|81% on CPU, 82% on GPU|1024 ± 3",
         r"m\|x|Pruning 30%|–|–|–|–|1024 ± 3 MB|–|accuracy 0.81 on CPU, accuracy 0.82 on GPU"),
        ("Model|Method|Perplexity|RAM, MB", "m|AWQ (4-bit)|27.61|2 048", "m|AWQ (4-bit)|–|–|–|–|2048 MB|–|perplexity 27.61"),
    ],
)  # fmt: skip
def test_a_row_is_written_in_the_lesson_s_columns(header: str, cells: str, expected: str, language: Language) -> None:
    found = row(header, cells.replace(r"\|", "\\|"))
    line = rebuilt_row(found, COLUMNS, language)
    assert line == f"| {' | '.join(expected.replace(chr(92) + '|', chr(0)).split('|')).replace(chr(0), chr(92) + '|')} |"
    (again,) = rows("\n".join([*lesson_header(COLUMNS, language), line]))
    assert values(again) == pytest.approx(values(found))


@given(
    size=st.decimals("0.01", "99999", places=3),
    time=st.decimals("0.001", "9999", places=4),
    share=st.decimals("0", "100", places=2),
    unit=st.sampled_from(["KB", "MB", "GB"]),
    clock=st.sampled_from(["µs", "ms", "s"]),
)
def test_whatever_is_offered_says_the_same(size: object, time: object, share: object, unit: str, clock: str) -> None:
    found = row("Model|Method|Size|CPU time|Quality", f"m/n|INT8|{size} {unit}|{time} {clock}|{share}% accuracy")
    line = rebuilt_row(found, COLUMNS, Language.EN)
    assert line is not None
    (again,) = rows("\n".join([*lesson_header(COLUMNS, Language.EN), line]))
    assert values(again) == pytest.approx(values(found), rel=1e-9)


def test_a_table_in_the_lesson_s_form_below_the_shared_one_is_left_alone() -> None:
    text = f"{BASE_README}\n## Наши\n\n{HEADER}{ORIGINAL}{CLUSTERED}"
    assert HandedIn(change={"README.md": text.encode()}).codes() == set()


def test_the_lesson_s_header_comes_along_where_the_readme_has_no_such_table() -> None:
    bare = BASE_README.partition("|")[0]
    own = f"{bare}|  | Оригинал |\n|---|---|\n| Модель | digits-vit |\n| Размер весов | 0.82 MB |\n| Accuracy | 97.5% |\n"
    handed_in = HandedIn(base={"README.md": bare.encode()}, change={"README.md": own.encode()})
    (problem,) = (problem for problem in handed_in.problems() if problem.code == "table-own-columns")
    assert problem.fix and not problem.fix.safe
    header, _, line = problem.fix.text.splitlines()
    assert header.startswith("| Модель | Метод | Размер весов (MB) |")
    assert line == "| digits-vit | Оригинал | 0.82 MB | – | – | – | – | – | accuracy 0.975 |"


def test_a_header_that_was_there_before_is_nobody_s_new_table() -> None:
    short = BASE_README.replace("| Размер в .gz (MB) ", "| Комментарий ")
    handed_in = HandedIn(base={"README.md": short.encode()}, change={"README.md": f"{short}{ORIGINAL}{CLUSTERED}".encode()})
    assert handed_in.codes() == {"column-missing"}
