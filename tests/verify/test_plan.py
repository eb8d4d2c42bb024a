"""Which rows run, with what, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader import steps
from grader.core.run import Ending, Owner, Phase, RowRun, RunEnd
from grader.core.submission import Submission
from grader.core.table import Family
from grader.core.words import Language
from grader.course import Course, Hub, Pin
from grader.course.store import Kind, Listing, Store, StoredFile
from grader.verify.plan import PlannedRow, RefusedRow, planned
from tests.verify.support import MODEL, submission


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    return tmp_path


def test_every_row_of_the_manifest_is_planned_in_its_order(course: Course, code: Path) -> None:
    assert planned(submission("b.py", None, "a.py"), course, code) == [
        PlannedRow(row=0, source=course.root / "model", code=code / "b.py"),
        PlannedRow(row=1, source=course.root / "model", code=None),
        PlannedRow(row=2, source=course.root / "model", code=code / "a.py"),
    ]


def test_without_a_manifest_there_is_nothing_to_run(course: Course, code: Path) -> None:
    assert planned(replace(submission("a.py"), manifest=None), course, code) == []


def test_rows_that_belong_to_no_manifest_row_or_do_not_apply_are_left_out(course: Course, code: Path) -> None:
    handed_in = submission("a.py", "b.py", None)
    rows = (replace(handed_in.rows[0], manifest=None), replace(handed_in.rows[1], not_applicable=True), handed_in.rows[2])
    assert [item.row for item in planned(replace(handed_in, rows=rows), course, code)] == [2]


HUB = "google/vit-base-patch16-224"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize("model", [HUB, "local:no-such-model", MODEL, "local:"])
def test_a_model_that_is_not_here_is_our_lack(model: str, course: Course, code: Path, tmp_path: Path) -> None:
    [item] = planned(submission("a.py", model=model), course, code, Store(tmp_path / "store"))
    assert isinstance(item, RefusedRow)
    assert (item.why.ending, item.why.facts) == (Ending.MODEL_UNAVAILABLE, {"model": model, "command": "grader check"})
    assert item.why.ending.owner is Owner.OURS


def pinned(*code: str | None) -> Submission:
    handed_in = submission(*code, model=HUB)
    assert handed_in.manifest
    rows = tuple(replace(row, revision=COMMIT) for row in handed_in.manifest.rows)
    return replace(handed_in, manifest=replace(handed_in.manifest, rows=rows))


def kept(store: Store, listing: Listing) -> Path:
    """Put a listing into the store, and the files that it names."""
    directory = store.directory(Kind.MODEL, Pin(id=listing.id, revision=listing.revision))
    directory.mkdir(parents=True)
    directory.with_suffix(".json").write_bytes(msgspec.json.encode(listing))
    for name, file in listing.files.items():
        (directory / name).write_bytes(b"." * file.size)
    return directory


def test_the_original_and_all_made_of_it_take_the_model_that_was_fetched(course: Course, code: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    directory = kept(store, Listing(id=HUB, revision=COMMIT, files={"model.safetensors": StoredFile(size=3, sha256="0" * 64)}))
    assert planned(pinned(None, "a.py"), course, code, store) == [
        PlannedRow(row=0, source=directory, code=None),
        PlannedRow(row=1, source=directory, code=code / "a.py"),
    ]


def test_a_model_that_was_not_fetched_says_what_the_operator_has_to_run(course: Course, code: Path, tmp_path: Path) -> None:
    [item] = planned(pinned("a.py"), course, code, Store(tmp_path / "store"))
    assert isinstance(item, RefusedRow)
    assert item.why.facts == {"model": HUB, "command": f"grader fetch {HUB}@{COMMIT}"}
    assert steps.wanted_model(str(item.why.facts["command"]).removeprefix("grader fetch ")).pin == Pin(id=HUB, revision=COMMIT)


@pytest.mark.parametrize("ending", [Ending.HUB_GATED, Ending.HUB_VANISHED, Ending.HUB_REVISION, Ending.HUB_PICKLES, Ending.HUB_TOO_LARGE])
def test_what_the_hub_refused_is_told_by_its_reason(ending: Ending, course: Course, code: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    kept(store, Listing(id=HUB, revision=COMMIT, refused=ending, facts={"file": "pytorch_model.bin", "size_mb": 3.5, "limit_mb": 2}))
    [item] = planned(pinned("a.py"), course, code, store)
    assert isinstance(item, RefusedRow)
    assert item.why.ending is ending
    assert item.why.ending.owner is Owner.OURS
    run = RowRun(row=0, end=RunEnd(ending=ending, phase=Phase.PLAN, facts=item.why.facts))
    assert all(HUB in steps.tell_end(run, language) for language in Language)


def test_a_list_of_models_holds_for_what_is_there_already(course: Course, code: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    kept(store, Listing(id=HUB, revision=COMMIT, files={"model.safetensors": StoredFile(size=3, sha256="0" * 64)}))
    [item] = planned(pinned(None), replace(course, hub=Hub(allow=("tiny/vit",))), code, store)
    assert isinstance(item, RefusedRow)
    assert item.why.ending is Ending.HUB_NOT_ALLOWED


def test_a_store_that_lacks_a_file_or_its_list_has_nothing(course: Course, code: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    directory = kept(store, Listing(id=HUB, revision=COMMIT, files={"model.safetensors": StoredFile(size=3, sha256="0" * 64)}))
    (directory / "model.safetensors").write_bytes(b"..")
    [item] = planned(pinned("a.py"), course, code, store)
    assert isinstance(item, RefusedRow)
    (directory / "model.safetensors").write_bytes(b"...")
    directory.with_suffix(".json").write_bytes(b"[")
    [item] = planned(pinned("a.py"), course, code, store)
    assert isinstance(item, RefusedRow)
    assert item.why.ending is Ending.MODEL_UNAVAILABLE


def test_a_model_whose_directory_is_gone_is_our_lack(course: Course, code: Path, tmp_path: Path) -> None:
    [item] = planned(submission(None), replace(course, root=tmp_path / "elsewhere"), code)
    assert isinstance(item, RefusedRow)
    assert (item.why.ending, item.why.facts["command"]) == (Ending.MODEL_UNAVAILABLE, "git restore model")


def test_code_that_is_not_in_the_pull_request_is_named(course: Course, code: Path) -> None:
    found, missing = planned(submission("a.py", "c.py"), course, code)
    assert isinstance(found, PlannedRow)
    assert isinstance(missing, RefusedRow)
    assert (missing.row, missing.why.ending, missing.why.facts) == (1, Ending.FUNCTION_MISSING, {"error": "no file c.py"})


def test_a_compressed_row_without_code_is_refused(course: Course, code: Path) -> None:
    handed_in = submission(None)
    assert handed_in.manifest
    entry = replace(handed_in.manifest.rows[0], method=replace(handed_in.manifest.rows[0].method, family=Family.PRUNING))
    [item] = planned(replace(handed_in, manifest=replace(handed_in.manifest, rows=(entry,))), course, code)
    assert isinstance(item, RefusedRow)
    assert item.why.facts == {"error": "no code"}


def test_code_beside_an_original_is_not_run(course: Course, code: Path) -> None:
    handed_in = submission(None)
    assert handed_in.manifest
    entry = replace(handed_in.manifest.rows[0], code="a.py")
    [item] = planned(replace(handed_in, manifest=replace(handed_in.manifest, rows=(entry,))), course, code)
    assert item == PlannedRow(row=0, source=course.root / "model", code=None)
