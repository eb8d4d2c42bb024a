from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import BadInput
from grader.core.table import Family
from grader.core.words import Language
from grader.course import find_course, load_course
from grader.course.headers import HEADERS

FIXTURE = Path(__file__).parent / "course.yml"


def written(directory: Path, text: str) -> Path:
    path = directory / ".github" / "course.yml"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return path


def test_the_whole_file_becomes_nouns(tmp_path: Path) -> None:
    course = load_course(written(tmp_path, FIXTURE.read_text("utf-8")))
    assert course.root == tmp_path.resolve()
    assert course.languages == (Language.RU, Language.EN)
    lesson = course.lesson(3)
    assert lesson and lesson is course.lesson_of_branch("lesson-3-clustering")
    assert lesson.methods == (Family.ORIGINAL, Family.PRUNING, Family.CLUSTERING)
    assert course.lesson(2) is course.lesson_of_branch("main") is None
    assert course.models["digits-vit"].task == course.data["digits"].task == "image-classification"
    assert course.points.total == 10


def line_of(text: str, part: str) -> int:
    return text[: text.rindex(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "key", "says"),
    [
        ("name: compression-basics", "nane: compression-basics", "nane", "is not a known key; did you mean 'name'?"),
        ("points: {table: 2,", "points: {tables: 2, table: 2,", "points.tables", "is not a known key; did you mean 'table'?"),
        ("languages: [ru, en]\n", "", "", "'languages' is a required property"),
        ("build_seconds: 600", "build_seconds: ten minutes", "limits.build_seconds", "'ten minutes' is not of type 'number'"),
        ("homework: 1\n", "homework: one\n", "lessons[0].homework", "'one' is not of type 'integer'"),
        ("size: 0.005", "size: 15", "tolerances.size", "must be a fraction from 0 to 1"),
        ("[ru, en]", "[ru, de]", "languages[1]", "'de' is not one of"),
        ("methods: [original]", "methods: [magic]", "lessons[0].methods[0]", "'magic' is not one of"),
        ("path: submissions/course/models/digits-vit", "path: ../models", "models.digits-vit.path", "must be a path inside the repository"),
        ("  - homework: 3", "  - homework: 1", "lessons[1].homework", "1 already belongs to lessons[0]"),
        ("lesson-3-clustering", "lesson-1-first-look", "lessons[1].branch", "'lesson-1-first-look' already belongs to lessons[0]"),
        (
            "models/news-bert\n    task: text-classification",
            "models/news-bert\n    task: token-classification",
            "models.news-bert.task",
            "no evaluation set has the task 'token-classification'; did you mean 'text-classification'?",
        ),
        (
            "calibration: submissions/course/data/digits/calibration",
            "calibration: submissions/course/data/digits/evaluation",
            "data.digits.calibration",
            "is the evaluation file itself",
        ),
        (
            "    label: label\n",
            "    label: label\n    private: more.parquet\n",
            "data.digits.private",
            "comes with 'private_sha256'",
        ),
        (
            "    label: label\n",
            f"    label: label\n    private_sha256: {'0' * 64}\n    private: ../more.parquet\n",
            "data.digits.private",
            "must be the name of a .parquet file, without a directory",
        ),
        (
            "    label: topic\n",
            "    label: topic\n    context: 64\n    stride: 64\n",
            "data.news.stride",
            "must be smaller than 'context'",
        ),
    ],
)
def test_a_mistake_is_named_with_line_and_key(tmp_path: Path, right: str, wrong: str, key: str, says: str) -> None:
    text = FIXTURE.read_text("utf-8")
    assert text.count(right) == 1
    text = text.replace(right, wrong)
    with pytest.raises(BadInput) as caught:
        load_course(written(tmp_path, text))
    error = caught.value
    assert error.key == key
    assert says in str(error)
    # the line of the wrong value is the last of what was put in; for a key that is missing, it is that of its parent
    assert error.line == (line_of(text, wrong) + wrong.rstrip().count("\n") if key else 1)
    assert str(error).startswith(f"{tmp_path / '.github' / 'course.yml'}:{error.line}: ")


def test_a_broken_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file") as caught:
        load_course(tmp_path / "course.yml")
    assert caught.value.code == "missing"
    with pytest.raises(BadInput, match=r"course\.yml:2: is not valid YAML"):
        load_course(written(tmp_path, "name: x\n y: z\n"))


def test_the_file_is_found_from_below(tmp_path: Path) -> None:
    path = written(tmp_path, "name: x\n")
    below = tmp_path / "submissions" / "ml_masters"
    below.mkdir(parents=True)
    assert find_course(below) == find_course(tmp_path) == path.resolve()
    with pytest.raises(BadInput, match="in any parent directory") as caught:
        find_course(Path("/"))
    assert "--course" in caught.value.hint


def test_the_course_of_this_repository_is_right() -> None:
    course = load_course(Path(__file__).parents[2] / ".github" / "course.yml")
    assert [lesson.homework for lesson in course.lessons] == [1, 2, 3, 4, 5, 6, 7]
    assert {column for lesson in course.lessons for column in lesson.columns} <= HEADERS.keys()
    for path in [model.path for model in course.models.values()] + [
        path for data in course.data.values() for path in (data.calibration, data.evaluation)
    ]:
        assert not Path(path).is_absolute()
