"""Columns, labels and replies as the tasks share them: what cannot be read is named, each fault by its own code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.tasks.reading import INDEX, class_index, class_names, read_index, read_text, reading, request, rows
from grader.worker import shim
from tests.verify.tasks.support import write

LABELS = ("no", "yes", "2")


def test_rows_come_in_order_and_only_the_columns_that_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"a": list(range(150)), "b": [str(each) for each in range(150)], "c": [None] * 150})
    assert list(rows(tmp_path / "evaluation.parquet", "b", "a")) == [(str(each), each) for each in range(150)]


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a": pyarrow.array([], pyarrow.string())})
    with pytest.raises(BadInput, match="has no rows") as caught, reading(tmp_path / "evaluation.parquet"):
        list(rows(tmp_path / "evaluation.parquet", "a"))
    assert caught.value.code == "unreadable"


def test_a_missing_column_is_named_beside_those_that_there_are(tmp_path: Path) -> None:
    write(tmp_path, {"text": ["a"], "label": [0]})
    with pytest.raises(BadInput, match="no column 'labels'; it has text, label") as caught:
        list(rows(tmp_path / "evaluation.parquet", "text", "labels"))
    assert caught.value.code == "column"


@pytest.mark.parametrize("column", ["one", "several"])
def test_the_names_of_classes_lie_beside_the_table(column: str, tmp_path: Path) -> None:
    classes = datasets.ClassLabel(names=list(LABELS))
    write(tmp_path, {"one": [1], "several": [[0, 1]]}, {"one": classes, "several": datasets.List(classes)})
    assert class_names(tmp_path / "evaluation.parquet", column) == list(LABELS)


@pytest.mark.parametrize(
    "feature",
    [
        {"names": ["no", "yes"], "_type": "ClassLabel"},
        {"feature": {"names": ["no", "yes"], "_type": "ClassLabel"}, "_type": "Sequence"},
        [{"names": ["no", "yes"], "_type": "ClassLabel"}],
    ],
)
def test_older_ways_of_naming_classes_are_understood(feature: Any, tmp_path: Path) -> None:
    said = {b"huggingface": json.dumps({"info": {"features": {"label": feature}}}).encode()}
    pyarrow.parquet.write_table(pyarrow.table({"label": [0]}).replace_schema_metadata(said), tmp_path / "old.parquet")
    assert class_names(tmp_path / "old.parquet", "label") == ["no", "yes"]


@pytest.mark.parametrize(
    ("cell", "names", "index"), [("yes", (), 1), (0, ("yes", "no"), 1), (1, ("yes", "no"), 0), (2, (), 2), ("2", (), 2)]
)
def test_a_label_is_a_number_of_a_named_class_or_a_name(cell: object, names: tuple[str, ...], index: int) -> None:
    assert class_index(Path("e"), cell, names, LABELS, "row 3") == index


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        (None, "no-label", "row 3 of 'label' has no label"),
        ("", "no-label", "row 3 of 'label' has no label"),
        ("maybe", "label", "row 3 of 'label': the label 'maybe' is not among the course's labels"),
        (-1, "label", "the label '-1' is not among"),
        (5, "label", "the label '5' is not among"),
    ],
)
def test_a_label_that_is_missing_or_unknown_is_told_by_its_row(cell: object, code: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        class_index(Path("e"), cell, ("no", "yes"), LABELS, "row 3 of 'label'")
    assert caught.value.code == code
    assert said in str(caught.value)


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), st.binary())
def test_what_is_asked_arrives(fields: dict[str, Any], blob: bytes) -> None:
    assert shim.inputs_of(request(fields, blob)) == [fields]


@given(st.integers(-(2**31), 2**31 - 1), st.integers(1, 1000))
def test_an_index_is_read_only_below_the_number_of_classes(index: int, count: int) -> None:
    if 0 <= index < count:
        assert read_index(INDEX.pack(index), count) == index
    else:
        with pytest.raises(Ended) as caught:
            read_index(INDEX.pack(index), count)
        assert (caught.value.ending, caught.value.facts) == (Ending.WRONG_PREDICTION, {"error": f"class {index} of {count}"})


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"\x05\0\0\0four", "a text of 5 bytes in a reply of 4"),
        (b"\xff\xff\xff\xfffour", "a text of 4294967295 bytes"),
        (b"\x01\0\0\0\xff", "no UTF-8"),
    ],
)
def test_a_text_that_cannot_be_read_ends_the_run(payload: bytes, said: str) -> None:
    with pytest.raises(Ended) as caught:
        read_text(payload)
    assert caught.value.ending is Ending.WRONG_PREDICTION
    assert said in str(caught.value.facts["error"])
