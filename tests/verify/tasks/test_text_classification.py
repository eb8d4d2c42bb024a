"""Text classification: what goes to a worker, what is refused, and scores that are scikit-learn's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import datasets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from grader.core.metric import Metric
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.tasks.reading import INDEX
from grader.verify.tasks.text_classification import TextClassification, macro
from tests.verify.tasks.support import at_the_worker, bad, described, write

DATA = described("text-classification", "review", "mood", "negative", "neutral", "positive")
TASK = TextClassification(DATA, Path())
CLASSES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40)


def test_a_worker_gets_the_text_alone(tmp_path: Path) -> None:
    write(tmp_path, {"review": ["fine", "fine"], "mood": ["positive", "negative"]})
    first, second = TextClassification(DATA, tmp_path).examples()
    assert at_the_worker(first.payload) == {"text": "fine"}
    assert first.payload == second.payload
    assert (first.reference, second.reference) == (2, 0)
    assert first.reply_bytes == INDEX.size


def test_labels_are_matched_by_name_not_by_position(tmp_path: Path) -> None:
    features = {"review": datasets.Value("string"), "mood": datasets.ClassLabel(names=["positive", "negative"])}
    write(tmp_path, {"review": ["a", "b"], "mood": [0, 1]}, features)
    assert [example.reference for example in TextClassification(DATA, tmp_path).examples()] == [2, 0]


def test_the_shim_is_told_the_kind_of_reply_and_the_labels() -> None:
    assert json.loads(TASK.spec) == {"reply": "label", "labels": list(DATA.labels)}


@pytest.mark.parametrize(
    ("texts", "labels", "code"),
    [
        (["a", None], ["neutral", "neutral"], "no-text"),
        (["a", "  "], ["neutral", "neutral"], "empty-text"),
        (["a", "b"], ["neutral", None], "no-label"),
        (["a", "b"], ["neutral", ""], "no-label"),
        (["a", "b"], ["neutral", "angry"], "label"),
    ],
)
def test_each_fault_of_a_row_has_its_own_code_and_names_the_row(
    texts: list[str | None], labels: list[str | None], code: str, tmp_path: Path
) -> None:
    write(tmp_path, {"review": texts, "mood": labels})
    error = bad(DATA, tmp_path)
    assert error.code == code
    assert "row 1 of" in error.message


@pytest.mark.parametrize("changes", [{"input": "text"}, {"label": "text"}])
def test_a_missing_column_is_named(changes: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"review": ["a"], "mood": ["neutral"]})
    error = bad(replace(DATA, **changes), tmp_path)  # type: ignore[arg-type]
    assert error.code == "column"
    assert "no column 'text'; it has review, mood" in error.message


def test_a_reply_is_one_of_the_classes() -> None:
    assert TASK.read(INDEX.pack(2)) == 2
    with pytest.raises(Ended) as caught:
        TASK.read(INDEX.pack(3))
    assert caught.value.ending is Ending.WRONG_PREDICTION


@given(CLASSES, st.integers(0, 100))
@settings(deadline=None, max_examples=40)  # the libraries are imported by the first
def test_scores_are_the_librarys_own_and_lie_in_their_intervals(pairs: list[tuple[int, int]], more: int) -> None:
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    found = TASK.score(predictions, references, len(pairs) + more)
    expected = {
        Metric.ACCURACY: accuracy_score(references, predictions),
        Metric.PRECISION: precision_score(references, predictions, average="macro", zero_division=0),
        Metric.RECALL: recall_score(references, predictions, average="macro", zero_division=0),
        Metric.F1: f1_score(references, predictions, average="macro", zero_division=0),
    }
    assert {each.metric: each.value for each in found} == expected
    assert {each.count for each in found} == {len(pairs)}
    for each in found:
        assert 0 <= each.low <= each.value <= each.high <= 1
        assert (each.low == each.high) <= (not more or 0 < each.value < 1), "only a whole evaluation set leaves no doubt of 0 and 1"


@given(CLASSES)
@settings(deadline=None, max_examples=40)  # the libraries are imported by the first
def test_what_is_resampled_is_what_is_reported(pairs: list[tuple[int, int]]) -> None:
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    chosen = np.stack([np.arange(len(pairs)), np.zeros(len(pairs), int)])
    for metric, score in ((Metric.PRECISION, precision_score), (Metric.RECALL, recall_score), (Metric.F1, f1_score)):
        all_of_them, the_first = macro(metric, predictions, references)(chosen)
        assert all_of_them == pytest.approx(score(references, predictions, average="macro", zero_division=0))
        assert the_first == float(predictions[0] == references[0])


def test_a_sample_says_more_the_larger_it_is() -> None:
    widths = []
    for times in (10, 40):
        _, _, _, f1 = TASK.score([0, 1, 2, 2] * times, [0, 1, 2, 0] * times, 10_000)
        widths.append(f1.high - f1.low)
    assert widths[1] < 0.7 * widths[0]
