from __future__ import annotations

import pytest

from tests.intake.tables import codes, row, rule, values

HEADER = "Модель | Метод | "


def quality(header: str, cell: str) -> dict[str, float]:
    return values(row(HEADER + header, f"acme/tiny | INT8 | {cell}"))


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        ("Качество (PPL, BLEU, Accuracy)", "82.8% F1", {"f1": 0.828}),
        ("Качество (PPL, BLEU, Accuracy)", "0.79 precision 0.71 recall", {"precision": 0.79, "recall": 0.71}),
        ("Качество", "0.84\u00a0precision 0.83 recall\u00a00.82 f1-score", {"precision": 0.84, "recall": 0.83, "f1": 0.82}),
        ("Качество", "WER: 0.17, CER: 0.07", {"wer": 0.17, "cer": 0.07}),
        ("Качество", "1.32% CER 3.66% WER", {"cer": 0.0132, "wer": 0.0366}),
        ("Качество", "F1 — 0,9; accuracy=91%", {"f1": 0.9, "accuracy": 0.91}),
        ("Качество", "0.9 (F1), 0.8 (acc)", {"f1": 0.9, "accuracy": 0.8}),
        ("Качество", "WER / CER: 0.14 / 0.05", {"wer": 0.14, "cer": 0.05}),
        ("Качество", "точность 0.8, полнота 0.7", {"precision": 0.8, "recall": 0.7}),
        ("Качество", "BLEU: 27.4<br>ROUGE-L: 0.31", {"bleu": 27.4, "rouge": 0.31}),
        ("Качество", "NISQA 3.9, loss 0.42", {"nisqa": 3.9, "loss": 0.42}),
        ("Качество (WER / CER)", "0.1468 / 0.0490", {"wer": 0.1468, "cer": 0.049}),
        ("WER dev (100)", "393% (почти пусто, 100 файлов)", {"wer": 3.93}),
        ("Точность (1 - WER)", "0.9327", {"wer": 0.0673}),
        ("Точность", "**0,91**", {"accuracy": 0.91}),
        ("Accuracy, %", "91.2", {"accuracy": 0.912}),
        ("Perplexity", "27.62 ± 0.3", {"ppl": 27.62}),
        ("WER", "12.5% (T4)", {"wer": 0.125}),
        ("Top-1 Acc", "76.1 %", {"accuracy": 0.761}),
    ],
)
def test_every_number_finds_its_metric(header: str, cell: str, expected: dict[str, float]) -> None:
    assert quality(header, cell) == pytest.approx(expected)


def test_the_second_device_inherits_the_name() -> None:
    found = row(HEADER + "Качество", "acme/tiny | INT8 | Accuracy 32.25% on CPU, 33.6% on GPU")
    assert [(reading.value, reading.device) for reading in found.quality] == [(0.3225, "cpu"), (0.336, "gpu")]


def test_an_uncertainty_is_a_share_too() -> None:
    (reading,) = row(HEADER + "WER", "acme/tiny | INT8 | 12.5% ± 0.3").quality
    assert (reading.value, reading.uncertainty, reading.written, reading.unit) == (0.125, 0.003, "12.5", "%")


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("Качество", "0.93", "metric-missing"),
        ("Качество (PPL, BLEU, Accuracy)", "0.93", "metric-missing"),
        ("WER", "0.12 0.13", "values-several"),
        ("Качество", "F1: 0.9 0.8 recall", "metrics-unpaired"),
        ("Качество", "mAP 0.5", "metrics-unpaired"),
        ("WER", "1.5", "percent-unclear"),
        ("Accuracy, %", "0.93", "percent-unclear"),
        ("Accuracy", "250", "number-unreadable"),
        ("Accuracy", "1,024", "number-ambiguous"),
        ("WER", "<5%", "number-bound"),
        ("WER", "-10.35% (лучше)", "number-relative"),
        ("Perplexity", "27%", "unit-foreign"),
        ("Качество", "хорошее 👍 0x", "number-unreadable"),
    ],
)
def test_what_can_be_read_two_ways_is_not_read(header: str, cell: str, code: str) -> None:
    head = HEADER + header + " | Размер, MB"
    text = f"{head}\n{rule(head)}\nacme/tiny | INT8 | {cell} | 5"
    assert code in codes(text)
    assert not row(head, f"acme/tiny | INT8 | {cell} | 5").quality


def test_a_percentage_without_its_sign_is_read_and_told() -> None:
    head = HEADER + "F1"
    assert quality("F1", "82.39") == {"f1": 0.8239}
    assert "percent-missing" in codes(f"{head}\n{rule(head)}\nacme/tiny | INT8 | 82.39")


def test_cells_of_one_column_share_the_only_metric_that_they_name() -> None:
    head = HEADER + "Качество"
    text = f"{head}\n{rule(head)}\nacme/tiny | Original | 0.93 accuracy\nacme/tiny | INT8 | 0.91"
    assert "metric-missing" not in codes(text)
