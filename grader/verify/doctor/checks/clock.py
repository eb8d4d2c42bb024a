"""The clock by which everything is timed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

QUICK_CLOCKS = ("tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page")
"""Those that a program reads without entering the kernel."""
FOLDER = "/sys/devices/system/clocksource/clocksource0"

QUICK = good(
    "clock-quick",
    ru="часы: {clock}",
    en="clock: {clock}",
    why_ru="Их чтение занимает десятки наносекунд.",
    why_en="Reading it takes tens of nanoseconds.",
)
SLOW = less(
    "clock-slow",
    ru="медленные часы: {clock}",
    en="a slow clock: {clock}",
    why_ru="Каждое чтение занимает микросекунду или больше; на коротких примерах это заметно. Если ядро отказалось от tsc, оно сочло его "
    "ненадёжным на этой машине (`dmesg | grep -i tsc`).",
    why_en="Each reading takes a microsecond or more, which shows in short examples. If the kernel gave up tsc, it found it unreliable on "
    "this machine (`dmesg | grep -i tsc`).",
)
ENTRIES = (QUICK, SLOW)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at its name; silent where it is not told."""
    clock, others = probe.processor.clock, probe.processor.clocks
    if clock in QUICK_CLOCKS:
        yield Finding.of(QUICK, {"clock": clock})
    elif clock:
        better = next((name for name in QUICK_CLOCKS if name in others), None)
        yield Finding.of(SLOW, {"clock": clock}, command=better and f"echo {better} | sudo tee {FOLDER}/current_clocksource")
