"""Translation and summarization: what goes to a worker, what is refused, and scores that are sacrebleu's and rouge-score's own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics.bleu import BLEU

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.tasks import open_task
from grader.verify.tasks.bleu import scorer
from grader.verify.tasks.summarization import Summarization
from grader.verify.tasks.texts import TEXT_BYTES
from grader.verify.tasks.translation import Translation
from grader.worker.replies import KINDS
from tests.verify.tasks.support import at_the_worker, bad, described, write

TRANSLATION, SUMMARIZATION = (described(task, "text", "wanted") for task in ("translation", "summarization"))
BOTH = pytest.mark.parametrize("data", [TRANSLATION, SUMMARIZATION], ids=lambda data: data.task)
TASKS = Translation(TRANSLATION, Path()), Summarization(SUMMARIZATION, Path())
WORDS = st.lists(st.sampled_from(["a", "cat", "sat", "on", "the", "mat", "Cat", "."]), max_size=8).map(" ".join)
PAIRS = st.lists(st.tuples(WORDS, WORDS.filter(str.split)), min_size=1, max_size=10)
ROUGE = {"rouge1": Definition.ROUGE1, "rouge2": Definition.ROUGE2, "rougeL": Definition.ROUGEL}


@BOTH
def test_a_worker_gets_the_text_alone(data: object, tmp_path: Path) -> None:
    write(tmp_path, {"text": ["a cat", "a cat"], "wanted": ["cat", "the cat"]})
    first, second = open_task(data, tmp_path).examples()  # type: ignore[arg-type]
    assert at_the_worker(first.payload) == {"text": "a cat"}
    assert first.payload == second.payload
    assert (first.reference, second.reference, first.reply_bytes) == ("cat", "the cat", TEXT_BYTES)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_a_reply_is_a_text_of_a_length_that_is_known(task: Translation | Summarization) -> None:
    spec = json.loads(task.spec)
    assert task.read(KINDS[spec["reply"]].encode("кот", 1, spec)) == "кот"
    with pytest.raises(Ended) as caught:
        task.read(b"\x01\0\0\0\xff".ljust(TEXT_BYTES, b"\0"))
    assert caught.value.ending is Ending.WRONG_PREDICTION


@BOTH
@pytest.mark.parametrize(
    ("text", "wanted", "code", "message"),
    [
        (None, "a", "no-text", "row 1 of 'text' is no text but NoneType"),
        (" \n", "a", "empty-text", "row 1 of 'text' has no word that counts"),
        ("a", None, "no-text", "row 1 of 'wanted' is no text but NoneType"),
        ("a", "", "empty-text", "row 1 of 'wanted' has no word that counts"),
        ("a", "a" * 4093, "long-text", "row 1 of 'wanted' has 4093 bytes, and a reply has room for 4092"),
    ],
)
def test_each_fault_of_a_row_has_its_own_message(
    data: object, text: str | None, wanted: str | None, code: str, message: str, tmp_path: Path
) -> None:
    write(tmp_path, {"text": ["a", text], "wanted": ["a", wanted]})
    error = bad(data, tmp_path)  # type: ignore[arg-type]
    assert (error.code, message in error.message) == (code, True), error.message


def test_a_summary_that_rouge_sees_no_word_of_is_refused_and_a_translation_is_not(tmp_path: Path) -> None:
    write(tmp_path, {"text": ["a cat"], "wanted": ["кот"]})
    assert bad(SUMMARIZATION, tmp_path).code == "empty-text"
    assert len(Translation(TRANSLATION, tmp_path).examples()) == 1


def test_a_text_to_be_summed_up_may_be_longer_than_a_reply(tmp_path: Path) -> None:
    write(tmp_path, {"text": ["cat " * TEXT_BYTES], "wanted": ["cats"]})
    assert len(Summarization(SUMMARIZATION, tmp_path).examples()) == 1


@pytest.mark.parametrize("changes", [{"input": "en"}, {"label": "en"}])
def test_a_missing_column_is_named(changes: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, {"text": ["a"], "wanted": ["a"]})
    error = bad(replace(TRANSLATION, **changes), tmp_path)  # type: ignore[arg-type]
    assert (error.code, "no column 'en'; it has text, wanted" in error.message) == ("column", True)


def within(found: Measurement, count: int, more: int) -> bool:
    """Whether the interval holds the value, and is the value where nothing was sampled."""
    exact = found.low == pytest.approx(found.value) and found.high == pytest.approx(found.value)
    return found.count == count and found.low <= found.value <= found.high and (more > 0 or exact)


@settings(deadline=None, max_examples=30)  # the first call loads the library
@given(PAIRS, st.integers(0, 100))
def test_bleu_is_the_librarys_own_and_lies_in_its_interval(pairs: list[tuple[str, str]], more: int) -> None:
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    [bleu] = TASKS[0].score(predictions, references, len(pairs) + more)
    assert (bleu.metric, bleu.definition) == (Metric.BLEU, Definition.EVALUATION)
    assert bleu.value == BLEU().corpus_score(predictions, [references]).score
    assert within(bleu, len(pairs), more)


def test_bleu_is_what_its_signature_says() -> None:
    metric = scorer()
    metric.corpus_score(["a"], [["a"]])
    assert str(metric.get_signature()).startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")


@settings(deadline=None, max_examples=30)
@given(PAIRS.filter(lambda pairs: all(wanted.strip(" .") for _, wanted in pairs)), st.integers(0, 100))
def test_rouge_is_the_librarys_own_and_lies_in_its_interval(pairs: list[tuple[str, str]], more: int) -> None:
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    *rouge, bleu = TASKS[1].score(predictions, references, len(pairs) + more)
    scores = [RougeScorer(list(ROUGE)).score(wanted, got) for got, wanted in pairs]
    expected = {definition: sum(each[kind].fmeasure for each in scores) / len(pairs) for kind, definition in ROUGE.items()}
    assert {each.definition: each.value for each in rouge} == pytest.approx(expected)
    assert {each.metric for each in rouge} == {Metric.ROUGE}
    assert bleu == TASKS[0].score(predictions, references, len(pairs) + more)[0]
    assert all(within(each, len(pairs), more) for each in (*rouge, bleu))


def test_a_sample_says_more_the_larger_it_is() -> None:
    pairs = [
        ("the cat sat on the mat", "the cat sat on the mat"),
        ("a dog ran off today", "a dog was here today"),
        ("no", "a cat on a mat"),
    ]
    predictions, references = [[pair[side] for pair in pairs] for side in (0, 1)]
    few, many = (TASKS[1].score(predictions * times, references * times, 10_000) for times in (10, 40))
    for narrow, wide in zip(many, few, strict=True):
        assert 0 < narrow.high - narrow.low < 0.7 * (wide.high - wide.low)


def test_all_wrong_and_all_right_in_a_sample_leave_room() -> None:
    right = TASKS[1].score(["a cat sat on a mat"] * 50, ["a cat sat on a mat"] * 50, 1000)
    wrong = TASKS[1].score(["b"] * 50, ["a cat sat on a mat"] * 50, 1000)
    for best, worst in zip(right, wrong, strict=True):
        assert best.low < 0.95 * best.value
        assert worst.value == 0 < worst.high
