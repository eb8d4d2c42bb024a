"""The auditor of a submission knows the course's models and the rows before, and takes a failure of its own for no proof."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.audit import Proof
from grader.core.submission import ManifestRow
from grader.core.table import Family, Method
from grader.course import Course, Model
from grader.verify.artifact import Artifact, freeze
from grader.verify.auditor import Auditor
from tests.verify.audit.support import codes, facts, saved, told, weights
from tests.verify.support import TASK

DISTILLED = ManifestRow(model="local:teacher", method=Method(family=Family.DISTILLATION))
PRUNED = ManifestRow(model="local:teacher", method=Method(family=Family.PRUNING), method_text="pruning 50 %")


@pytest.fixture
def models(course: Course, tmp_path: Path) -> Course:
    saved(tmp_path / "teacher", weights())
    saved(tmp_path / "student", weights(1, width=64))
    models = {name: Model(path=name, task=TASK) for name in ("teacher", "student", "gone")}
    return replace(course, root=tmp_path, models=models)


def frozen(directory: Path, **shape: int) -> Artifact:
    saved(directory, weights(**shape))
    source = os.open(directory, os.O_RDONLY)
    try:
        return freeze(source, directory.with_name(f"{directory.name}-frozen"), 10)
    finally:
        os.close(source)


def test_an_untrained_student_is_known_among_the_courses_models(models: Course, tmp_path: Path) -> None:
    with ExitStack() as stack:
        auditor = Auditor(models, stack)
        untrained, trained = frozen(tmp_path / "untrained", seed=1, width=64), frozen(tmp_path / "trained", seed=2, width=64)
        found = told(auditor.audit(DISTILLED, tmp_path / "teacher", untrained, tmp_path / "a", ()))
        assert (found.proof, facts(found, "audit-student-untrained")["model"]) == (Proof.NOT_APPLIED, "local:student")
        assert told(auditor.audit(DISTILLED, tmp_path / "teacher", trained, tmp_path / "b", ())).proof is Proof.APPLIED


def test_an_untrained_student_is_known_among_the_rows_before(models: Course, tmp_path: Path) -> None:
    with ExitStack() as stack:
        auditor = Auditor(models, stack)
        artifact = frozen(tmp_path / "small", seed=3, width=32)
        assert told(auditor.audit(PRUNED, tmp_path / "teacher", artifact, tmp_path / "a", ())).proof is Proof.APPLIED
        found = told(auditor.audit(DISTILLED, tmp_path / "teacher", artifact, tmp_path / "b", ()))
        assert facts(found, "audit-student-untrained")["model"] == "local:teacher, pruning 50 %"


def test_a_disk_that_fails_proves_nothing(models: Course, tmp_path: Path) -> None:
    artifact = frozen(tmp_path / "lost")
    (artifact.root / "model.safetensors").unlink()
    with ExitStack() as stack:
        found = told(Auditor(models, stack).audit(PRUNED, tmp_path / "teacher", artifact, tmp_path / "a", ()))
    assert (found.proof, codes(found)) == (Proof.CANNOT_TELL, ["audit-failed"])
