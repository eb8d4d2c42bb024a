"""GPUs: whether there is one, and whether a box could reach it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

CONTROL, MEMORY = "nvidiactl", "nvidia-uvm"

FOUND = good(
    "gpu-found",
    ru="GPU {index}: {name}, {memory_mb} МБ, драйвер {driver}",
    en="GPU {index}: {name}, {memory_mb} MB, driver {driver}",
    why_ru="Драйвер отвечает, и файлы устройства на месте.",
    why_en="The driver answers, and the device files are there.",
)
ABSENT = less(
    "gpu-absent",
    ru="GPU NVIDIA не найден",
    en="no NVIDIA GPU was found",
    why_ru="Время на GPU и VRAM здесь не измерить; всё остальное измеряется.",
    why_en="Time on a GPU and VRAM cannot be measured here; everything else can.",
)
SILENT = less(
    "gpu-silent",
    ru="файлы GPU есть, но драйвер не отвечает: {fault}",
    en="there are device files of a GPU, but the driver does not answer: {fault}",
    why_ru="Время на GPU и VRAM здесь не измерить. Чаще всего драйвер обновили, не перезагрузив машину, или не установлен пакет nvidia-ml-py.",
    why_en="Time on a GPU and VRAM cannot be measured here. Most often the driver was upgraded without a restart, or the package nvidia-ml-py "
    "is missing.",
)
UNREACHABLE = less(
    "gpu-unreachable",
    ru="не хватает файлов устройств GPU: {nodes}",
    en="device files of the GPU are missing: {nodes}",
    why_ru="В песочнице CUDA не увидит GPU. Файлы создаёт nvidia-modprobe; после каждой перезагрузки его нужно запускать снова.",
    why_en="CUDA in the box will not see the GPU. nvidia-modprobe makes the files; run it again after each restart.",
)
ENTRIES = (FOUND, ABSENT, SILENT, UNREACHABLE)


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at the device files and at what NVML says."""
    gpus = probe.gpus
    if not gpus.nodes:
        yield Finding.of(ABSENT)
        return
    if gpus.fault:
        yield Finding.of(SILENT, {"fault": gpus.fault}, command="nvidia-smi")
        return
    wanted = [CONTROL, MEMORY, *(f"nvidia{gpu.index}" for gpu in gpus.devices)]
    if missing := [f"/dev/{node}" for node in wanted if node not in gpus.nodes]:
        yield Finding.of(UNREACHABLE, {"nodes": ", ".join(missing)}, command="sudo nvidia-modprobe -u -c=0")
    for gpu in gpus.devices:
        yield Finding.of(FOUND, {"index": gpu.index, "name": gpu.name, "memory_mb": gpu.memory_mb, "driver": gpus.driver})
