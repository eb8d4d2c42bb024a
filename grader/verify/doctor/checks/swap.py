"""Swap: memory that is none."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

OFF = good(
    "swap-off",
    ru="подкачка выключена",
    en="swap is off",
    why_ru="Всё, что занимает программа, лежит в памяти: пик RAM виден полностью.",
    why_en="Everything that a program takes is in memory: peak RAM is complete.",
)
ON = less(
    "swap-on",
    ru="подкачка включена: {swap_mb} МБ",
    en="swap is on: {swap_mb} MB",
    why_ru="Вытесненные страницы не учитываются в RAM, а обращение к ним портит время. Чтобы так осталось и после перезагрузки, уберите "
    "строку `swap` из /etc/fstab.",
    why_en="Pages that were swapped out are not counted in RAM, and fetching them spoils the times. To keep it so after a restart, take "
    "the line with `swap` out of /etc/fstab.",
)
ENTRIES = (OFF, ON)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at its size."""
    swap = probe.storage.swap_mb
    yield Finding.of(ON, {"swap_mb": swap}, command="sudo swapoff -a") if swap else Finding.of(OFF)
