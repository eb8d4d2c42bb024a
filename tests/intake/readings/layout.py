"""Tables in another layout: metrics down the rows, inside lists and quotes, without outer pipes, and tables that are no results."""

from __future__ import annotations

from tests.intake.readings.reading import DISTILLED, INT8, ONNX, ORIGINAL, PRUNED, UNKNOWN, Case, document, read, table

MIB = 2.0**20

CASES: dict[str, Case] = {
    "metrics down the rows, with a change": table(
        "Метрика|Оригинал|После прунинга (50%)|Изменение",
        "Размер модели (MB)|346.2|198.7|−42.6%",
        "Latency CPU (ms)|121|97|в 1.25 раза",
        "Accuracy|0.883|0.861|-0.022",
        read(None, ORIGINAL, size_mb=346.2, cpu_ms=121, accuracy=0.883),
        read(None, PRUNED, size_mb=198.7, cpu_ms=97, accuracy=0.861),
    ),
    "teacher and student down the rows": table(
        "|Teacher|Student|Δ",
        "Model|bert-base|distil-bert|",
        "Params|110M|66M|-40%",
        "Weights|418 MB|255 MB|-39%",
        "GPU latency|8.1 ms|4.3 ms|1.9x",
        "F1-score|91.1%|88.7%|−2.4",
        read("bert-base", ORIGINAL, size_mb=418, gpu_ms=8.1, f1=0.911),
        read("distil-bert", DISTILLED, size_mb=255, gpu_ms=4.3, f1=0.887),
    ),
    "model and method in the header": table(
        "Показатель|bert-base (оригинал)|bert-base (ONNX)|bert-base (ONNX int8)",
        "Размер, МБ|411|412|105",
        "CPU, мс|210|150|80",
        "F1, %|90.1|90.1|88.9",
        read("bert-base", ORIGINAL, size_mb=411, cpu_ms=210, f1=0.901),
        read("bert-base", ONNX, size_mb=412, cpu_ms=150, f1=0.901),
        read("bert-base", INT8, size_mb=105, cpu_ms=80, f1=0.889),
    ),
    "bytes and other units down the rows": table(
        "|Baseline|Quantized (int8)|Difference",
        "Model size (bytes)|346 000 000|91 000 000|−73.7 %",
        "Inference time, CPU|1.21 s|640 ms|1.89× faster",
        "Accuracy|0.883|0.879|0.004",
        read(None, ORIGINAL, size_mb=346e6 / MIB, cpu_ms=1210, accuracy=0.883),
        read(None, INT8, size_mb=91e6 / MIB, cpu_ms=640, accuracy=0.879),
    ),
    "a device in each column": table(
        "Метрика|CPU|GPU",
        "Время инференса, мс|120|12",
        "Память, МБ|1200|800",
        "Accuracy|0.81|0.81",
        read(None, UNKNOWN, cpu_ms=120, ram_mb=1200, accuracy=0.81),
        read(None, UNKNOWN, gpu_ms=12, vram_mb=800, accuracy=0.81),
    ),
    "a device alone as a label": table(
        "Метрика|Оригинал|INT8",
        "Размер|330 MB|84 MB",
        "CPU|120 ms|0.06 s",
        read(None, ORIGINAL, size_mb=330, cpu_ms=120),
        read(None, INT8, size_mb=84, cpu_ms=60),
    ),
    "before and after down the rows": table(
        "Метрика|До квантизации|После квантизации (int8)",
        "Размер, MB|330|84",
        "CPU|120 ms|60 ms",
        read(None, ORIGINAL, size_mb=330, cpu_ms=120),
        read(None, INT8, size_mb=84, cpu_ms=60),
    ),
    "before and after, whatever was done": table(
        "Метрика|До сжатия|После сжатия",
        "Размер, MB|330|84",
        "Accuracy|0.81|0.8",
        read(None, ORIGINAL, size_mb=330, accuracy=0.81),
        read(None, UNKNOWN, size_mb=84, accuracy=0.8),
    ),
    "a list": document(
        "- Результаты:\n\n  | Модель | Метод | Размер, МБ |\n  |---|---|---|\n  | m | Оригинал | 330 |\n", read("m", ORIGINAL, size_mb=330)
    ),
    "a quote without outer pipes": document(
        "> **Таблица 1**\n>\n> Модель | Метод | Размер, МБ\n> --- | --- | ---\n> m | Оригинал | 330\n> m | Int-8 | 84,1\n",
        read("m", ORIGINAL, size_mb=330),
        read("m", INT8, size_mb=84.1),
    ),
    "a comment and a fence": document(
        "<!--\n| Модель | Метод | Размер, МБ |\n|---|---|---|\n| m | Оригинал | 999 |\n-->\n\n"
        "```\n| Модель | Метод | Размер, МБ |\n|---|---|---|\n| m | Оригинал | 999 |\n```\n"
    ),
    "right below a paragraph": document(
        "Вот наши результаты:\nМодель|Метод|Размер, MB|Accuracy\n:-|:-|-:|-:\nm|Оригинал|330|0.81\n",
        read("m", ORIGINAL, size_mb=330, accuracy=0.81),
    ),
    "ragged": document(
        "| Модель | Метод | Размер, MB | Accuracy\n|---|---|---|---\n| m | Оригинал | 330 | 0.81 | лучший |\n| m | int8 | 84\n",
        read("m", ORIGINAL, size_mb=330, accuracy=0.81),
        read("m", INT8, size_mb=84),
    ),
    "escaped pipes": document(
        "| Модель | Метод | Размер (MB) | Качество |\n|---|---|---|---|\n| a\\|b | Оригинал | 12 | wer \\| cer: 0.1 \\| 0.05 |\n",
        read("a|b", ORIGINAL, size_mb=12, wer=0.1, cer=0.05),
    ),
    "a plan": table("Шаг|Что делаем|Ожидаемый размер|Ожидаемый WER", "1|fp16|~460 MB|12%", "2|int8|~230 MB|13%"),
    "a plan with dates": table(
        "Stage|Deadline|Target latency, ms|Expected accuracy", "Baseline|01.10|100|0.9", "Quantization|08.10|50|0.89"
    ),
    "the course of training": table("Epoch|Train loss|Val loss|Accuracy", "1|0.9|0.8|0.71", "2|0.5|0.6|0.79"),
    "settings": table("Параметр|Значение", "learning rate|1e-4", "batch size|32", "Размер модели|330 MB"),
    "one variant down the rows": table(
        "Метрика|Значение", "Размер модели|330 MB", "Время (CPU)|120 ms", "F1|0.91", read(None, UNKNOWN, size_mb=330, cpu_ms=120, f1=0.91)
    ),
}  # fmt: skip
