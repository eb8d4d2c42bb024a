"""Tables with numbers that can be read two ways, or are none: they are told, and only the others are read."""

from __future__ import annotations

from tests.intake.readings.reading import FP16, INT8, ONNX, ORIGINAL, PRUNED, Case, read, table

#: Name → the table with what is read, and codes of what is said.
CASES: dict[str, tuple[Case, tuple[str, ...]]] = {
    "a range": (
        table("Модель|Метод|CPU, ms|Accuracy", "m|Оригинал|120–130|~0.91", read("m", ORIGINAL, accuracy=0.91)),
        ("values-several",),
    ),
    "bounds": (table("Model|Method|GPU (ms)|VRAM", "m|Original|<10|>2 GB", read("m", ORIGINAL)), ("number-bound",)),
    "from one to the other": (
        table("Модель|Метод|Размер (MB)|F1", "m|Прунинг|400.1 → 280.3|0.91 -> 0.90", read("m", PRUNED)),
        ("values-several",),
    ),
    "minutes and seconds": (
        table("Модель|Метод|Время на тест (CPU)|Время на тест (GPU)", "w|Оригинал|3 мин 20 с|1:05", read("w", ORIGINAL)),
        ("values-several",),
    ),
    "powers of ten": (table("Model|Method|Size (MB)|CPU (ms)", "m|Original|3.3×10²|1.2·10^2", read("m", ORIGINAL)), ()),
    "two test sets in a cell": (
        table("Model|Method|WER (clean/other)", "w|Original|3.4% / 7.6%", read("w", ORIGINAL)),
        ("values-several",),
    ),
    "a foreign metric beside ours": (
        table(
            "Model|Method|Size, MB|Top-1 / Top-5, %",
            "m|Original|330|81.1 / 95.3",
            read("m", ORIGINAL, size_mb=330),
            "m|int8|84|80.2",
            read("m", INT8, size_mb=84),
        ),
        ("values-several", "metric-missing"),
    ),
    "a fraction below a percent sign": (table("Model|Method|Accuracy (%)", "m|Original|0.812", read("m", ORIGINAL)), ("percent-unclear",)),
    "changes in place of results": (
        table("Модель|Метод|Размер, МБ|Accuracy", "m|int8|-60%|-0.5 п.п.", read("m", INT8)),
        ("number-relative",),
    ),
    "a sum": (
        table("Модель|Метод|Размер (encoder + decoder), MB|CPU (ms)", "w|ONNX|337 + 585|1200", read("w", ONNX, cpu_ms=1200)),
        ("values-several",),
    ),
    "parts of a model": (table("Модель|Метод|Размер", "w|ONNX|encoder 337 MB, decoder 585 MB", read("w", ONNX)), ("values-several",)),
    "a count of right answers": (
        table(
            "Модель|Метод|Accuracy",
            "m|Оригинал|812/1000",
            read("m", ORIGINAL),
            "m|int8|0.809 (809/1000)",
            read("m", INT8, accuracy=0.809),
        ),
        ("values-several",),
    ),
    "digits of another script": (
        table("Модель|Метод|Размер (MB)|Accuracy", "m|Оригинал|３３０|0،81", read("m", ORIGINAL)),
        ("number-unreadable",),
    ),
    "bits": (
        table("Model|Method|Size|Latency CPU", "m|Original|330 Mbit|120 msec.", read("m", ORIGINAL, cpu_ms=120)),
        ("unit-foreign",),
    ),
    "tokens per second": (
        table("Модель|Метод|GPU latency|Качество", "opt|FP16|35.1 tok/s|ppl 28.1", read("opt", FP16, ppl=28.1)),
        ("unit-foreign",),
    ),
    "two times of one device": (
        table("Модель|Метод|Время CPU, cold start (ms)|Время CPU, warm (ms)", "w|Оригинал|900|120", read("w", ORIGINAL)),
        ("column-twice",),
    ),
    "before and after in a cell": (
        table("Модель|Метод|Accuracy до/после|Size before → after", "m|int8|0.81/0.80|330 → 84 MB", read("m", INT8)),
        ("values-several",),
    ),
    "several summaries of one time": (
        table("Модель|Метод|CPU, мс|GPU, мс", "w|int8|min 55 / avg 60 / max 70|60, 61, 59", read("w", INT8)),
        ("values-several",),
    ),
    "twice so many": (
        table("Модель|Метод|Размер|CPU, мс", "w|int8|2x42 MB|2× быстрее (60)", read("w", INT8)),
        ("number-relative",),
    ),
    "bits, millions and prefixes without bytes": (
        table(
            "Модель|Метод|Размер|Acc",
            "w|int8|84Mi|0.8",
            read("w", INT8, accuracy=0.8),
            "w|FP16|84,5M|0.8",
            read("w", FP16, accuracy=0.8),
        ),
        ("unit-foreign",),
    ),
    "prose": (
        table("Модель|Метод|Качество", "m|int8|accuracy упала до 0.80", read("m", INT8), "m|FP16|не изменилось", read("m", FP16)),
        (),
    ),
}  # fmt: skip
