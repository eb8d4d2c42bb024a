from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.core.table import Family, Role
from grader.intake.reader import LIMITS, Limits, read_document
from tests.intake.tables import CORPUS, codes, document, needs_corpus, row, rows, values

LESSON = """# Урок

### Таблица сравнения методов
| Модель | Метод | Размер весов | Время (CPU, ms) | Время (GPU, ms) | Использование RAM (MB) | VRAM (MB) | Качество (PPL, BLEU, Accuracy) |
| :---   | :----: | :----: | :----: | :----: | :----: | :----: | :----: |
| acme/tiny-vit | Оригинал | 1.5Gb | 320,5ms | 31.9ms (Tesla T4) | 2.5Gb | 1536 Mb | 82.8% F1 |
| acme/tiny-vit | Кластеризация (32 кластера) | 302 MB | 319\u00a0ms | -- | 1 024 MB | *не применимо* | 0.81 precision 0.79 recall |
| | | | | | | | |
"""

TURNED = """
| Характеристика | `acme/asr-base` (FP16 Baseline) | `acme/asr-base` (после K-Means, k=16) | Изменение (%) |
|:---|:---|:---|:---|
| **Метод** | FP16 (GPU Baseline) | Clustering K-Means (k=16) | - |
| **Размер (факт., MB)** | 240.5 | 238.0 | -1% |
| **Размер (теоретический, MB)** | N/A | 61.2 | *оценка* |
| **Время (GPU, ms)** | 54.1 | 0.055 s | +3.07% (медленнее) |
| **Качество (WER)** | 0.1468 | **0.1316** | **-10.35%** |
"""


def test_the_lessons_own_table_is_read() -> None:
    first, second = rows(LESSON)
    assert (first.line, first.model, first.method.family, first.hardware) == (6, "acme/tiny-vit", Family.ORIGINAL, "Tesla T4")
    assert values(first) == {"size_mb": 1536.0, "cpu_ms": 320.5, "gpu_ms": 31.9, "ram_mb": 2560.0, "vram_mb": 1536.0, "f1": 0.828}
    assert values(second) == {"size_mb": 302.0, "cpu_ms": 319.0, "ram_mb": 1024.0, "precision": 0.81, "recall": 0.79}
    assert second.absent == ("Время (GPU, ms)", "VRAM (MB)")
    assert second.method.params == {"clusters": 32}


def test_a_reading_remembers_what_was_typed_and_where() -> None:
    reading = rows(LESSON)[0].cells[Metric.SIZE_MB]
    assert (reading.written, reading.unit, reading.text, reading.column) == ("1.5", "Gb", "1.5Gb", 2)


def test_metrics_down_the_rows_give_a_row_for_each_variant() -> None:
    (table,) = document(TURNED).tables
    assert table.role is Role.TRANSPOSED
    original, clustered = table.rows
    assert [(found.line, found.column, found.model) for found in table.rows] == [(2, 1, "acme/asr-base"), (2, 2, "acme/asr-base")]
    assert (original.method.family, clustered.method.family, clustered.method.variant) == (Family.ORIGINAL, Family.CLUSTERING, "kmeans")
    assert values(original) == {"size_mb": 240.5, "gpu_ms": 54.1, "wer": 0.1468}
    assert values(clustered) == {"size_mb": 238.0, "gpu_ms": 55.0, "wer": 0.1316}


@pytest.mark.parametrize(
    "text",
    [
        "| Шаг | Изменения | Ожидаемое улучшение WER |\n|-|-|-|\n| учить дольше | 10 эпох, 4.8 GB | ~2–3 п.п. |\n",
        "| Параметр | Значение |\n|-|-|\n| batch size | 8 |\n| epochs | 3 |\n",
        "| Dataset | Size (MB) |\n|-|-|\n| clean | 100 |\n",
        "| Метод | Плюсы | Минусы |\n|-|-|-|\n| INT8 | 1 | 2 |\n",
        "| Метрика | Описание |\n|-|-|\n| WER | доля ошибок |\n| Latency | время ответа |\n",
        "| Неделя | Тема |\n|-|-|\n| 1 | Квантизация |\n",
        "| Метод | Качество | Скорость |\n|-|-|-|\n| INT8 | высокое | быстро |\n",
    ],
)
def test_a_table_of_something_else_has_no_rows(text: str) -> None:
    (table,) = document(text).tables
    assert (table.role, table.rows) == (Role.OTHER, ())


@pytest.mark.parametrize(
    ("header", "cells", "caption", "expected"),
    [
        ("Подход | Device | RAM (MB) | Avg Time (ms)", "Tiny (ONNX) | CPU | 10 | 12", "", {"cpu_ms": 12.0, "ram_mb": 10.0}),
        ("Подход | Устройство | Память (MB) | Время, с", "Tiny (ONNX) | GPU (T4) | 10 | 0,5", "", {"gpu_ms": 500.0, "vram_mb": 10.0}),
        ("Модель | Latency (ms)", "acme/tiny | 12", "### Замеры на GPU (A100)", {"gpu_ms": 12.0}),
        ("Модель | Метод | Latency (ms)", "acme/tiny | INT8 Dynamic (CPU) | 12", "", {"cpu_ms": 12.0}),
        ("Модель | Latency (ms)", "acme/tiny | 12 (CPU) / 4 (GPU)", "", {"cpu_ms": 12.0, "gpu_ms": 4.0}),
        ("Модель | Latency (ms)", "acme/tiny | 12<br>", "", {"latency_ms": 12.0}),
        ("Модель | Время (CPU / GPU, ms)", "acme/tiny | 120 / 8", "", {"cpu_ms": 120.0, "gpu_ms": 8.0}),
        ("Модель | RAM / VRAM (MB)", "acme/tiny | 120 / 80", "", {"ram_mb": 120.0, "vram_mb": 80.0}),
        ("Модель | Размер (MB)", "acme/tiny | 24.6 (эфф.) / 29.4 (общ.)", "", {"size_mb": 29.4}),
        ("Модель | Размер (MB)", "acme/tiny | 2 GB (2048 MB)", "", {"size_mb": 2048.0}),
        ("Модель | Размер (MB)", "acme/tiny | 2 GB / 2048 MB", "", {"size_mb": 2048.0}),
        ("Модель | Размер (MB)", "acme/tiny | 100 / 100.5", "", {}),
        ("Модель | Размер (байт)", "acme/tiny | 268 435 456", "", {"size_mb": 256.0}),
        ("Модель | VRAM (Perplexity, MB) | VRAM (Inference, MB)", "acme/tiny | 15 | 57", "", {"vram_mb": 57.0}),
        ("Модель | Время CPU (ms) | Ускорение | Δ RAM (MB)", "acme/tiny | 12 | 2.5 | 3", "", {"cpu_ms": 12.0}),
        ("Модель | Precision | Время CPU (ms)", "acme/tiny | FP16 | 12", "", {"cpu_ms": 12.0}),
        ("Модель | CPU, ms | GPU, ms", "acme/tiny | 12 Xeon E5-2680 | 3 (RTX 3090, batch 8)", "", {"cpu_ms": 12.0, "gpu_ms": 3.0}),
    ],
)  # fmt: skip
def test_units_devices_and_twins_are_sorted_out(header: str, cells: str, caption: str, expected: dict[str, float]) -> None:
    assert values(row(header, cells, caption)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("header", "cells", "per"),
    [
        ("Модель | Время (GPU, сек/сэмпл)", "acme/tiny | 0.98", "per_sample"),
        ("Модель | Latency CPU, ms/token", "acme/tiny | 15", "per_token"),
        ("Модель | Время CPU (с)", "acme/tiny | 0.5 s/text", "per_text"),
        ("Модель | Время (GPU, ms, 50 токенов)", "acme/tiny | 15", "total"),
        ("Модель | Время (GPU, ms)", "acme/tiny | 15", None),
        ("Модель | Время (GPU, ms/token) | Размер (MB)", "acme/tiny | - | 15", None),
    ],
)
def test_a_row_says_what_its_times_are_for(header: str, cells: str, per: str | None) -> None:
    assert row(header, cells).latency_unit == per


def test_models_and_methods_share_cells() -> None:
    text = "Модель|Метод|RAM (MB)\n-|-|-\nacme/a|INT8|5\n| |ONNX|6\n″|AWQ|7\n-|GPTQ|8\nacme/b|INT8|9\n"
    assert [found.model for found in rows(text)] == ["acme/a", "acme/a", "acme/a", None, "acme/b"]
    found = row("Модель | Размер (MB)", "full model | 5")
    assert (found.model, found.method.family) == (None, Family.ORIGINAL)
    found = row("&nbsp; | Размер (MB) | CPU (ms)", "INT8 | 5 | 6")
    assert (found.model, found.method.family) == (None, Family.QUANTIZATION)
    found = row("Модель | Сл. декодера | Размер (MB)", "acme/tiny | 4 | 6")
    assert found.method.params == {"decoder_layers": 4}


def test_lines_between_the_rows_are_no_variants() -> None:
    text = "Модель|Метод|RAM (MB)\n-|-|-\n**acme/a**|||\n||INT8|5|\n|---|---|---|\n|Модель|Метод|RAM (MB)|\n|&nbsp;| | |\n"
    assert [(found.model, found.line) for found in rows(text)] == [("acme/a", 4)]


def test_a_row_of_not_applicable_says_so() -> None:
    assert row("Модель|Метод|RAM (MB)|WER", "acme/a|AWQ|*N/A*|-").not_applicable
    assert not row("Модель|Метод|RAM (MB)|WER|VRAM (MB)", "acme/a|AWQ|*N/A*|-|5").not_applicable


MARKERS = (
    "-", "–", "--", "---", "N/A", "*N/A*", "н/д", "not supported", "*Не применимо (см. отчёт 2)*", "не измерялось", "OOM (>16 GB)", "--Mb",
    "", "нет", "❌", "TBD", "…", "out of memory", "не поддерживается на CPU",
)  # fmt: skip


@pytest.mark.parametrize("marker", MARKERS)
def test_people_say_in_many_ways_that_there_is_no_number(marker: str) -> None:
    found = row("Модель | Метод | Размер (MB) | RAM (MB)", f"acme/a | AWQ | {marker} | 5")
    assert (values(found), found.absent) == ({"ram_mb": 5.0}, ("Размер (MB)",))


def test_a_value_that_nobody_names_is_named_by_another_table_of_the_team() -> None:
    turned = (
        "| Параметр | Учитель | Ученик |\n|-|-|-|\n| Размер (mB) | 185.5 | 34.5 |\n"
        "| Скорость (ms) | 21.2 | 11.1 |\n| Качество | 82.39 | 70.0 |\n"
    )
    beside = document("Модель|Метод|Размер|Время (GPU, ms)|F1|Recall\n-|-|-|-|-|-\nacme/a|Оригинал|185.5|21.2|0.8239|0.81\n")
    alone = read_document(turned.encode(), "hw4.md")
    told = read_document(turned.encode(), "hw4.md", beside=[beside])
    assert [values(found).get("f1") for found in alone.tables[0].rows] == [None, None]
    assert [values(found).get("f1") for found in told.tables[0].rows] == [0.8239, None]
    assert [problem.code for problem in told.problems].count("metric-missing") == 1


def test_over_limit_input_is_refused_with_a_message() -> None:
    large = read_document(b"x" * (LIMITS.size + 1), "README.md")
    assert (large.tables, [problem.code for problem in large.problems]) == ((), ["file-too-large"])
    head = "| Модель | Метод | RAM (MB) |\n|-|-|-|\n"
    for text in (
        head + "| acme/a | INT8 | 5 |\n" * (LIMITS.rows + 1),
        head + f"| acme/a | {'x' * (LIMITS.cell + 1)} | 5 |\n",
        "|a|\n|-|\n\n" * (LIMITS.tables + 1),
        "|Модель" + "|RAM (MB)" * LIMITS.columns + "|\n" + "|-" * (LIMITS.columns + 1) + "|\n|acme/a" + "|5" * LIMITS.columns + "|\n",
    ):
        refused = document(text)
        assert [problem.code for problem in refused.problems] == ["table-too-large"]
        assert {(table.role, table.rows) for table in refused.tables} == {(Role.OTHER, ())}


def test_the_limits_can_be_lifted() -> None:
    text = "| Модель | Метод | RAM (MB) |\n|-|-|-|\n" + "| acme/a | INT8 | 5 |\n" * 300
    (table,) = read_document(text.encode(), "README.md", limits=Limits(rows=300)).tables
    assert len(table.rows) == 300


def test_a_repaired_document_is_read_at_its_own_lines() -> None:
    wrong = LESSON.encode().decode("mac_roman").encode()
    found = read_document(wrong, "README.md")
    assert (found.problems[0].code, found.problems[0].place.line) == ("encoding-wrong", 1)
    assert [values(one) for one in found.tables[0].rows] == [values(one) for one in rows(LESSON)]


def test_turning_characters_are_never_read() -> None:
    text = "Модель|Метод|RAM (MB)|VRAM (MB)\n-|-|-|-\nacme/a|INT8|\u202e12|5\u200b6\n"
    assert values(rows(text)[0]) == {"vram_mb": 56.0}
    assert codes(text).count("hidden-character") == 2


CELLS = [
    "12 ", "1,024", "12.5 ms", "--", "N/A", "1.33Gb", "31.9ms (Tesla T4)", "82.8% F1", "0.8 precision 0.7 recall", "-3%", "2.5×", "<5",
    "1e999", "2.25+-0.08", "((", "[[[", "**", "`", "<br>", "&#0;", "±", "()", "INT8", "Whisper (ONNX)", "\x01", "\\",
]  # fmt: skip
HEADERS = [
    "Модель", "Метод", "Размер весов", "CPU, ms", "Время (с)", "RAM (MB)", "Память", "Качество (WER / CER)", "WER", "Accuracy, %",
    "Качество", "Изменение", "Device", "Precision", "", "???",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_table_breaks_the_reader(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 6))
    cell, header = st.sampled_from(CELLS), st.sampled_from(HEADERS)
    lines = [data.draw(st.lists(header, min_size=width, max_size=width)), ["-"] * width]
    lines += data.draw(st.lists(st.lists(st.one_of(cell, header), max_size=width + 1), max_size=4))
    text = "\n".join("|" + "|".join(line) + "|" for line in lines)
    for found in rows(text):
        for reading in (*found.cells.values(), *found.quality):
            assert reading.value >= 0 or reading.metric in (Metric.WER, Metric.CER)
            assert reading.text in text


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    read_document(data, "README.md")


@given(st.sampled_from(["MB", "ms"]), st.integers(1, 10**6), st.integers(0, 99))
def test_the_unit_may_stand_in_the_cell_or_in_the_header(unit: str, whole: int, part: int) -> None:
    name = {"MB": "RAM", "ms": "Время CPU"}[unit]
    number = f"{whole}.{part:02d}"
    beside = row(f"Модель | {name}", f"acme/a | {number} {unit}")
    above = row(f"Модель | {name} ({unit})", f"acme/a | {number}")
    assert values(beside) == values(above) == {{"MB": "ram_mb", "ms": "cpu_ms"}[unit]: float(number)}


@given(st.permutations(["Модель", "Метод", "Размер (MB)", "Время (CPU, ms)", "RAM (MB)", "WER"]))
def test_the_order_of_the_columns_does_not_matter(headers: list[str]) -> None:
    cells = {"Модель": "acme/a", "Метод": "INT8", "Размер (MB)": "1.5", "Время (CPU, ms)": "2.5", "RAM (MB)": "3.5", "WER": "0.5"}
    found = row(" | ".join(headers), " | ".join(cells[header] for header in headers))
    assert (found.model, found.method.variant) == ("acme/a", "int8")
    assert values(found) == {"size_mb": 1.5, "cpu_ms": 2.5, "ram_mb": 3.5, "wer": 0.5}


def test_importing_the_reader_is_light() -> None:
    code = "import sys, grader.intake.reader; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "github", "numpy", "matplotlib", "rich", "jsonschema"} & set(done.stdout.split())


@needs_corpus
def test_every_golden_value_of_the_real_tables_is_read(tmp_path: Path) -> None:
    script = tmp_path / "table.py"
    script.write_text(
        "import json, sys\nfrom pathlib import Path\n"
        "from grader.intake.reader import read_document\nfrom grader.wire.tables import plain\n"
        "path = Path(sys.argv[1])\nreadme = path.with_name('README.md')\n"
        "beside = [read_document(readme.read_bytes(), 'README.md')] if readme != path else []\n"
        "print(json.dumps(plain(read_document(path.read_bytes(), str(path), beside=beside), lambda problem: problem.code)))\n"
    )
    environment = {**os.environ, "GRADER_TABLE": f"{sys.executable} {script}", "VERBOSE": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, CORPUS / "score.py"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
