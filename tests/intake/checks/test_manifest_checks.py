from __future__ import annotations

import pytest

from tests.intake.handed_in import CODE, HOME, MANIFEST, HandedIn
from tests.intake.repository import Files, Link

PATH = f"{HOME}/submission.yml"


def changed(*pairs: tuple[str, str]) -> set[str]:
    text = MANIFEST
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return HandedIn(change={PATH: text.encode()}).codes()


@pytest.mark.parametrize("name", ["ml_masters", "ML_Masters", "ML Masters", "team ml_masters", '" ml_masters "'])
def test_one_team_however_it_is_typed(name: str) -> None:
    assert changed(("team: ml_masters", f"team: {name}")) == set()


@pytest.mark.parametrize("name", ["ml_mаsters", "МL_masters", "ml_mаstеrs"])
def test_letters_of_another_alphabet_are_said_to_be_so(name: str) -> None:
    assert changed(("team: ml_masters", f"team: {name}")) == {"manifest-team-lookalike"}


@pytest.mark.parametrize("name", ["ml_master", "ml-masters", "'../../grader'", "рога_и_копыта"])
def test_another_name_is_another_team(name: str) -> None:
    assert changed(("team: ml_masters", f"team: {name}")) == {"manifest-team"}


def test_a_whole_number_may_be_written_with_a_fraction() -> None:
    submission = HandedIn(manifest=("homework: 3", "homework: 3.0")).taken_in()
    assert submission.problems == ()
    assert submission.manifest and type(submission.manifest.homework) is int


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "manifest-schema"),
        (b"- a\n- b\n", "manifest-schema"),
        (b"just text\n", "manifest-schema"),
        (MANIFEST.replace("rows:", "raws:").encode(), "manifest-schema"),
        (MANIFEST.replace("{clusters: 32}", "{clusters: [32]}").encode(), "manifest-schema"),
        (MANIFEST.replace("clustering.py", "../../other/hw-3/evil.py").encode(), "manifest-schema"),
        (MANIFEST.replace("clustering.py", '"clustering.py\\n"').encode(), "manifest-schema"),
        (MANIFEST.replace("local:digits-vit", "local:../digits").encode(), "manifest-schema"),
        (b"\x00" * (21 << 20), "manifest-too-large"),
    ],
)
def test_whatever_the_file_is_the_table_is_still_read(data: bytes, code: str) -> None:
    submission = HandedIn(change={PATH: data}).taken_in()
    assert code in {problem.code for problem in submission.problems}
    assert submission.manifest is None
    assert [row.manifest for row in submission.rows] == [None, None]
    assert [len(row.claims) for row in submission.rows] == [5, 5]
    assert submission.code == {}


def test_a_schema_fault_names_the_key_and_the_nearest_one() -> None:
    (problem,) = HandedIn(manifest=("task:", "taks:")).problems()[:1]
    assert (problem.code, problem.place.line, problem.facts["key"]) == ("manifest-schema", 3, "taks")
    assert problem.facts["message"] == "is not a known key; did you mean 'task'?"


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        (f"{HOME}/submission.yaml", {"manifest-misplaced"}),
        (f"{HOME}/Submission.yml", {"manifest-misplaced"}),
        (f"{HOME}/nested/submission.yml", {"manifest-misplaced"}),
        ("submissions/ml_masters/submission.yml", {"manifest-misplaced", "path-outside"}),
        (f"{HOME}/settings.yml", {"manifest-missing"}),
    ],
)
def test_a_manifest_elsewhere_is_recognised(path: str, codes: set[str]) -> None:
    assert HandedIn(without=[PATH], change={path: MANIFEST.encode()}).codes() == codes


def test_two_candidates_are_no_better_than_none() -> None:
    change: Files = {f"{HOME}/submission.yaml": b"a: 1", f"{HOME}/old/submission.yml": b"a: 1"}
    assert HandedIn(without=[PATH], change=change).codes() == {"manifest-missing"}


def test_the_nearest_name_comes_first() -> None:
    problems = HandedIn(manifest=("data: digits", "data: newz")).problems()
    assert [problem.facts["known"] for problem in problems] == ["digits"]  # the task is known, and this is its only set
    problems = HandedIn(manifest=("model: local:digits-vit", "model: local:news-brt")).problems()
    assert [problem.facts["known"] for problem in problems if problem.code == "model-unknown"] == ["news-bert, digits-vit"]


def test_one_mistake_is_told_once() -> None:
    assert changed(("task: image-classification", "task: magic")) == {"task-unknown"}
    assert changed(("local:digits-vit", "local:digits")) >= {"model-unknown"}
    problems = HandedIn(manifest=("local:digits-vit", "local:digits")).problems()
    assert [problem.code for problem in problems].count("model-unknown") == 1


def test_a_model_from_the_hub_needs_its_commit() -> None:
    revision = f"\n    revision: {'0123456789' * 4}"
    assert changed(("local:digits-vit", "owner/digits-vit")) == {"revision-missing"}
    assert changed(("local:digits-vit", f"owner/digits-vit{revision}")) == set()
    assert changed(("local:digits-vit", "owner/digits-vit\n    revision: main")) >= {"manifest-schema"}


def test_the_very_name_of_a_shipped_model_with_a_commit_is_a_model_from_the_hub() -> None:
    assert changed(("local:digits-vit", f"digits-vit\n    revision: {'a' * 40}")) == set()


def test_code_may_have_been_merged_before() -> None:
    assert HandedIn(base={f"{HOME}/clustering.py": CODE}).codes() == set()


def test_code_that_is_no_plain_file_is_not_there() -> None:
    assert HandedIn(change={f"{HOME}/clustering.py": Link(b"other.py")}).codes() == {"path-symlink", "code-not-found"}
    nested: Files = {f"{HOME}/nested/clustering.py": CODE}
    assert HandedIn(without=[f"{HOME}/clustering.py"], change=nested).codes() == {"code-not-found"}


@pytest.mark.parametrize(
    ("method", "params", "codes"),
    [
        ("Кластеризация весов", "{clusters: 32}", set()),
        ("k-means, 32 clusters", "{}", set()),
        ("clustering", "{clusters: 32.0, seed: 7}", set()),
        ("clustering", "{clusters: 64}", {"row-without-manifest", "manifest-row-without-table-row"}),
        ("pruning", "{}", {"row-without-manifest", "manifest-row-without-table-row"}),
        ("int8", "{}", {"row-without-manifest", "manifest-row-without-table-row", "method-not-allowed"}),
    ],
)
def test_rows_belong_together_by_model_method_and_parameters(method: str, params: str, codes: set[str]) -> None:
    assert changed(("method: clustering\n    params: {clusters: 32}", f"method: {method}\n    params: {params}")) == codes


def test_rows_that_differ_in_a_parameter_are_not_equal() -> None:
    second = MANIFEST[MANIFEST.rindex("  - model") :]
    assert "manifest-rows-equal" not in HandedIn(change={PATH: (MANIFEST + second.replace("32", "64")).encode()}).codes()
    for same in (
        second,
        second.replace("32", "32.0"),
        second.replace("local:digits-vit", "local:digits-vit").replace("clustering\n", "Кластеризация\n"),
    ):
        problems = HandedIn(change={PATH: (MANIFEST + same).encode()}).problems()
        assert [problem.facts["line"] for problem in problems if problem.code == "manifest-rows-equal"] == [8]
