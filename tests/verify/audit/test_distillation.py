"""Distillation, honest and mistaken, and what equal answers mean."""

from __future__ import annotations

from grader.core.audit import Proof
from grader.core.table import Family
from grader.verify.audit.methods.distillation import marks
from grader.verify.start import Arm, Start
from tests.verify.audit.support import Auditing, codes, facts, weights

DISTILLATION = Family.DISTILLATION


def test_a_smaller_student_with_weights_of_its_own(auditing: Auditing) -> None:
    found = auditing(auditing.save(weights(1, width=64)), DISTILLATION)
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-student-smaller")["kept"] == 64 * 64 + 64 + 2 * (64 * 64 + 64) + 64 * 10 + 10


def test_an_untrained_student_is_known_by_its_weights(auditing: Auditing) -> None:
    student = auditing.save(weights(1, width=64))
    found = auditing(student, DISTILLATION, others={"local:small": frozenset(marks(student))})
    assert (found.proof, facts(found, "audit-student-untrained")) == (Proof.NOT_APPLIED, {"model": "local:small", "percent": 100.0})


def test_the_teacher_itself_is_no_student(auditing: Auditing) -> None:
    found = auditing(auditing.original, DISTILLATION)
    assert (found.proof, codes(found)) == (Proof.NOT_APPLIED, ["audit-student-is-original"])


def test_a_teacher_that_lost_layers_untrained_is_no_student(auditing: Auditing) -> None:
    tensors = {name: tensor for name, tensor in weights().items() if not name.startswith("3.")}
    assert auditing(auditing.save(tensors), DISTILLATION).proof is Proof.NOT_APPLIED


def test_frozen_layers_of_the_teacher_are_told(auditing: Auditing) -> None:
    tensors = {name: tensor for name, tensor in weights().items() if not name.startswith("3.")}
    tensors["2.weight"] = tensors["2.weight"] + 0.01
    found = auditing(auditing.save(tensors), DISTILLATION)
    assert (found.proof, codes(found)) == (Proof.APPLIED, ["audit-student-smaller", "audit-student-copied"])


def test_size_alone_decides_against_larger_students_only(auditing: Auditing) -> None:
    assert auditing(auditing.save(weights(1)), DISTILLATION).proof is Proof.CANNOT_TELL
    assert auditing(auditing.save(weights(1, width=160)), DISTILLATION).proof is Proof.NOT_APPLIED


def start(candidate: list[int | str | tuple[float, ...]], original: list[int | str | tuple[float, ...]] | None) -> Start:
    arms = Arm(predictions=candidate), Arm(predictions=original) if original is not None else None
    return Start(examples=tuple(range(len(candidate))), candidate=arms[0], original=arms[1])


def test_agreement_is_told_and_decides_nothing(auditing: Auditing) -> None:
    student = auditing.save(weights(1, width=64))
    same = auditing(student, DISTILLATION, starts=(start([1, 2, 3], [1, 2]), start(["a"], ["a"])))
    assert (same.proof, same.agreement, facts(same, "audit-same-answers")) == (Proof.APPLIED, 1.0, {"count": 3})
    other = auditing(student, DISTILLATION, starts=(start([(1.0, 2.0), (1.0,)], [(1.0, 2.0), (2.0,)]),))
    assert (other.agreement, "audit-same-answers" in codes(other)) == (0.5, False)
    assert auditing(student, DISTILLATION, starts=(start([1], None),)).agreement is None
    assert auditing(student, DISTILLATION).agreement is None
