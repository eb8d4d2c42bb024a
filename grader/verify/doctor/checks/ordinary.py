"""Whether students of this machine could run boxes too."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

WORKS = good(
    "ordinary-works",
    ru="обычный пользователь тоже может запустить песочницу",
    en="an ordinary user can start a box too",
    why_ru="`grader run` работает здесь и без прав root.",
    why_en="`grader run` works here without root's rights.",
)
FAILS = less(
    "ordinary-fails",
    ru="обычный пользователь не может запустить песочницу: {failure}",
    en="an ordinary user cannot start a box: {failure}",
    why_ru="Проверять на этой машине сможет только root. Чтобы узнать причину, запустите `grader doctor` от обычного пользователя.",
    why_en="Only root can grade on this machine. To learn the reason, run `grader doctor` as an ordinary user.",
)
ENTRIES = (WORKS, FAILS)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Only root can try this."""
    failure = probe.trial.ordinary
    if failure is not None:
        yield Finding.of(FAILS, {"failure": failure}) if failure else Finding.of(WORKS)
