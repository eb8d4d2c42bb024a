from __future__ import annotations

import pytest

from grader.core.submission import ManifestRow
from grader.core.table import Row
from grader.intake.manifest import read_manifest
from grader.intake.methods import read_method
from grader.intake.reader import read_document
from grader.intake.rows import candidates, content, lines_of, match, new_lines, new_rows, submitted
from tests.intake.handed_in import BASE_README, MANIFEST, ORIGINAL, README


def row(model: str | None, method: str) -> Row:
    return Row(line=1, model=model, method=read_method(method), method_text=method)


def manifest_rows(*pairs: tuple[str, str]) -> list[ManifestRow]:
    return [ManifestRow(model=model, method=read_method(method), method_text=method) for model, method in pairs]


ROWS = manifest_rows(
    ("local:digits-vit", "original"), ("local:digits-vit", "clustering, 32 clusters"), ("owner/bert", "int8"), ("owner/bert", "pruning 30%")
)


@pytest.mark.parametrize(
    ("model", "method", "index"),
    [
        ("digits-vit", "Оригинал", 0),
        ("local:digits-vit", "original", 0),
        ("Digits-ViT", "Кластеризация (32 кластера)", 1),
        ("digits-vit", "Кластеризация", 1),
        ("digits-vit", "Кластеризация, 16 кластеров", None),
        ("digits-vit", "int8", None),
        ("bert", "INT8", 2),
        ("other/bert", "INT8", 2),  # people leave the owner out, or take a mirror
        ("bert-base", "INT8", None),
        ("bert", "Прунинг 30%", 3),
        ("bert", "Прунинг 50%", None),
        ("bert", "", None),  # no row of the original to stand for it
        ("digits-vit", "", 0),
        ("digits-vit", "a method nobody knows", None),
        (None, "INT8", 2),
        (None, "Кластеризация", 1),
    ],
)
def test_a_row_finds_its_manifest_row(model: str | None, method: str, index: int | None) -> None:
    assert match(row(model, method), ROWS) == index


def test_of_two_that_fit_the_one_that_says_the_same_is_taken() -> None:
    rows = manifest_rows(("m", "clustering"), ("m", "clustering, 32 clusters"), ("m", "clustering, 16 clusters"))
    assert match(row("m", "кластеризация"), rows) == 0
    assert match(row("m", "кластеризация, 32 кластера"), rows) == 1
    assert candidates(row("m", "кластеризация"), rows[1:]) == [0, 1]
    assert match(row("m", "кластеризация"), rows[1:]) is None


def test_methods_that_are_not_understood_are_compared_by_their_words() -> None:
    rows = manifest_rows(("m", "Witchcraft"), ("m", "Sorcery"))
    assert match(row("m", "witchcraft"), rows) == 0
    assert match(row("m", "alchemy"), rows) is None


@pytest.mark.parametrize(("text", "params"), [("Прунинг 33.3%", {"sparsity": 0.333}), ("кластеризация, 32 кластера", {"clusters": 32.0})])
def test_equal_numbers_are_equal_however_they_are_written(text: str, params: dict[str, float]) -> None:
    from dataclasses import replace

    (other,) = manifest_rows(("m", text))
    assert match(row("m", text), [replace(other, method=replace(other.method, params=params))]) == 0


def test_lines_are_counted_as_github_counts_them() -> None:
    assert lines_of("a\r\nb\rc\nd\u2028e\x0bf\x85g\n") == ["a", "b", "c", "d\u2028e\x0bf\x85g", ""]
    assert new_lines("a\n b \nc\nd", "b\nd\r\n") == {1, 3}


def test_new_rows_are_those_the_base_does_not_have() -> None:
    base, head = read_document(BASE_README.encode(), "README.md"), read_document(README.encode(), "README.md")
    assert [row.line for row in new_rows(head, README, base, BASE_README)] == [20, 21]
    assert [row.line for row in new_rows(head, README, None, "")] == [18, 19, 20, 21]
    assert list(new_rows(base, BASE_README, base, BASE_README)) == []


def test_a_new_column_of_a_transposed_table_is_a_new_row() -> None:
    def table(*names: str) -> str:
        lines = [("Параметр", *names), *[("---",) * (len(names) + 1)]]
        lines += [("Размер (MB)", *(f"{index + 1}.5" for index, _ in enumerate(names)))]
        lines += [("Время CPU (ms)", *(f"{index + 7}" for index, _ in enumerate(names)))]
        lines += [("Accuracy", *("0.9" for _ in names))]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    before, after = table("Оригинал", "INT8"), table("Оригинал", "INT8", "Прунинг")
    base, head = read_document(before.encode(), "README.md"), read_document(after.encode(), "README.md")
    assert [row.column for row in new_rows(head, after, base, before)] == [3]


def test_what_a_row_says_does_not_depend_on_its_layout() -> None:
    (one,) = (row for table in read_document(README.encode(), "a").results for row in table.rows if row.line == 20)
    moved = README.replace(ORIGINAL, "").replace("| owner", ORIGINAL.replace(" | ", "|") + "| owner", 1)
    (other,) = (row for table in read_document(moved.encode(), "b").results for row in table.rows if row.line == 18)
    assert content(one) == content(other)
    assert one != other


def test_claims_know_their_cells() -> None:
    head = read_document(README.encode(), "README.md")
    rows = [row for table in head.results for row in table.rows if row.line >= 20]
    first, _ = submitted(rows, "README.md", lines_of(README), read_manifest(MANIFEST.encode(), "m"))
    assert (first.place.line, first.place.text, first.manifest) == (20, ORIGINAL.strip(), 0)
    claims = {claim.metric.value: (claim.value, claim.written, claim.place.line, claim.place.column) for claim in first.claims}
    assert claims == {
        "size_mb": (0.82, "0.82", 20, 2), "gz_mb": (0.75, "0.75", 20, 3), "cpu_ms": (1.31, "1.31", 20, 4), "ram_mb": (25.4, "25.4", 20, 6),
        "accuracy": (0.975, "0.9750", 20, 8),
    }  # fmt: skip
    unmatched, _ = submitted(rows, "README.md", lines_of(README), None)
    assert unmatched.manifest is None
