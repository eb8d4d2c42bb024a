from __future__ import annotations

import pytest

from grader.core.metric import Device, Metric
from grader.intake.columns import nearest, read_header
from grader.intake.vocabulary.columns import KNOWN, Part


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("Модель", Part.MODEL), ("Названия моделей", Part.MODEL), ("Метод сжатия", Part.METHOD), ("Compression method", Part.METHOD),
        ("Backend", Part.METHOD),
        ("Inference engine", Part.METHOD), ("Размер весов", Metric.SIZE_MB), ("Model size, MB", Metric.SIZE_MB),
        ("Размер после сжатия (MB)", Metric.SIZE_MB),
        ("size_mb", Metric.SIZE_MB), ("Размер в .gz (MB)", Metric.GZ_MB), ("Архив, МБ", Metric.GZ_MB), ("Пиковая RAM", Metric.RAM_MB),
        ("CPU, MB", Metric.RAM_MB),
        ("Память GPU", Metric.VRAM_MB), ("GPU (MB)", Metric.VRAM_MB), ("VRAM (Perplexity, MB)", Metric.VRAM_MB), ("Память", Part.MEMORY),
        ("RAM / VRAM", Part.MEMORY),
        ("Время инференса", Part.TIME), ("CPU (ms)", Part.TIME), ("Скорость (мс)", Part.TIME), ("Latency", Part.TIME),
        ("cpu_time_ms", Part.TIME),
        ("Скорость (токенов/с)", Part.CHANGE), ("Throughput (img/s)", Part.CHANGE), ("Ускорение", Part.CHANGE),
        ("Изменение (%)", Part.CHANGE), ("Δ WER", Part.CHANGE),
        ("Ожидаемое улучшение WER", Part.CHANGE), ("Теоретический размер, MB", Part.CHANGE), ("Latency p95 (ms)", Part.CHANGE),
        ("Top-5 accuracy", Part.CHANGE),
        ("Качество", Part.QUALITY), ("WER", Part.QUALITY), ("Точность", Part.QUALITY), ("Batch size", Part.PARAMETER),
        ("Размер датасета", Part.PARAMETER),
        ("Параметры, M", Part.PARAMETER), ("Сл. декодера", Part.PARAMETER), ("Комментарий", Part.REMARK), ("№", Part.REMARK),
        ("Время загрузки (с)", Part.REMARK),
        ("Устройство", Part.DEVICE), ("Рамер весов", Metric.SIZE_MB), ("Врмея инфиренса", Part.TIME), ("Шаг", None), ("", None),
    ],
)  # fmt: skip
def test_a_header_says_what_its_column_holds(header: str, part: Part | Metric | None) -> None:
    assert read_header(header).part == part


@pytest.mark.parametrize(
    ("header", "unit", "factor"),
    [
        ("Размер, ГБ", "гб", 1024.0), ("Время (с)", "с", 1e3), ("Время CPU, сек", "сек", 1e3), ("Latency ms/token", "ms", 1.0),
        ("RAM (mB) ↓", "mb", 1.0),
        ("Время (CPU, ms)", "ms", 1.0), ("Вес (MB, fp32)", "mb", 1.0), ("Размер (bytes)", "bytes", 1 / 1024**2),
    ],
)  # fmt: skip
def test_a_header_states_a_unit(header: str, unit: str, factor: float) -> None:
    column = read_header(header)
    assert column.unit == unit
    assert column.scale is not None
    assert column.scale.factor == factor


@pytest.mark.parametrize("header", ["Время с прогревом", "GPU-latency¹ (20 × 30 s)", "Размер", "Время инференса (CPU)", "WER, %"])
def test_a_word_or_a_shape_is_no_unit(header: str) -> None:
    assert read_header(header).unit is None


@pytest.mark.parametrize(
    ("header", "metrics"),
    [
        ("Качество (WER / CER)", (Metric.WER, Metric.CER)), ("Precision, Recall, F1-Score))", (Metric.PRECISION, Metric.RECALL, Metric.F1)),
        ("Точность (WER) ↓", (Metric.WER,)), ("Точность, %", (Metric.ACCURACY,)), ("Perplexity", (Metric.PPL,)),
        ("sacreBLEU", (Metric.BLEU,)),
        ("Качество", ()), ("eval_accuracy", (Metric.ACCURACY,)), ("BERTScore F1", ()),
    ],
)  # fmt: skip
def test_a_header_names_its_metrics_in_order(header: str, metrics: tuple[Metric, ...]) -> None:
    assert read_header(header).metrics == metrics


def test_a_header_knows_one_minus_a_rate() -> None:
    column = read_header("Точность (1 - WER)")
    assert column.complement and column.metrics == (Metric.WER,)


def test_a_header_names_devices_and_what_a_time_is_for() -> None:
    assert read_header("Время (GPU, ms, 50 токенов)").per == "total"
    assert read_header("Время на 1 текст (с)").per == "per_text"
    assert read_header("Время (Tesla T4, ms)").device is Device.GPU
    both = read_header("Время (CPU / GPU), ms")
    assert both.device is None and both.devices == (Device.CPU, Device.GPU)


@pytest.mark.parametrize("header", KNOWN)
def test_every_known_header_is_known(header: str) -> None:
    assert read_header(header).part is not None
    assert not read_header(header).misspelt


def test_an_unknown_header_is_told_the_nearest() -> None:
    assert nearest("Методика") == "Метод"
    assert nearest("Qualities") == "Quality"
