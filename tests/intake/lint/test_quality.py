"""Quality rules on notebooks and their outputs, the way of the data through code, and laws."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.problem import Problem
from grader.core.words import Confidence
from grader.intake.lint.code import Code
from grader.intake.lint.data import Data, DataFlow
from grader.intake.lint.lint import lint
from grader.intake.lint.roles import Role, names_evaluation, names_split, role
from grader.intake.lint.rules import quality
from tests.intake.lint.support import notebook, project

WARNING = (
    "Some weights of ViTForImageClassification were not initialized from the model checkpoint at team/backbone and are newly initialized: "
    "['classifier.bias', 'classifier.weight']\nYou should probably TRAIN this model"
)
LOAD = "from transformers import ViTForImageClassification\nmodel = ViTForImageClassification.from_pretrained(path)"
EVALUATE = "correct = 0\nfor item in data:\n    correct += int(model(item['image']) == item['label'])\n"
SPLITS = ("train", "test", "validation")


def found(files: dict[str, str | bytes]) -> dict[str, Problem]:
    return {problem.code: problem for problem in lint(project(files), quality.RULES)}


def data_of(code: str) -> Data | None:
    """The data that the last expression of some code holds."""
    tree = ast.parse(code)
    last = tree.body[-1]
    assert isinstance(last, ast.Expr)
    return DataFlow(Code(tree)).data(last.value)


def test_a_random_head_is_seen_in_the_saved_output_at_the_cell_that_loads() -> None:
    problem = found({"a.ipynb": notebook("path = input()", LOAD, outputs={2: WARNING})})["random-classification-head"]
    assert (problem.place.cell, problem.confidence) == (2, Confidence.SURE)
    assert "from_pretrained" in problem.place.text
    assert problem.facts == {"model": "team/backbone"}


@pytest.mark.parametrize("said", ["All weights were used.", WARNING.replace("classifier", "pooler.dense")])
def test_other_outputs_say_nothing_about_a_head(said: str) -> None:
    assert not found({"a.ipynb": notebook(LOAD, outputs={1: said})})


def test_a_new_head_is_right_where_something_trains() -> None:
    assert not found({"a.ipynb": notebook(LOAD, "loss.backward()", outputs={1: WARNING})})


@given(count=st.integers(1, 400))
def test_a_sample_is_tiny_below_two_hundred(count: int) -> None:
    code = f"from datasets import load_dataset\ndata = load_dataset('x', split='test').select(range({count}))\n{EVALUATE}"
    problem = found({"a.py": code}).get("tiny-evaluation-sample")
    assert bool(problem) == (count < 200)
    if problem:
        half = problem.facts["half"]
        assert problem.facts["count"] == count
        assert isinstance(half, int)
        assert half == pytest.approx(100 * 1.96 * math.sqrt(0.9 * 0.1 / count), abs=0.51)


@given(first=st.integers(0, 500), length=st.integers(1, 500), other=st.integers(0, 500), size=st.integers(1, 500))
def test_slices_of_one_split_overlap_as_ranges_do(first: int, length: int, other: int, size: int) -> None:
    a, b = Data(name="x", split="test", first=first, limit=length), Data(name="x", split="test", first=other, limit=size)
    assert a.overlaps(b) == b.overlaps(a) == bool(set(range(first, first + length)) & set(range(other, other + size)))
    assert not a.overlaps(Data(name="y", split="test"))


@pytest.mark.parametrize("calibration", SPLITS)
@pytest.mark.parametrize("evaluation", SPLITS)
def test_calibration_and_evaluation_are_compared_across_cells(calibration: str, evaluation: str) -> None:
    cells = (
        "from datasets import load_dataset\nraw = load_dataset('beans')",
        f"quantizer.fit(calibration_dataset=raw['{calibration}'].select(range(100)))",
        f"data = raw['{evaluation}']\n{EVALUATE}",
    )
    codes = found({"a.ipynb": notebook(*cells)})
    assert ("calibration-on-evaluation-split" in codes) == (calibration == evaluation != "train")
    assert ("quality-on-training-split" in codes) == (evaluation == "train")


@pytest.mark.parametrize(
    ("code", "split", "limit"),
    [
        ("d = load_dataset('x', split='test[:20]')\nd", "test", 20),
        ("d = load_dataset('x', split='test[10:30]')\nd", "test", 20),
        ("d = load_dataset('x')['test']\nd = d.shuffle().select(range(7))\nd", "test", 7),
        ("N = 5\nd = list(load_dataset('x', split='validation', streaming=True).take(N))\nd", "validation", 5),
        ("def get(n):\n    return load_dataset('x', split='test').select(range(n))\nget(9)", "test", 9),
        ("df = pd.read_csv('test.csv').sample(n=30)\ntexts = [t for t in df['text']]\ntexts", "test", 30),
        ("d = DataLoader(CIFAR10('p', train=True), batch_size=8)\nd", "", None),
        ("from torchvision.datasets import CIFAR10\nd = DataLoader(Subset(CIFAR10('p', train=False), range(64)))\nd", "test", 64),
        ("d = load_dataset('x', split='train').train_test_split(test_size=50)['test']\nd", "", 50),
    ],
)
def test_data_is_followed_to_its_split_and_size(code: str, split: str, limit: int | None) -> None:
    data = data_of(code)
    assert data is not None
    assert (data.split, data.limit) == (split, limit)


@pytest.mark.parametrize("code", ["x", "f(x)", "d = d\nd", "a = b\nb = a\na", "[]", "x[0]", "[model, other]"])
def test_what_is_not_known_is_no_data(code: str) -> None:
    assert data_of(code) is None


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("all_preds", Role.PREDICTION), ("y_true", Role.REFERENCE), ("true_predictions", Role.PREDICTION),
        ("self.trueLabels", Role.REFERENCE),
        ("predicted_labels", Role.PREDICTION), ("hyp_texts", Role.PREDICTION), ("model", None), ("preference", None), ("labelled", None),
    ],
)  # fmt: skip
def test_names_tell_the_side(name: str, side: Role | None) -> None:
    assert role(name) is side


def test_names_of_functions_and_splits() -> None:
    assert names_evaluation("evaluate_model")
    assert names_evaluation("calc_wer")
    assert not names_evaluation("measure_latency")
    assert not names_evaluation("eval_speed")
    assert [names_split(name) for name in ("train_loader", "x/val/", "testset", "train_test_split", "contest")] == [
        "train",
        "validation",
        "test",
        "",
        "",
    ]


PREDICTIONS, REFERENCES = (
    st.sampled_from(["preds", "y_pred", "hypotheses", "all_predictions"]),
    st.sampled_from(["refs", "y_true", "labels", "targets"]),
)


@given(prediction=PREDICTIONS, reference=REFERENCES)
def test_swapped_arguments_are_seen_and_the_right_order_never(prediction: str, reference: str) -> None:
    line = "import jiwer\nwer = jiwer.wer({}, {})\n"
    assert "metric-arguments-swapped" in found({"a.py": line.format(prediction, reference)})
    assert "metric-arguments-swapped" not in found({"a.py": line.format(reference, prediction)})


def test_the_message_names_what_stands_where() -> None:
    problem = found({"a.py": "from sacrebleu import corpus_bleu\nb = corpus_bleu(refs, [hyps])\n"})["metric-arguments-swapped"]
    assert problem.facts == {"first": "refs", "wanted": "hypotheses"}
