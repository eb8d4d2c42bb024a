"""The examples of each lesson and, beside them, what students get wrong: one verification a lesson, and the card that comes of it.

`lessons/hw-N/` has a manifest of mistaken rows with their code, and `expect.yml`: for each row of the example and then for each
mistaken one (`rows`, in the order of the two manifests) how its run ends, what its artifact proves, by which evidence, and what
becomes of the numbers that it would claim (metric, number as written, outcome; several for one cell). Rows that another test runs
are `elsewhere`.
"""

from __future__ import annotations

import ast
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.core.metric import Device, Metric
from grader.core.problem import Place
from grader.core.run import Runs
from grader.core.submission import Claim, Submission, SubmittedRow
from grader.core.table import Family
from grader.core.verdict import Card, JudgedRow
from grader.course import load_course
from grader.intake.local import bare_submission
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.templates import MISTAKE, templates
from grader.judge.judge import judge
from grader.verify.verify import verify
from tests.submissions.support import ROOT
from tests.verify.support import check

EXAMPLES = ROOT / "submissions" / "examples" / "ml_masters"
LESSONS = sorted((Path(__file__).parent / "lessons").glob("hw-*"))
COURSE = load_course(ROOT / ".github" / "course.yml")
COURSE = replace(COURSE, measuring=replace(COURSE.measuring, examples=14, warm_up=2, block=2, least=4, starts=1))
ADAPTERS = sorted([*EXAMPLES.glob("hw-*/*.py"), *(file for lesson in LESSONS for file in lesson.glob("*.py"))])


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A lesson that was run: what is expected of each row, the runs, and the card."""

    rows: list[dict[str, Any]]
    runs: Runs
    card: Card


def claims(row: SubmittedRow, want: dict[str, Any]) -> SubmittedRow:
    """Put the numbers of `expect.yml` into a row."""
    made = []
    for name, written, _ in want.get("cells", ()):
        metric = Metric(name)
        device = Device.GPU if metric is Metric.GPU_MS else None
        made.append(Claim(metric=metric, value=float(written), written=str(written), place=Place(path="README.md", line=1), device=device))
    return replace(row, claims=tuple(made))


def submitted(lesson: Path, folder: Path) -> tuple[Submission, list[dict[str, Any]]]:
    """Hand in the example of a lesson with the mistaken rows behind its own; `folder` takes the code."""
    example = EXAMPLES / lesson.name
    home = folder / "handed-in"
    home.mkdir()
    whole = yaml.safe_load((example / MANIFEST).read_text("utf-8"))
    whole["rows"] += yaml.safe_load((lesson / MANIFEST).read_text("utf-8"))["rows"]
    (home / MANIFEST).write_text(yaml.safe_dump(whole), "utf-8")
    for file in (*example.glob("*.py"), *lesson.glob("*.py")):
        assert not (home / file.name).exists()
        shutil.copyfile(file, home / file.name)
    want = yaml.safe_load((lesson / "expect.yml").read_text("utf-8"))["rows"]
    bare = bare_submission(home, folder / "code")
    assert [row.method_text for row in bare.rows] == [row["method"] for row in want]
    here = [(claims(row, each), each) for row, each in zip(bare.rows, want, strict=True) if not each.get("elsewhere")]
    return replace(bare, rows=tuple(row for row, _ in here)), [each for _, each in here]


@pytest.fixture(scope="module", params=LESSONS, ids=lambda lesson: lesson.name)
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp(request.param.name)
    submission, want = submitted(request.param, folder)
    runs = verify(submission, folder / "code", COURSE, lambda row, phase, done: None).runs
    check(runs)
    return Graded(rows=want, runs=runs, card=judge(submission, runs, COURSE))


@pytest.mark.slow
@pytest.mark.sandbox
def test_every_row_gets_the_card_that_it_deserves(graded: Graded) -> None:
    runs = {run.row: run for run in graded.runs.rows}
    found = {f"{index} {row.method_text}": seen(row) for index, row in enumerate(graded.card.rows)}
    wanted = {}
    for index, (row, want) in enumerate(zip(graded.card.rows, graded.rows, strict=True)):
        name = f"{index} {row.method_text}"
        wanted[name] = {
            "ending": want.get("ending"),
            "proof": want.get("proof"),
            "method": want["outcome"],
            "cells": [[metric, str(written), outcome] for metric, written, outcome in want.get("cells", ())],
        }
        audit = row.audit
        codes = [each.code for each in audit.evidence] if audit else []
        assert codes[: len(want.get("evidence", ()))] == want.get("evidence", []), (name, codes, runs[index].end)
    assert found == wanted


def seen(row: JudgedRow) -> dict[str, Any]:
    """Say what a card says of a row."""
    claimed = [(verdict.claim, verdict) for verdict in row.verdicts if verdict.claim]
    return {
        "ending": row.end.ending.value if row.end else None,
        "proof": row.audit.proof.value if row.audit else None,
        "method": row.method_verdict.outcome.value,
        "cells": [[claim.metric.value, claim.written, verdict.outcome.value] for claim, verdict in claimed],
    }


@pytest.mark.parametrize("file", ADAPTERS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_an_adapter_is_as_short_as_a_students_and_says_if_it_is_mistaken(file: Path) -> None:
    text = file.read_text("utf-8")
    assert 13 <= sum(bool(line.strip()) for line in text.splitlines()) <= 36
    functions = {node.name: len(node.args.args) for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    assert functions.items() >= {"compress": 2, "load": 2, "predict": 2}.items()
    assert text.startswith(MISTAKE) is (EXAMPLES not in file.parents)


@pytest.mark.parametrize("homework", range(1, 7))
def test_an_example_names_what_exists_and_what_its_lesson_teaches(homework: int) -> None:
    folder = EXAMPLES / f"hw-{homework}"
    manifest = read_manifest((folder / MANIFEST).read_bytes(), str(folder / MANIFEST))
    assert (manifest.team, manifest.homework, manifest.task) == ("ml_masters", homework, COURSE.data[manifest.data].task)
    lesson = COURSE.lesson(homework)
    assert lesson is not None
    assert {row.method.family for row in manifest.rows} <= {Family(name) for name in lesson.methods}
    assert {row.model for row in manifest.rows} == {f"local:{name}" for name in COURSE.models if f"local:{name}" == manifest.rows[0].model}
    assert {row.code for row in manifest.rows if row.code} == {file.name for file in folder.glob("*.py")}
    assert all(row.excused for row in manifest.rows[1:] if row.code is None)


def test_the_examples_cover_most_tasks_and_no_mistake_is_a_template() -> None:
    known = templates(COURSE)
    assert len({each.task for each in known}) >= 4
    assert not [each for each in known if each.source.startswith(MISTAKE)]
