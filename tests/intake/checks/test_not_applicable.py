"""Rows whose method does not apply: where the reason stands, and what is asked of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.intake.absence import Absence, absence, reason
from grader.intake.local import bare_submission
from tests.intake.handed_in import CLUSTERED, HOME, MANIFEST, HandedIn
from tests.intake.repository import Files

NUMBERS = "0.14 | 0.11 | 1.35 | - | 25.9 | - | 0.9675"
#: The manifest's row of the method has a reason in the place of code.
EXCUSED = MANIFEST.replace("code: clustering.py", "reason: the model has no layers for it")
BARE = MANIFEST.partition("  - model: local:digits-vit\n    method: clustering")[0]


def handed_in(cells: str, manifest: str = MANIFEST) -> HandedIn:
    change: Files = {f"{HOME}/submission.yml": manifest.encode()}
    return HandedIn(readme=(NUMBERS, cells), change=change, without=[] if "code:" in manifest else [f"{HOME}/clustering.py"])


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("Не применимо", Absence.NOT_APPLICABLE, ""),
        ("не применимо: …", Absence.NOT_APPLICABLE, ""),
        ("N/A", Absence.NOT_APPLICABLE, ""),
        ("не применимо, потому что модель не языковая", Absence.NOT_APPLICABLE, "модель не языковая"),
        ("неприменимо (нет CUDA)", Absence.NOT_APPLICABLE, "нет CUDA"),
        ("не применимо: нужна CUDA 12 и 24 ГБ", Absence.NOT_APPLICABLE, "нужна CUDA 12 и 24 ГБ"),
        ("not applicable because GPTQ needs 4-bit kernels", Absence.NOT_APPLICABLE, "GPTQ needs 4-bit kernels"),
        ("N/A — due to memory", Absence.NOT_APPLICABLE, "memory"),
        ("out of memory", Absence.NOT_APPLICABLE, "out of memory"),
        ("не поддерживается на CPU", Absence.NOT_APPLICABLE, "не поддерживается на CPU"),
        # a number beside the words is still a number
        ("не применимо, 12.5", Absence.NO, ""),
        ("n/a 12.5", Absence.NO, ""),
        ("12.5 n/a", Absence.NO, ""),
        ("ошибка: WER 0.25", Absence.NO, "ошибка: WER 0.25"),
    ],
)
def test_a_cell_may_say_why_there_is_no_number(text: str, kind: Absence, why: str) -> None:
    assert absence(text) is kind
    if kind is Absence.NOT_APPLICABLE:
        assert reason(text) == why


@pytest.mark.parametrize(
    ("cells", "manifest", "why"),
    [
        ("не применимо: нет таких слоёв | - | - | - | - | - | -", MANIFEST, "нет таких слоёв"),
        ("- | - | - | - | - | - | не применимо: мало 4 бит", BARE, "мало 4 бит"),
        ("не применимо | - | - | - | - | - | -", EXCUSED, "the model has no layers for it"),
        ("- | - | - | - | - | - | -", EXCUSED, "the model has no layers for it"),
    ],
)
def test_a_reason_in_the_cell_or_in_the_manifest_is_enough(cells: str, manifest: str, why: str) -> None:
    submission = handed_in(cells, manifest).taken_in()
    row = submission.rows[1]
    assert (row.not_applicable, row.reason, row.claims) == (True, why, ())
    assert {problem.code for problem in submission.problems} <= {"code-unnamed"}
    assert len(submission.rows[0].claims) == 5


def test_without_a_reason_it_is_asked_for_and_the_row_is_still_one() -> None:
    submission = handed_in("не применимо | - | - | - | - | - | -").taken_in()
    assert [problem.code for problem in submission.problems] == ["reason-missing"]
    assert submission.rows[1].not_applicable


def test_a_row_of_dashes_alone_is_not_one() -> None:
    assert not handed_in("- | - | - | - | - | - | -").taken_in().rows[1].not_applicable


def test_a_reason_does_not_stand_for_the_code_of_numbers_that_are_claimed() -> None:
    submission = handed_in(NUMBERS, EXCUSED).taken_in()
    assert {problem.code for problem in submission.problems} == {"code-missing"}
    assert (submission.rows[1].not_applicable, submission.rows[1].reason) == (False, "")


def test_a_long_reason_is_cut_to_what_a_manifest_may_say() -> None:
    row = CLUSTERED.replace(NUMBERS, f"не применимо: {'очень ' * 80} | - | - | - | - | - | -")
    submission = HandedIn(readme=(CLUSTERED, row)).taken_in()
    assert submission.rows[1].reason.startswith("очень очень")
    assert len(submission.rows[1].reason) <= 500


def test_a_row_that_says_why_is_not_measured_on_a_machine_of_ones_own(tmp_path: Path) -> None:
    directory = tmp_path / "hw-3"
    directory.mkdir()
    (directory / "submission.yml").write_text(EXCUSED, "utf-8")
    rows = bare_submission(directory, directory / "code").rows
    assert [(row.not_applicable, row.reason) for row in rows] == [(False, ""), (True, "the model has no layers for it")]
