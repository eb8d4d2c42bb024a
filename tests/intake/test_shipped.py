"""The parameters of the models that the course ships, and what is asked with them."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import load_course
from grader.intake.shipped import LONGEST, count_weights, shipped_parameters
from tests.intake.handed_in import CLUSTERED, ORIGINAL, HandedIn, course
from tests.intake.repository import Content, Store

ROOT = Path(__file__).parents[2]
MODEL = "submissions/course/models/digits-vit"


def weights(shapes: dict[str, tuple[str, list[int]]], padding: int = 0) -> bytes:
    """A safetensors file as far as its header; of tensors there is only one byte."""
    header = json.dumps(
        {"__metadata__": {"format": "pt"}, **{name: {"dtype": kind, "shape": shape} for name, (kind, shape) in shapes.items()}}
    )
    data = header.encode() + b" " * padding
    return len(data).to_bytes(8, "little") + data + b"\0"


@given(
    st.dictionaries(
        st.text(min_size=1), st.tuples(st.sampled_from(["F32", "F16", "BF16", "I64", "U8"]), st.lists(st.integers(1, 99), max_size=4))
    )
)
def test_floating_point_tensors_are_counted(shapes: dict[str, tuple[str, list[int]]]) -> None:
    shapes.pop("__metadata__", None)
    assert count_weights(weights(shapes)) == (sum(prod(shape) for kind, shape in shapes.values() if kind[-2:] in ("32", "16")) or None)


@given(st.binary(max_size=200) | st.builds(lambda data: len(data).to_bytes(8, "little") + data, st.binary(max_size=200)))
def test_what_is_no_file_of_weights_has_no_count(data: bytes) -> None:
    assert count_weights(data) is None


@pytest.mark.parametrize("text", ["[1]", '{"a": 1}', '{"a": {"dtype": "F32", "shape": ["x"]}}', '{"a": {"dtype": "F32"}}', "[" * 100_000])
def test_a_strange_header_has_no_count(text: str) -> None:
    assert count_weights(len(text).to_bytes(8, "little") + text.encode()) is None


def test_the_course_s_own_model_is_counted_as_torch_counts_it(tmp_path: Path) -> None:
    from safetensors import safe_open

    store = Store(tmp_path)
    path = f"{MODEL}/model.safetensors"
    tree = store.commit({path: (ROOT / path).read_bytes(), f"{MODEL}/config.json": b"{}"})
    with safe_open(str(ROOT / path), "numpy") as file:
        expected = sum(prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118  # it is no mapping
    assert shipped_parameters(store.repository, tree, load_course(ROOT / ".github/course.yml"), {"digits-vit"}) == {"digits-vit": expected}


@pytest.mark.parametrize(
    "files",
    [
        {},
        {f"{MODEL}/model.safetensors": b"version https://git-lfs.github.com/spec/v1\n"},
        {f"{MODEL}/model.safetensors": weights({"a": ("F32", [9])}, padding=LONGEST)},
        {f"{MODEL}/other/model.safetensors": weights({"a": ("F32", [9])})},
        {f"{MODEL}/{number}.safetensors": weights({"a": ("F32", [9])}) for number in range(17)},
    ],
)
def test_what_cannot_be_counted_is_not_known(files: dict[str | bytes, Content], tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert shipped_parameters(store.repository, store.commit({"README.md": b"x", **files}), course(), {"digits-vit"}) == {}


SHIPPED: dict[str | bytes, Content] = {
    f"{MODEL}/model-1.safetensors": weights({"a": ("F32", [200, 1000]), "ids": ("I64", [9999, 99])}),
    f"{MODEL}/model-2.safetensors": weights({"b": ("F16", [15_000])}),
}  # together 215,000 parameters: 0.82 MiB


def doubts(*changes: tuple[str, str]) -> list[tuple[str, int | None]]:
    text = f"{ORIGINAL}{CLUSTERED}"
    new = text
    for old, other in changes:
        assert old in new
        new = new.replace(old, other)
    return [
        (problem.code, problem.place.line)
        for problem in HandedIn(base=SHIPPED, readme=(text, new)).problems()
        if problem.code.startswith("size-")
    ]


def test_sizes_of_shipped_models_are_held_against_their_parameters() -> None:
    assert doubts() == []
    assert doubts(("| 0.82 |", "| 0.94 |")) == []  # with a configuration and the header of the file
    assert doubts(("| 0.82 |", "| 1.82 |")) == [("size-unexplained", 20)]
    assert doubts(("| 0.82 |", "| 0.21 |")) == [("size-unexplained", 20)]


def test_without_an_original_the_parameters_stand_in_for_it() -> None:
    int8 = CLUSTERED.replace("Кластеризация, 32 кластера", "int8")
    assert doubts((ORIGINAL, ""), (CLUSTERED, int8)) == [("size-below-bits", 20)]
    assert doubts((ORIGINAL, ""), (CLUSTERED, int8.replace("0.14", "0.22"))) == []
