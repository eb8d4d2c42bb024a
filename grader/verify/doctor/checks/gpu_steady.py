"""Whether a GPU keeps its speed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.core.words import Facts
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import less

FORGETFUL = less(
    "gpu-forgetful",
    ru="у GPU {index} выключен persistence mode",
    en="persistence mode of GPU {index} is off",
    why_ru="Без него драйвер выгружается между запусками: первый запуск длится на секунды дольше, а заданные частоты сбрасываются.",
    why_en="Without it the driver is unloaded between runs: the first start takes seconds longer, and clocks that were set are lost.",
)
SLOWED = less(
    "gpu-slowed",
    ru="частота GPU {index} снижена: {reasons}",
    en="the clocks of GPU {index} are held down: {reasons}",
    why_ru="Время на GPU сейчас больше обычного. Дайте ему остыть, проверьте охлаждение и питание; частоты можно закрепить командой "
    "`nvidia-smi -lgc`.",
    why_en="Times on this GPU are now longer than usual. Let it cool down, check its cooling and power; `nvidia-smi -lgc` locks the clocks.",
)
ENTRIES = (FORGETFUL, SLOWED)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Speak only of what is amiss, and only where the driver tells."""
    for gpu in probe.gpus.devices:
        if gpu.persistent is False:
            yield Finding.of(FORGETFUL, {"index": gpu.index}, command=f"sudo nvidia-smi -i {gpu.index} -pm 1")
        if gpu.slowed:
            facts: Facts = {"index": gpu.index, "reasons": ", ".join(gpu.slowed)}
            yield Finding.of(SLOWED, facts, command=f"nvidia-smi -i {gpu.index} -q -d PERFORMANCE,TEMPERATURE,CLOCK")
