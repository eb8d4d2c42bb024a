"""How the course heads the columns of a results table; the keys are the names that the course file uses."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.words import Words

HEADERS: Mapping[str, Words] = {
    "model": Words(ru="Модель", en="Model"),
    "method": Words(ru="Метод", en="Method"),
    "size_mb": Words(ru="Размер весов (MB)", en="Size (MB)"),
    "gz_mb": Words(ru="Размер в .gz (MB)", en="Size in .gz (MB)"),
    "cpu_ms": Words(ru="Время инференса (CPU, ms)", en="Latency (CPU, ms)"),
    "gpu_ms": Words(ru="Время инференса (GPU, ms)", en="Latency (GPU, ms)"),
    "latency_ms": Words(ru="Время инференса (ms)", en="Latency (ms)"),
    "ram_mb": Words(ru="Использование RAM (MB)", en="RAM (MB)"),
    "vram_mb": Words(ru="Использование VRAM (MB)", en="VRAM (MB)"),
    "quality": Words(ru="Качество", en="Quality"),
}
