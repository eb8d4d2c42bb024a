"""Image classification: what goes to a worker, what is kept here, and the score."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from grader.core.errors import BadInput
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Ending
from grader.course import Course
from grader.verify.bench import Bench
from grader.verify.endings import Ended
from grader.verify.tasks import open_task
from grader.verify.tasks.image_classification import ImageClassification, image_bytes
from grader.worker import shim
from tests.verify.support import DATA, LABELS, png, write_squares


@pytest.fixture
def task(course: Course) -> ImageClassification:
    return ImageClassification(course.data[DATA], course.root)


def at_the_worker(payload: bytes) -> Image.Image:
    [fields] = shim.inputs_of(payload)
    image = fields["image"]
    assert isinstance(image, Image.Image)
    return image


def test_the_reference_stays_here(course: Course, tmp_path: Path) -> None:
    """What a worker gets is a function of the pixels alone: two examples that differ in the label only are the same to it."""
    write_squares(tmp_path / "twins.parquet", [png(77), png(77)], [0, 1])
    task = open_task(replace(course.data[DATA], evaluation="twins.parquet"), tmp_path)
    first, second = task.examples()
    assert (first.reference, second.reference) == (0, 1)
    assert first.payload == second.payload


def test_notes_in_the_image_file_stay_here() -> None:
    from PIL.PngImagePlugin import PngInfo

    plain, noted, note = io.BytesIO(), io.BytesIO(), PngInfo()
    note.add_text("label", "light")
    image = Image.new("L", (4, 4), 77)
    image.save(plain, "PNG")
    image.save(noted, "PNG", pnginfo=note)
    assert image_bytes(noted.getvalue()) == image_bytes(plain.getvalue())


def test_examples_keep_their_order_and_have_indices_into_the_courses_labels(task: ImageClassification) -> None:
    examples = task.examples()
    assert [at_the_worker(example.payload).getpixel((0, 0)) for example in examples][:4] == [20, 235, 90, 160]
    assert [example.reference for example in examples][:4] == [0, 1, 0, 1]


def test_labels_are_matched_by_name_not_by_position(course: Course) -> None:
    data = replace(course.data[DATA], labels=("light", "dark"))
    assert [example.reference for example in ImageClassification(data, course.root).examples()][:4] == [1, 0, 1, 0]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "1", "I;16"])
def test_a_worker_gets_the_very_pixels(mode: str) -> None:
    image = Image.frombytes(mode, (8, 2), bytes(range(len(Image.new(mode, (8, 2)).tobytes()))))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    received = at_the_worker(image_bytes(buffer.getvalue()))
    assert (received.mode, received.size, received.tobytes()) == (image.mode, image.size, image.tobytes())


def test_a_palette_is_applied_before_it_is_lost() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    received = at_the_worker(image_bytes(buffer.getvalue()))
    assert [received.getpixel((x, 0)) for x in (0, 1)] == [(255, 0, 0), (0, 0, 255)]


@pytest.mark.parametrize("index", [-1, 2, 2**31 - 1, -(2**31)])
def test_a_reply_outside_the_classes_is_refused(index: int, task: ImageClassification) -> None:
    with pytest.raises(Ended) as caught:
        task.read(index.to_bytes(4, "little", signed=True))
    assert caught.value.ending is Ending.WRONG_PREDICTION


@pytest.mark.parametrize("index", [0, 1])
def test_a_reply_is_a_class(index: int, task: ImageClassification) -> None:
    assert task.read(index.to_bytes(4, "little")) == index


def test_accuracy_is_the_share_that_is_right(task: ImageClassification) -> None:
    [accuracy] = task.score([0, 1, 1, 0], [0, 1, 0, 0], population=1000)
    assert (accuracy.metric, accuracy.definition) == (Metric.ACCURACY, Definition.EVALUATION)
    assert (accuracy.value, accuracy.count) == (0.75, 4)
    assert accuracy.low < 0.2 < 0.99 < accuracy.high, "four examples say little"
    [whole] = task.score([0, 1, 1, 0], [0, 1, 0, 0], population=4)
    assert whole.low == whole.value == whole.high


def bad(course: Course, **changes: object) -> BadInput:
    data = replace(course.data[DATA], **changes)  # type: ignore[arg-type]
    with pytest.raises(BadInput) as caught:
        ImageClassification(data, course.root).examples()
    return caught.value


def test_a_missing_file_is_named(course: Course) -> None:
    assert "nowhere.parquet" in str(bad(course, evaluation="nowhere.parquet"))


@pytest.mark.parametrize("column", ["input", "label"])
def test_a_missing_column_is_named_beside_those_that_there_are(column: str, course: Course) -> None:
    assert "no column 'pixels'; it has image, label" in str(bad(course, **{column: "pixels"}))


def test_a_label_that_the_course_does_not_know_is_named(course: Course) -> None:
    assert "'dark' is not among" in str(bad(course, labels=("light", "grey")))


def test_an_evaluation_set_that_leaves_nothing_to_time_is_refused(course: Course) -> None:
    measuring = replace(course.measuring, starts=3, warm_up=4)
    with pytest.raises(BadInput, match="12 examples, 4 for each of 3 starts, of which 4 are discarded"):
        Bench(replace(course, measuring=measuring), course.data[DATA])


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\n", b"PAR1" + b"x" * 100 + b"PAR1"])
def test_a_file_that_is_no_parquet_is_refused(content: bytes, course: Course, tmp_path: Path) -> None:
    (tmp_path / "evaluation.parquet").write_bytes(content)
    with pytest.raises(BadInput, match="cannot be read as a parquet file of examples"):
        ImageClassification(course.data[DATA], tmp_path).examples()


@pytest.mark.parametrize(("images", "labels"), [([], []), ([b"no image"], [0]), *(([png(20)[:length]], [0]) for length in range(0, 50, 7))])
def test_rows_that_are_no_images_are_refused(images: list[bytes], labels: list[int], course: Course, tmp_path: Path) -> None:
    write_squares(tmp_path / "evaluation.parquet", images, labels)
    with pytest.raises(BadInput, match="cannot be read as a parquet file of examples"):
        ImageClassification(course.data[DATA], tmp_path).examples()


def test_labels_are_told_to_the_shim_in_the_courses_order(task: ImageClassification) -> None:
    assert all(f'"{label}"' in task.spec for label in LABELS)
    assert task.spec.index("dark") < task.spec.index("light")
