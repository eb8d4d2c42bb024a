"""What the course ships: three splits that share no image, and a small model that is as good as its card says."""

from __future__ import annotations

import json

import datasets
import pytest

from tests.submissions import support
from tests.submissions.support import Answer

SIZES = {"train": 1197, "calibration": 200, "evaluation": 400}


@pytest.fixture(scope="module")
def splits(tmp_path_factory: pytest.TempPathFactory) -> datasets.DatasetDict:
    files = {name: str(support.DIGITS / f"{name}.parquet") for name in SIZES}
    return datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path_factory.mktemp("cache")))


def test_the_splits_hold_images_and_named_labels(splits: datasets.DatasetDict) -> None:
    assert {name: len(split) for name, split in splits.items()} == SIZES
    for split in splits.values():
        assert isinstance(split.features["image"], datasets.Image)
        assert split.features["label"].names == [str(digit) for digit in range(10)]
        assert {(image.format, image.mode, image.size) for image in split["image"]} == {("PNG", "L", (8, 8))}
        assert set(split["label"]) == set(range(10))


def test_no_image_stands_in_two_splits_or_twice_in_one(splits: datasets.DatasetDict) -> None:
    seen = [image.tobytes() for split in splits.values() for image in split["image"]]
    assert len(set(seen)) == len(seen) == sum(SIZES.values())


def test_the_model_is_small_and_names_its_classes() -> None:
    assert sum(file.stat().st_size for file in support.MODEL.iterdir()) <= 1_000_000
    config = json.loads((support.MODEL / "config.json").read_text("utf-8"))
    assert config["id2label"] == {str(digit): str(digit) for digit in range(10)}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """The original's, and those of a colour classifier of another family."""
    import torch
    from transformers import ConvNextConfig, ConvNextForImageClassification, ConvNextImageProcessorPil

    other = tmp_path_factory.mktemp("other")
    torch.manual_seed(0)
    config = ConvNextConfig(hidden_sizes=[8, 8, 8, 8], depths=[1, 1, 1, 1], id2label={0: "cat", 1: "dog"}, label2id={"cat": 0, "dog": 1})
    ConvNextForImageClassification(config).save_pretrained(other)
    ConvNextImageProcessorPil(size={"shortest_edge": 32}).save_pretrained(other)
    return support.run(
        tmp_path_factory.mktemp("answers"),
        original=(support.ORIGINAL, support.MODEL, support.IMAGES),
        other=(support.ORIGINAL, other, support.DIGITS / "calibration.parquet"),
    )


@pytest.mark.slow
def test_the_original_is_as_accurate_as_its_card_says(answers: dict[str, Answer]) -> None:
    original = answers["original"]
    assert original.accuracy >= 0.95
    assert f"**{original.accuracy:.4f}**" in (support.MODEL / "README.md").read_text("utf-8")
    assert {file.name for file in original.artifact.iterdir()} == {"config.json", "model.safetensors", "preprocessor_config.json"}


@pytest.mark.slow
def test_the_course_adapter_serves_a_colour_classifier_of_another_family(answers: dict[str, Answer]) -> None:
    assert len(answers["other"].predictions) == SIZES["calibration"]
    assert set(answers["other"].predictions) <= {"cat", "dog"}
