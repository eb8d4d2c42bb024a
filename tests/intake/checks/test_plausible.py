"""Numbers that can hardly be true are asked about, and honest ones are not."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Reading
from grader.core.words import Language, Severity, catalogue
from grader.course import load_course
from grader.intake.checks import PLAUSIBLE_CHECKS, PLAUSIBLE_ENTRIES
from grader.intake.checks.plausible.accuracy_impossible import BATCHES, possible
from grader.intake.reader import read_document
from grader.intake.sight import look
from grader.intake.vocabulary.parameters import PARAMETERS
from grader.steps import all_entries, read_table
from tests.intake.handed_in import CLUSTERED, HEADER, ORIGINAL, README, THEIRS, HandedIn, course
from tests.intake.tables import CORPUS, needs_corpus

CATALOGUE = catalogue(*PLAUSIBLE_ENTRIES)
RU = "| Модель | Метод | Размер (МБ) | Время (CPU, мс) | Время (GPU, мс) | RAM (МБ) | VRAM (МБ) | {} |"
EN = "| Model | Method | Size (MB) | Latency (CPU, ms) | Latency (GPU, ms) | RAM (MB) | VRAM (MB) | {} |"
ORIGINALS = {RU: "Оригинал", EN: "Original"}
BASE = "400.25 | 51.37 | 9.18 | 911.4 | 640.2 | 0.9137"


def document(*rows: str, quality: str = "Accuracy", head: str = RU, before: str = "", after: str = "") -> str:
    lines = [head.format(quality), "| --- " * 8 + "|", *(f"| {row} |" for row in rows)]
    return "\n".join([before, "", *lines, "", after]) if before or after else "\n".join(lines) + "\n"


def beside(method: str, cells: str, *, original: str = BASE, head: str = RU, quality: str = "Accuracy") -> str:
    """A table of an original and one row beside it, on line 4."""
    return document(f"acme/net | {ORIGINALS[head]} | {original}", f"acme/net | {method} | {cells}", head=head, quality=quality)


def problems(text: str) -> list[Problem]:
    sight = look(read_document(text.encode(), "README.md"), text=text)
    return [problem for check in PLAUSIBLE_CHECKS for problem in check(sight)]


def codes(text: str) -> list[str]:
    return sorted(problem.code for problem in problems(text))


def measured(quality: str, *, of: str = "Accuracy", head: str = RU, before: str = "", after: str = "") -> str:
    """A table of one row, whose quality is what matters."""
    name = f"acme/net | {ORIGINALS[head]} | 40.2 | 30.2 | - | 361.5 | - | {quality}"
    return document(name, quality=of, head=head, before=before, after=after)


def twice(method: str, quality: str, *, original: str | None = None, of: str = "Качество", head: str = RU) -> str:
    """An original and a row beside it, whose qualities are what matters."""
    first = f"90.3 | 51 | 9 | 911 | 640 | {original or quality}"
    return beside(method, f"30.1 | 21.3 | - | 361.5 | - | {quality}", original=first, quality=of, head=head)


class Case(NamedTuple):
    text: str
    line: int
    column: int


#: Every code → tables that raise it and nothing else, in both languages, and the cell.
CASES = {
    "memory-copied": [
        Case(beside("int8", "124.7 | 30.2 | - | 124.7 | 124.7 | 0.902"), 4, 5),
        Case(beside("int8", "1.33 GB | 30.2 | - | 1.3 GB | 1.3 GB | -", head=EN, original="5.1 GB | 51 | 9 | 7 GB | 6 GB | -"), 4, 5),
    ],
    "memory-equal": [
        Case(beside("int8", "124.7 | 30.2 | - | 361.5 | 361.5 | 0.902"), 4, 5),
        Case(document("acme/net | Original | 124.7 | 30.2 | - | 361.5 | 361.5 | 0.902", head=EN), 3, 5),
    ],
    "memory-as-size": [
        Case(beside("int8", "124.71 | 30.2 | - | 361.5 | 124.71 | 0.902"), 4, 6),
        Case(document("acme/net | Original | 124.71 | 30.2 | - | 124.71 | 361.5 | 0.902", head=EN), 3, 5),
    ],
    "memory-below-weights": [
        Case(document("acme/net | Оригинал | 400.2 | 30.2 | 4.1 | 61.5 | 511.9 | 0.902"), 3, 5),
        Case(document("acme/net | Original | 1.33 GB | 30.2 | 4.1 | 2.5 GB | 9.3 MB | 0.902", head=EN), 3, 6),
    ],
    "size-ratio-exact": [
        Case(beside("int8", "100.06 | 30.2 | - | 361.5 | - | 0.902"), 4, 2),
        Case(beside("Pruning 30%", "280.18 | 50.9 | 9.3 | 905 | 633 | 0.902", head=EN), 4, 2),
        Case(beside("Кластеризация, 32 кластера", "62.54 | 50.9 | 9.3 | 905 | 633 | 0.902"), 4, 2),
    ],
    "size-below-bits": [
        Case(beside("int8", "71.83 | 30.2 | - | 361.5 | - | 0.902"), 4, 2),
        Case(beside("FP16", "122.4 | 30.2 | - | 361.5 | - | 0.902", head=EN), 4, 2),
        Case(beside("GPTQ, 4 bit", "21.4 | 30.2 | - | 361.5 | - | 0.902", head=EN), 4, 2),
    ],
    "size-unexplained": [
        Case(document("openai/whisper-small | Оригинал | 1246.1 | 30.2 | - | 3300 | - | 0.902"), 3, 2),
        Case(document("gpt2 | FP16 | 475 | 30.2 | - | 900 | - | 0.902", head=EN), 3, 2),
    ],
    "int8-large": [
        Case(beside("Динамическое квантование int8", "331.6 | 30.2 | - | 861.5 | - | 0.902"), 4, 2),
        Case(beside("INT8", "331.6 | 30.2 | - | 861.5 | - | 0.902", head=EN), 4, 2),
    ],
    "quantized-larger": [
        Case(beside("fp16", "601.4 | 30.2 | - | 861.5 | - | 0.902"), 4, 2),
        Case(beside("INT8", "501.6 | 30.2 | - | 861.5 | - | 0.902", head=EN), 4, 2),
    ],
    "pruned-larger": [
        Case(beside("Прунинг 30 %", "541.4 | 50.2 | - | 861.5 | - | 0.902"), 4, 2),
        Case(beside("Unstructured pruning", "541.4 | 50.2 | - | 861.5 | - | 0.902", head=EN), 4, 2),
    ],
    "measured-as-original": [
        Case(beside("int8", "124.7 | 51.37 | - | 361.5 | - | 0.902"), 4, 3),
        Case(beside("ONNX", "401.7 | 32.1 | 9.18 | 911.4 | 612 | 0.9137", head=EN), 4, 4),
        Case(beside("Дистилляция", "204.7 | 32.1 | 9.18 | 911.4 | 612 | 0.9037"), 4, 4),
    ],
    "quality-as-original": [
        Case(twice("int8", "F1 82.41%, precision 85.13%"), 4, 7),
        Case(twice("Pruning 30%", "27.613", of="PPL", head=EN), 4, 7),
    ],
    "number-repeated": [
        Case(document("a/net | Оригинал | 400 | 51.374 | - | 900 | - | -", "a/cnn | Оригинал | 240 | 51.374 | - | 700 | - | -"), 4, 3),
        Case(beside("INT8", "124.7 | 21.3 | - | 361.47 | - | 0.9") + "| acme/net | Прунинг | 391 | 49 | - | 361.47 | - | 0.89 |\n", 5, 5),
    ],
    "seconds-as-ms": [
        Case(beside("int8", "124.7 | 0.0213 | - | 361.5 | - | 0.902"), 4, 3),
        Case(beside("INT8", "124.7 | 21.3 | - | 361.5 | - | 0.902", head=EN, original="400.25 | 0.0514 | - | 911.4 | - | 0.9137"), 3, 3),
    ],
    "time-implausible": [
        Case(document("acme/net | Оригинал | 922.1 | 0.389 | - | 1361.5 | - | 0.902"), 3, 3),
        Case(document("acme/net | Original | 922.1 | 388 | 0.0105 | 1361.5 | - | 0.902", head=EN), 3, 4),
    ],
    "accuracy-impossible": [
        Case(measured("0.9137", of="Accuracy (N = 100)"), 3, 7),
        Case(measured("91.37% (200 samples)", head=EN), 3, 7),
        Case(measured("91.37%", before="We evaluate on 200 test images.", head=EN), 5, 7),
        Case(measured("0.9137", after="Качество оценено на 400 случайных примерах."), 5, 7),
    ],
}  # fmt: skip
RAISED = [pytest.param(code, case, id=f"{code}-{number}") for code, cases in CASES.items() for number, case in enumerate(cases)]


def test_every_code_has_a_case() -> None:
    assert CASES.keys() | {"number-repeated-elsewhere"} == CATALOGUE.keys()  # which needs another table: see test_elsewhere.py


@pytest.mark.parametrize(("code", "case"), RAISED)
def test_a_doubt_is_raised_once_at_its_cell_and_can_be_said(code: str, case: Case) -> None:
    (problem,) = problems(case.text)
    assert (problem.code, problem.place.line, problem.place.column) == (code, case.line, case.column)
    assert problem.place.text in case.text.splitlines()[case.line - 1]
    said = {language: CATALOGUE[code].say(problem.facts, language, repr) for language in Language}
    assert said[Language.RU] != said[Language.EN]
    assert "{" not in "".join(said.values())


def test_no_doubt_is_an_error() -> None:
    assert {entry.severity for entry in PLAUSIBLE_ENTRIES} == {Severity.WARNING, Severity.NOTE}


@pytest.mark.parametrize(
    "text",
    [
        document(f"acme/net | Оригинал | {BASE}"),
        beside("fp16", "200.13 | 71.9 | 5.2 | 702.4 | 380.1 | 0.9137"),  # a file of fp16 honestly has half the size, and the same quality
        beside("int8", "124.7 | 21.3 | - | 361.5 | - | 0.902", head=EN),
        beside("int8", "100.4 | 21.3 | - | 361.5 | - | 0.902"),  # near a quarter, not exactly
        beside("int8, частично", "331.6 | 30.2 | - | 861.5 | - | 0.902"),
        beside("Динамическое квантование", "331.6 | 30.2 | - | 861.5 | - | 0.902"),
        beside("Прунинг 30 %", "400.25 | 50.8 | 9.21 | 905.1 | 640.2 | 0.902"),  # zeros save nothing, and VRAM repeats itself
        beside("Прунинг 30 %", "419.7 | 50.8 | - | 905.1 | - | 0.902"),  # MB of 10^6 beside MiB
        beside("ONNX", "400.61 | 31.2 | 7.7 | 505.1 | 540 | 0.9137"),
        beside("Кластеризация, 32 кластера", "62.7 | 51.2 | 9.2 | 905.1 | 640.2 | 0.9137"),  # one share may stay by chance
        beside("int8", "124.7 | 51.4 | 9.18 | 361.5 | - | 0.902"),  # three digits agree by chance
        beside("Прунинг + int8", "71.83 | 30.2 | - | 361.5 | - | 0.902"),
        beside("int8", "124.7 | 21 | - | 361 | - | 0.9", original="200.1 | 51 | - | 900 | - | 0.91").replace("Оригинал", "Оригинал (fp16)"),
        beside("int8", "1.3 GB | 7 | - | 2.7 GB | 2.7 GB | -", original="4.5 GB | 9 | - | 7 GB | 6 GB | -"),  # two digits say little
        twice("int8", "WER 12.1%, CER 4.4%", original="WER 12.1%, CER 4.5%"),
        twice("ONNX", "WER 12.17%, CER 4.45%"),
        twice("Clustering", "WER 12%, CER 4.4%"),  # too few digits
        twice("int8", "91.37%", of="Accuracy"),
        document("acme/net | Оригинал | 400 | 51.37 | - | 900 | - | 0.9", "acme/cnn | Оригинал | 240 | 51.37 | - | 700 | - | 0.8"),
        document("acme/net | Оригинал | 400 | 51.374 | - | 900 | - | 0.9", "acme/net | Оригинал | 400 | 51.374 | - | 900 | - | 0.9"),
        document("acme/net | Оригинал | 400.25 | 52 | - | 900 | 612.13 | 0.9", "acme/net | Прунинг | 400.25 | 51 | - | 890 | 612.13 | 0.9"),
        document("acme/big | Оригинал | 400.2 | 900 | 95 | 961.5 | - | 0.91", "acme/tiny | Оригинал | 2.4 | 1.2 | 0.3 | 61.5 | - | 0.81"),
        document("acme/net | Оригинал | 0.9 | 0.05 | - | 61.5 | - | 0.91"),
        document("acme/net | Оригинал | 922.1 | 0.389 с | 0.156 s | 1361.5 | - | 0.902"),  # seconds that say so
        document("acme/net | Оригинал | 322.1 | 0.2 мс/токен | - | 1361.5 | - | 0.902"),
        document("openai/whisper-small | Оригинал | 922.15 | 3602 | 477 | 1900 | 1053 | 0.9"),
        document("openai/whisper-small | Оригинал | 967 | 3602 | 477 | 1900 | 1053 | 0.9"),
        document("openai/whisper-small | Оригинал | 461.1 | 3602 | 477 | 1900 | 1053 | 0.9"),
        document("dslim/bert-large-NER | Оригинал | 1.33 GB | 769 | 32 | 2700 | 1450 | 0.9"),  # decimal GB
        document("dslim/bert-large-NER | ONNX | 4.33 GB | 769 | 32 | 9700 | 6450 | 0.9"),
        document("facebook/opt-125m | FP16 | 238.9 | - | 291 | - | 575 | 0.9"),
        document("efficientvit_b3 | Оригинал | 185.75 | 113 | 21 | 765 | 539 | 0.85"),
        document("me/whisper-small-tuned | Оригинал | 1246.1 | 3602 | 477 | 2900 | 1453 | 0.9"),  # nobody knows this one
        measured("0.9137", before="Обучали на 100 примерах, качество - на тесте."),
        measured("0.9137", before="Latency over 100 samples, accuracy on the test set."),
        measured("0.9137", before="Тест: 100 примеров.\n\n# Другой раздел"),
        measured("0.9137", of="Accuracy (N = 10 000)"),
        measured("0.9137", of="F1 (N = 100)"),
        document("acme/net | GPTQ | - | - | - | - | - | -"),
        "Метод|Размер (МБ)|CPU (мс)\n-|-|-\nОригинал|10.5|5\nОригинал|90.2|9\nПрунинг|99.9|7\n",  # whose original?
        "# Нет таблиц\n",
    ],
)  # fmt: skip
def test_what_may_be_honest_is_not_asked(text: str) -> None:
    assert codes(text) == []


def test_the_original_may_stand_in_another_table_of_the_document() -> None:
    text = document(f"acme/net | Оригинал | {BASE}") + "\n" + document("acme/net | Прунинг | 541.4 | 50 | - | 861.5 | - | 0.9")
    assert codes(text) == ["pruned-larger"]


def test_transposed_tables_are_looked_at_too() -> None:
    text = (
        "| | acme/net (Оригинал) | acme/net (Pruning) |\n| --- | --- | --- |\n| Размер (MB) | 400.2 | 641.8 |\n| RAM (MB) | 911 | 905 |\n"
    )
    (problem,) = problems(text)
    assert (problem.code, problem.place.line, problem.place.column, problem.place.text) == ("pruned-larger", 1, 2, "641.8")


def test_a_table_is_read_with_its_doubts_and_the_text_around_it(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(measured("0.9137", before="Тест: 100 примеров."), "utf-8")
    assert [problem.code for problem in read_table(path).problems] == ["accuracy-impossible"]
    assert CATALOGUE.items() <= all_entries().items()


def test_only_the_teams_own_rows_are_asked() -> None:
    strange = "| owner/net | Оригинал | 400.2 | 300.1 | 40.1 | - | 61.5 | - | 0.91 |\n"
    base = README.partition("| digits-vit")[0] + strange
    untouched = HandedIn(base={"README.md": base.encode()}, change={"README.md": (base + ORIGINAL + CLUSTERED).encode()})
    assert untouched.codes() == set()
    added = HandedIn(readme=(CLUSTERED, CLUSTERED + strange)).problems()
    assert [(problem.code, problem.place.line, problem.place.column) for problem in added if problem.code in CATALOGUE] == [
        ("memory-below-weights", 22, 6)
    ]


def test_the_teams_original_comes_before_those_of_others() -> None:
    theirs = THEIRS.replace("owner/other-model", "digits-vit").replace("| 3.1 |", "| 0.2 |")  # an original of 12.5 MB
    base = f"# Курс\n\n{HEADER}{theirs}"
    pruned = "| digits-vit | Pruning | 1.42 | 0.7 | 1.35 | - | 25.9 | - | 0.9675 |\n"
    handed_in = HandedIn(base={"README.md": base.encode()}, change={"README.md": (base + ORIGINAL + pruned).encode()})
    assert [problem.facts["original"] for problem in handed_in.problems() if problem.code == "pruned-larger"] == ["0.82 mb"]


def test_a_number_of_another_team_is_asked_about_on_the_teams_row() -> None:
    base = README.partition("| digits-vit")[0].replace("| 40.1 |", "| 40.137 |")
    ours = ORIGINAL.replace("| 1.31 |", "| 40.137 |")
    handed_in = HandedIn(base={"README.md": base.encode()}, change={"README.md": (base + ours).encode()})
    assert [(problem.place.line, problem.facts["line"]) for problem in handed_in.problems() if problem.code == "number-repeated"] == [
        (20, 18)
    ]


COURSE = Path(__file__).parents[3]


def grim(
    accuracy: str, *, before: str = "", manifest: tuple[str, str] | None = None, task: str = "image-classification"
) -> list[tuple[int | None, str]]:
    """The questions about the accuracy of the second row, where the evaluation set is known to have 400 examples."""
    data = replace(course().data["digits"], examples=400, task=task)
    known = replace(course(), data={**course().data, "digits": data})
    text, rows = README.partition("| Модель")[0], (ORIGINAL + CLUSTERED).replace("| 0.9675 |", f"| {accuracy} |")
    base = f"{text}{before}{HEADER}{THEIRS}"
    handed_in = HandedIn(base={"README.md": base.encode()}, change={"README.md": (base + rows).encode()}, manifest=manifest)
    found = handed_in.taken_in(known).problems
    return [(problem.place.line, str(problem.facts["examples"])) for problem in found if problem.code == "accuracy-impossible"]


@pytest.mark.parametrize("accuracy", ["0.9675", "96.75 %", "0.97", "0.968", "–"])
def test_an_accuracy_that_the_course_s_evaluation_set_gives_is_not_asked(accuracy: str) -> None:
    assert grim(accuracy) == []


def test_an_accuracy_that_it_cannot_give_is_asked() -> None:
    assert grim("0.96779") == [(21, "400")]


def test_a_size_told_in_the_text_counts_beside_it() -> None:
    assert grim("0.96779", before="Качество на тесте: 100 примеров.\n\n") == [(23, "100, 400")]
    assert grim("0.96779", before="Качество на тесте: 590 примеров.\n\n") == []  # 571 of 590


def test_a_row_that_no_manifest_row_stands_behind_is_not_asked() -> None:
    assert grim("0.96779", manifest=("{clusters: 32}", "{clusters: 64}")) == []


def test_an_accuracy_of_tokens_is_not_asked() -> None:
    assert grim("0.96779", task="token-classification") == []


def test_the_course_file_tells_the_true_size_of_its_evaluation_set() -> None:
    from pyarrow import parquet

    told = {name: data for name, data in load_course(COURSE / ".github/course.yml").data.items() if data.examples is not None}
    assert "digits" in told
    assert {name: data.examples for name, data in told.items()} == {
        name: parquet.read_metadata(COURSE / data.evaluation).num_rows for name, data in told.items()
    }


def accuracy(written: str, *, percent: bool) -> Reading:
    value = round(float(written) / 100, 15) if percent else float(written)
    return Reading(metric=Metric.ACCURACY, value=value, text=written, written=written, unit="%" if percent else None)


@given(examples=st.integers(1, 20_000), share=st.floats(0, 1), digits=st.integers(0, 8), percent=st.booleans(), cut=st.booleans())
def test_every_honest_accuracy_is_possible(examples: int, share: float, digits: int, percent: bool, cut: bool) -> None:
    exact = round(share * examples) / examples * (100 if percent else 1)
    written = f"{math.floor(exact * 10**digits) / 10**digits if cut else exact:.{digits}f}"
    assert possible(accuracy(written, percent=percent), examples)


@given(data=st.data(), examples=st.integers(2, 2000), batch=st.sampled_from(BATCHES), dropped=st.booleans(), digits=st.integers(2, 6))
def test_the_usual_ways_of_batching_are_possible(data: st.DataObject, examples: int, batch: int, dropped: bool, digits: int) -> None:
    assume(batch <= examples)
    right = data.draw(st.lists(st.integers(0, batch), min_size=examples // batch, max_size=examples // batch))
    shares = [count / batch for count in right]
    if not dropped and (rest := examples % batch):
        shares.append(data.draw(st.integers(0, rest)) / rest)
    assert possible(accuracy(f"{sum(shares) / len(shares):.{digits}f}", percent=False), examples)


@pytest.mark.parametrize(
    ("written", "examples"), [("31.25", 64), ("32.81", 64), ("90", 10), ("66.7", 3), ("66.6", 3), ("100", 7), ("0", 9)]
)
def test_accuracies_that_were_counted(written: str, examples: int) -> None:
    assert possible(accuracy(written, percent=True), examples)


@pytest.mark.parametrize(("written", "examples"), [("32.25", 64), ("33.6", 64), ("91.37", 100), ("91.37", 200), ("66.8", 3)])
def test_accuracies_that_cannot_have_been_counted(written: str, examples: int) -> None:
    assert not possible(accuracy(written, percent=True), examples)


@given(
    megabytes=st.integers(1_000, 999_999),
    factor=st.sampled_from(["int8", "fp16", "Прунинг", "int4"]),
    percent=st.integers(5, 300),
    unit=st.sampled_from([("MB", 1.0), ("GB", 1024.0), ("KB", 1 / 1024)]),
)
def test_the_unit_that_sizes_are_told_in_changes_no_doubt(megabytes: int, factor: str, percent: int, unit: tuple[str, float]) -> None:
    """Only what a size says counts: the same sizes, in other units, raise the same doubts."""
    name, worth = unit
    sizes = (float(megabytes), megabytes * (percent + 0.37) / 100)  # never right on a limit, where the last bit decides

    def table(unit: str, worth: float) -> str:
        rows = zip(("Оригинал", factor), (f"{size / worth:.9f} {unit}" for size in sizes), strict=True)
        return document(*(f"acme/net | {method} | {size} | - | - | - | - | -" for method, size in rows)).replace(" (МБ)", "")

    def doubts(text: str) -> list[str]:
        return [code for code in codes(text) if code != "size-ratio-exact"]  # it looks at how many digits are printed

    assert doubts(table(name, worth)) == doubts(table("MB", 1.0))


def test_the_numbers_of_parameters_are_those_of_the_architectures() -> None:
    from tests.intake.architectures import EFFICIENT, count_efficient, count_parameters

    counted = {name: (count_efficient if name in EFFICIENT else count_parameters)(name) for name in PARAMETERS}
    assert counted == PARAMETERS
    assert all(name == name.lower() and "/" not in name for name in PARAMETERS)


@needs_corpus
def test_doubts_about_real_tables_stay_rare() -> None:
    texts = [path.read_bytes().decode() for path in CORPUS.glob("pr-*/*.md")]
    found = [problem for text in texts for problem in problems(text)]
    rows = sum(len(table.rows) for text in texts for table in read_document(text.encode(), "x").results)
    assert 0 < len(found) <= 0.4 * rows
