"""The speed of the processor: whether it is held, and whether one can tell."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

STEADY = good(
    "frequency-steady",
    ru="частота процессора постоянна: режим {governor}",
    en="the processor's frequency is held: governor {governor}",
    why_ru="Время одного и того же кода меньше зависит от того, что было до него.",
    why_en="The time of the same code depends less on what ran before it.",
)
VARIES = less(
    "frequency-varies",
    ru="частота процессора меняется: режим {governor}",
    en="the processor's frequency varies: governor {governor}",
    why_ru="После паузы процессор разгоняется не сразу, и время разбросано. Исходная и сжатая модели измеряются по очереди, поэтому отношение "
    "страдает меньше, чем само время.",
    why_en="After a pause the processor takes time to speed up, so times scatter. The original and the candidate take turns, so their "
    "ratio suffers less than the times themselves.",
)
TURBO = less(
    "turbo-on",
    ru="включён турборежим процессора",
    en="the processor's turbo mode is on",
    why_ru="Частота зависит от нагрева: долгое сжатие замедляет то, что измеряется после него.",
    why_en="The frequency depends on heat: a long compression slows down what is measured after it.",
)
HIDDEN = less(
    "frequency-hidden",
    ru="частота процессора не видна, как в большинстве виртуальных машин",
    en="the processor's frequency cannot be seen, as in most virtual machines",
    why_ru="Если физическая машина замедлится, причина останется неизвестной; само замедление видно по разбросу.",
    why_en="If the physical machine slows down, the cause remains unknown; the slowdown itself shows in the spread.",
)
ENTRIES = (STEADY, VARIES, TURBO, HIDDEN)
PERFORMANCE = "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"
NO_TURBO = (
    "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo 2>/dev/null || echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"
)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at governor and turbo, each where it is told."""
    processor = probe.processor
    if processor.governor is None:
        yield Finding.of(HIDDEN)
    elif processor.governor == "performance":
        yield Finding.of(STEADY, {"governor": processor.governor})
    else:
        yield Finding.of(VARIES, {"governor": processor.governor}, command=PERFORMANCE)
    if processor.turbo:
        yield Finding.of(TURBO, command=NO_TURBO)
