"""The kernel: its age and its architecture."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import bad, good, less
from grader.verify.sandbox import CgroupKind
from grader.verify.sandbox.seccomp import AUDIT_ARCH

OLDEST = (5, 11)
"""The first with close_range(CLOEXEC), by which a box inherits nothing."""
COUNTS_PEAK = (5, 19)
"""The first with memory.peak in groups of version 2."""

FITS = good(
    "kernel-fits",
    ru="ядро Linux {release}, {architecture}",
    en="Linux {release}, {architecture}",
    why_ru="Нужно ядро 5.11 или новее на x86_64 или aarch64.",
    why_en="Linux 5.11 or newer on x86_64 or aarch64 is needed.",
)
OLD = bad(
    "kernel-old",
    ru="ядро Linux {release} слишком старое",
    en="Linux {release} is too old",
    why_ru="Нужно ядро 5.11 или новее: в более старых процесс в песочнице мог бы унаследовать чужие дескрипторы. Обновите систему.",
    why_en="Linux 5.11 or newer is needed: with an older kernel a process in the box could inherit descriptors that are not its own. Upgrade the system.",
)
FOREIGN = bad(
    "architecture-unknown",
    ru="для архитектуры {architecture} нет фильтра системных вызовов",
    en="there is no system call filter for {architecture}",
    why_ru="Без фильтра песочница не запускается. Возьмите машину x86_64 или aarch64.",
    why_en="No box starts without the filter. Use an x86_64 or aarch64 machine.",
)
UNCOUNTED = less(
    "peak-uncounted",
    ru="ядро Linux {release} не запоминает пик памяти группы",
    en="Linux {release} does not record the peak memory of a group",
    why_ru="Пик виден лишь у живых процессов: память завершившихся потомков не попадёт в RAM. Счётчик есть в ядре 5.19 и новее.",
    why_en="The peak is seen only for living processes: the memory of children that have exited is missed. Linux 5.19 and newer record it.",
)
UNSEALED = bad(
    "seals-missing",
    ru="ядро не умеет запечатывать memfd от записи",
    en="the kernel cannot seal a memfd against writing",
    why_ru="Входы передаются в песочницу через запечатанную память. Так бывает внутри gVisor и старых контейнеров: запускайте на обычном ядре.",
    why_en="Inputs go into the box through sealed memory. This happens in gVisor and old containers: run on an ordinary kernel.",
)
ENTRIES = (FITS, OLD, FOREIGN, UNCOUNTED, UNSEALED)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Hold the kernel against what the sandbox asks of it."""
    kernel = probe.kernel
    if kernel.architecture not in AUDIT_ARCH:
        yield Finding.of(FOREIGN, {"architecture": kernel.architecture})
    if kernel.version < OLDEST:
        yield Finding.of(OLD, {"release": kernel.release})
    elif kernel.architecture in AUDIT_ARCH:
        yield Finding.of(FITS, {"release": kernel.release, "architecture": kernel.architecture})
    if probe.groups.kind is CgroupKind.V2 and kernel.version < COUNTS_PEAK:
        yield Finding.of(UNCOUNTED, {"release": kernel.release})
    if not kernel.seals:
        yield Finding.of(UNSEALED)
