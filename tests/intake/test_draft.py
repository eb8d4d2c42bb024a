"""The manifest that is filled from a table: it can be read, and its rows are those of the table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.intake.draft import draft_manifest
from grader.intake.manifest import read_manifest
from grader.intake.reader import read_document
from grader.intake.rows import match
from tests.intake.handed_in import HEADER, course

PATH = "submissions/ml_masters/hw-3/submission.yml"


def draft(*rows: tuple[str, str], quality: str = "0.9", files: set[str] | None = None) -> tuple[str, list[int | None]]:
    """Return the manifest for rows of (model, method), and which of its rows each of them belongs to."""
    text = HEADER + "".join(f"| {model} | {method} | 5 | 4 | 3 | - | 30 | - | {quality} |\n" for model, method in rows)
    found = [row for table in read_document(text.encode(), "README.md").results for row in table.rows]
    made = draft_manifest("ml_masters", 3, found, course(), files or set())
    assert made
    try:
        manifest = read_manifest(made.encode(), PATH)
    except BadInput:
        return made, []
    return made, [match(row, manifest.rows) for row in found]


def test_a_model_of_the_course_tells_everything() -> None:
    made, belongs = draft(
        ("digits-vit", "Оригинал"), ("digits-vit", "Кластеризация, 32 кластера"), ("digits-vit", "Pruning 30%"), files={"pruning.py"}
    )
    assert belongs == [0, 1, 2]
    assert "task: image-classification\ndata: digits\n" in made
    assert "params: {clusters: 32}\n    code: clustering.py  # " in made
    assert "params: {sparsity: 0.3}\n    code: pruning.py\n" in made


@pytest.mark.parametrize(
    "method",
    [
        "GPTQ 4 bit",
        "INT8 (dynamic)",
        "FP16",
        "ONNX fp16",
        "unstructured pruning 33.3%",
        "k-means, 16 clusters",
        "Дистилляция",
        "torch.compile",
        "Волшебство: 50%",
    ],
)
def test_every_method_is_named_so_that_the_rows_find_each_other(method: str) -> None:
    made, belongs = draft(("local:digits-vit", method))
    assert belongs == [0], made


def test_two_rows_of_one_method_get_two_files() -> None:
    made, belongs = draft(("digits-vit", "Кластеризация, 16 кластеров"), ("digits-vit", "Кластеризация, 32 кластера"))
    assert belongs == [0, 1]
    assert len({line for line in made.splitlines() if "code:" in line}) == 2


def test_what_the_table_does_not_tell_is_left_with_a_comment_in_both_languages() -> None:
    made, belongs = draft(("Моя модель", "INT8"))
    assert belongs == []
    for key in ("task:", "data:", "- model:"):
        (line,) = (line for line in made.splitlines() if line.strip().startswith(key))
        assert "впишите" in line
        assert "fill in" in line
    made, _ = draft(("owner/name", "INT8"))
    assert "# revision: впишите" in made
    complete = made.replace("task:  #", "task: image-classification  #").replace("data:  #", "data: digits  #")
    assert read_manifest(complete.encode(), PATH).rows[0].model == "owner/name"


def test_without_rows_there_is_nothing_to_fill() -> None:
    assert draft_manifest("ml_masters", 3, [], course(), set()) is None


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_whatever_is_in_the_cells_stays_a_value_or_a_comment(model: str, method: str) -> None:
    row = read_document(f"{HEADER}| digits-vit | int8 | 5 | 4 | 3 | - | 30 | - | 0.9 |\n".encode(), "README.md").results[0].rows[0]
    strange = replace(row, model=model, method_text=method, method=replace(row.method, variant=method))
    made = draft_manifest("ml_masters", 3, [row, strange], course(), set())
    assert made
    try:
        manifest = read_manifest(made.encode("utf-8", "replace"), PATH)
    except BadInput as error:
        assert error.code == "schema"  # a model to fill in, or a method of invisible characters
        assert "model" in error.key or "method" in error.key
    else:
        assert (manifest.team, manifest.homework, manifest.task, len(manifest.rows)) == ("ml_masters", 3, "image-classification", 2)
