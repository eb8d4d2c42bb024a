"""Predictions become bytes, and each that is none of the task's is refused in its own words."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.verify.tasks.reading import read_index, read_text
from grader.worker import replies
from grader.worker.replies import KINDS, WrongReply

LABELS = ["O", "B-PER", "7"]
SPEC = {"labels": LABELS, "bytes": 40}
WORDS = {"tokens": ["Anna", "sang", "."]}


def sent(kind: str, prediction: Any, fields: dict[str, Any] | None = None) -> bytes:
    found = KINDS[kind]
    return found.encode(prediction, found.expected(fields or {}), SPEC)


def refusal(kind: str, prediction: Any, fields: dict[str, Any] | None = None) -> str:
    with pytest.raises(WrongReply) as caught:
        sent(kind, prediction, fields)
    return str(caught.value)


@pytest.mark.parametrize("prediction", ["B-PER", 1, np.int64(1), np.uint8(1), np.array(1)])
def test_a_class_may_be_a_name_or_any_integer(prediction: Any) -> None:
    assert read_index(sent("label", prediction), len(LABELS)) == 1


def test_a_name_that_looks_like_a_number_is_a_name() -> None:
    assert read_index(sent("label", "7"), len(LABELS)) == 2
    assert "neither a class name nor an index below 3" in refusal("label", 7)


@pytest.mark.parametrize("prediction", ["B-LOC", "", -1, 3, 10**100, 1.0, True, None, [1], np.array([1, 2]), object()])
def test_what_is_no_class_is_refused(prediction: Any) -> None:
    assert refusal("label", prediction).endswith("which is neither a class name nor an index below 3")


@pytest.mark.parametrize("prediction", [["B-PER", "O", "O"], ("B-PER", 0, "O"), np.array([1, 0, 0]), np.array(["B-PER", "O", "O"])])
def test_tags_may_come_in_any_sequence(prediction: Any) -> None:
    assert struct.unpack("<3i", sent("tags", prediction, WORDS)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        ("O O O", "which is no list of tags"),
        (0, "which is no list of tags"),
        ({"O": 1}, "which is no list of tags"),
        (np.array(1), "which is no list of tags"),
        ([], "returned 0 tags where 3 were expected (3 tokens)"),
        (["O"] * 4, "returned 4 tags where 3 were expected (3 tokens)"),
        (["O", "B-LOC", "O"], "returned 'B-LOC', which is neither a tag nor an index below 3"),
        (["O", None, "O"], "returned None, which is neither a tag nor an index below 3"),
        ([["O"], ["O"], ["O"]], "returned ['O'], which is neither a tag nor an index below 3"),
    ],
)
def test_what_are_no_tags_of_the_sentence_is_refused(prediction: Any, said: str) -> None:
    assert said in refusal("tags", prediction, WORDS)


@given(st.text(st.characters(codec="utf-8"), max_size=9))
def test_a_text_arrives_as_it_was(text: str) -> None:
    data = sent("text", text)
    assert len(data) == SPEC["bytes"]
    assert read_text(data) == text


@pytest.mark.parametrize(
    ("prediction", "said"),
    [
        (7, "returned 7, which is no text (str)"),
        (b"text", "which is no text (str)"),
        (["text"], "which is no text (str)"),
        ("\udc80", "no valid Unicode"),
        ("é" * 19, "a text of 38 bytes, more than 36: it begins 'ééé"),
    ],
)
def test_what_is_no_text_is_refused(prediction: Any, said: str) -> None:
    assert said in refusal("text", prediction)


def test_a_text_may_fill_its_reply() -> None:
    assert read_text(sent("text", "é" * 18)) == "é" * 18


@pytest.mark.parametrize(("kind", "fields"), [("label", {}), ("tags", WORDS), ("text", {})])
def test_a_number_too_long_to_be_printed_is_named_by_its_type(kind: str, fields: dict[str, Any]) -> None:
    assert "an object of type int" in refusal(kind, 10**5000, fields)


def test_what_cannot_show_itself_is_named_by_its_type() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise RuntimeError

    assert replies.shown(Shy()) == "an object of type Shy"
    assert len(replies.shown("x" * 10_000)) == 200
