"""Token classification: what goes to a worker, what is refused, and scores that are seqeval's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import accuracy_score, f1_score, precision_score, recall_score
from seqeval.scheme import IOB2

from grader.core.metric import Metric
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.tasks.reading import INDEX
from grader.verify.tasks.token_classification import TokenClassification, entities, tokens
from tests.verify.tasks.support import at_the_worker, bad, described, write

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
DATA = described("token-classification", "words", "tags", *LABELS)
TASK = TokenClassification(DATA, Path())
TAGS = st.sampled_from(LABELS)
SENTENCES = st.lists(st.lists(st.tuples(TAGS, TAGS), min_size=1, max_size=8), min_size=1, max_size=12)


def test_a_worker_gets_the_words_alone(tmp_path: Path) -> None:
    write(tmp_path, {"words": [["Anna", "Ek", "sang"]] * 2, "tags": [["B-PER", "I-PER", "O"], ["O", "O", "O"]]})
    first, second = TokenClassification(DATA, tmp_path).examples()
    assert at_the_worker(first.payload) == {"tokens": ["Anna", "Ek", "sang"]}
    assert first.payload == second.payload
    assert (first.reference, second.reference) == ("B-PER I-PER O", "O O O")
    assert first.reply_bytes == 3 * INDEX.size


def test_tags_are_matched_by_name_not_by_position(tmp_path: Path) -> None:
    tags = datasets.List(datasets.ClassLabel(names=["B-LOC", "O"]))
    write(tmp_path, {"words": [["to", "Ek"]], "tags": [[1, 0]]}, {"words": datasets.List(datasets.Value("string")), "tags": tags})
    [example] = TokenClassification(DATA, tmp_path).examples()
    assert example.reference == "O B-LOC"


def test_the_shim_is_told_the_kind_of_reply_and_the_labels() -> None:
    assert json.loads(TASK.spec) == {"reply": "tags", "labels": list(LABELS)}


@pytest.mark.parametrize(
    ("words", "tags", "code", "said"),
    [
        ([["a"], None], [["O"], ["O"]], "no-words", "row 1 of 'words' is no list of words"),
        ([["a"], ["b", None]], [["O"], ["O", "O"]], "no-words", "row 1 of 'words' is no list of words"),
        ([["a"], []], [["O"], []], "empty", "row 1 of 'words' has no word"),
        ([["a"], ["b", "c"]], [["O"], ["O"]], "length", "row 1 has 2 words in 'words' and 1 tags in 'tags'"),
        ([["a"], ["b"]], [["O"], None], "length", "row 1 has 1 words in 'words' and no list of tags in 'tags'"),
        ([["a"], ["b"]], [["O"], [None]], "no-label", "row 1 of 'tags' has no label"),
        ([["a"], ["b"]], [["O"], ["B-ORG"]], "label", "row 1 of 'tags': the label 'B-ORG' is not among"),
        (["a b"], ["O O"], "no-words", "row 0 of 'words' is no list of words"),
    ],
)
def test_each_fault_of_a_row_has_its_own_code_and_names_the_row(
    words: list[Any], tags: list[Any], code: str, said: str, tmp_path: Path
) -> None:
    write(tmp_path, {"words": words, "tags": tags})
    error = bad(DATA, tmp_path)
    assert error.code == code
    assert said in error.message


@pytest.mark.parametrize("label", ["NOUN", "B-geo political", "U-PER", "B-", "O "])
def test_labels_that_are_no_tags_are_refused(label: str, tmp_path: Path) -> None:
    write(tmp_path, {"words": [["a"]], "tags": [["O"]]})
    error = bad(replace(DATA, labels=(*LABELS, label)), tmp_path)
    assert error.code == "tag"
    assert f"{label!r} is no tag" in error.message


def test_a_reply_is_a_tag_for_each_word() -> None:
    assert TASK.read(INDEX.pack(1) + INDEX.pack(2) + INDEX.pack(0)) == "B-PER I-PER O"
    with pytest.raises(Ended) as caught:
        TASK.read(INDEX.pack(1) + INDEX.pack(5))
    assert (caught.value.ending, caught.value.facts) == (Ending.WRONG_PREDICTION, {"error": "class 5 of 5"})


def divided(sentences: list[list[tuple[str, str]]]) -> tuple[list[list[str]], list[list[str]]]:
    return [[own for own, _ in each] for each in sentences], [[true for _, true in each] for each in sentences]


@given(SENTENCES, st.integers(0, 100))
@settings(deadline=None, max_examples=40)  # the libraries are imported by the first
def test_scores_are_the_librarys_own_and_lie_in_their_intervals(sentences: list[list[tuple[str, str]]], more: int) -> None:
    predicted, wanted = divided(sentences)
    found = TASK.score([" ".join(each) for each in predicted], [" ".join(each) for each in wanted], len(sentences) + more)
    assert {each.metric: each.value for each in found} == {
        Metric.PRECISION: precision_score(wanted, predicted, zero_division=0),
        Metric.RECALL: recall_score(wanted, predicted, zero_division=0),
        Metric.F1: f1_score(wanted, predicted, zero_division=0),
        Metric.ACCURACY: accuracy_score(wanted, predicted),
    }
    assert {each.count for each in found} == {len(sentences)}
    for each in found:
        assert 0 <= each.low <= each.value <= each.high <= 1
        assert more or each.low == each.high


@given(SENTENCES)
@settings(deadline=None, max_examples=40)  # the libraries are imported by the first
def test_what_is_resampled_is_what_is_reported(sentences: list[list[tuple[str, str]]]) -> None:
    predicted, wanted = divided(sentences)
    everything = np.arange(len(sentences))[None]
    for metric, score in ((Metric.PRECISION, precision_score), (Metric.RECALL, recall_score), (Metric.F1, f1_score)):
        assert entities(metric, predicted, wanted)(everything) == pytest.approx(score(wanted, predicted, zero_division=0))
    assert tokens(predicted, wanted)(everything) == pytest.approx(accuracy_score(wanted, predicted))


def test_the_default_mode_is_meant_not_the_strict_one() -> None:
    """An I- at the beginning begins an entity, as conlleval has it; strictly it would be none."""
    precision, recall, f1, accuracy = TASK.score(["I-PER I-PER O"], ["B-PER I-PER O"], 1)
    assert (precision.value, recall.value, f1.value) == (1.0, 1.0, 1.0)
    assert accuracy.value == pytest.approx(2 / 3)
    assert f1_score([["B-PER", "I-PER", "O"]], [["I-PER", "I-PER", "O"]], mode="strict", scheme=IOB2, zero_division=0) == 0


def test_an_entity_counts_as_a_whole() -> None:
    precision, recall, f1, accuracy = TASK.score(["B-PER O B-LOC"], ["B-PER I-PER B-LOC"], 1)
    assert (precision.value, recall.value, f1.value) == (0.5, 0.5, 0.5)
    assert accuracy.value == pytest.approx(2 / 3)
