from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.metric import Metric
from grader.intake.encoding import NAMES, Decoded, decode, repair
from grader.intake.reader import read_document

RUSSIAN = "# Итоги\n\n| Модель | Размер весов, МБ | «Качество» → ± 2 |\nplain ascii\n| Её сеть № 5 | 12,5 | И ещё × 3 |\n"


def misread(text: str, codec: str) -> str:
    """Decode UTF-8 in the wrong encoding, with browsers' way out for bytes that have no letter in it."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("codec", ["mac_roman", "cp1251", "cp1252"])
def test_a_text_read_in_the_wrong_encoding_is_put_right(codec: str) -> None:
    wrong = misread(RUSSIAN, codec)
    assert wrong != RUSSIAN
    assert decode(wrong.encode()) == Decoded(RUSSIAN, NAMES[codec], 1)


@pytest.mark.parametrize("codec", ["mac_roman", "cp1251", "cp1252"])
def test_single_lines_are_put_right_too(codec: str) -> None:
    first, rest = "Это верная строка\n", "| Кластеризация весов | 12,5 мс |\n"
    assert decode((first + misread(rest, codec)).encode()) == Decoded(first + rest, NAMES[codec], 2)


def test_windows_and_utf_16_files_are_read() -> None:
    plain = "| Модель | Размер, МБ |\n"
    assert decode(plain.encode("cp1251")) == Decoded(plain, "Windows-1251", 1)
    assert decode(plain.encode("utf-16")) == Decoded(plain, "UTF-16", 1)


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"\x89PNG\r\n\x1a\n\xff\xfe", b"\xff\xfe\x00", bytes(range(256))])
def test_bytes_that_are_no_text_are_none(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize("text", ["Её", "«У» А° №", "é è ü", "naïve café", "Привет, мир ±5 µs", "–", "✅ 12 ms", "© 2025"])
def test_a_right_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == Decoded(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x4FF, exclude_categories=("Cc", "Cs"))))
def test_right_text_with_russian_words_is_never_changed(text: str) -> None:
    assert repair(f"Размер и время {text}").mistaken is None


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    found = decode(data)
    assert found is None or isinstance(found.text, str)


TABLE = (
    "| Модель | Метод | Размер (MB) | CPU (ms) | Качество (Accuracy) |\n|---|---|---|---|---|\n"
    "| m | int8 | 37.5 | 4.5 | 0.93 |\n| n | int8 | 80 | 9.5 | 0.91 |\n"
)


def readings(data: bytes) -> list[tuple[str | None, str | None, Metric, float]]:
    document = read_document(data, "README.md")
    return [
        (row.model, row.method.variant, reading.metric, reading.value)
        for table in document.results
        for row in table.rows
        for reading in (*row.cells.values(), *row.quality)
    ]


def test_one_bad_byte_costs_its_own_cell() -> None:
    text = RUSSIAN + "\n" + TABLE
    document = read_document(text.encode().replace(b"37.5", b"37.\xb5"), "README.md")
    assert [problem.code for problem in document.problems if problem.place.line == 9] == ["encoding-damaged", "number-unreadable"]
    (first, second) = document.tables[-1].rows
    assert {str(metric) for metric in first.cells} == {"cpu_ms"}
    assert len(second.cells) == 2


@pytest.mark.parametrize("byte", [0x80, 0xB1, 0xD0, 0xE2, 0xF0, 0xFF])
def test_no_bad_byte_anywhere_makes_a_number_read_wrongly(byte: int) -> None:
    """Whichever single byte of a table is damaged, what is still read is what was read before."""
    intro = "Просто русский текст, чтобы было видно кодировку.\n\n".encode()
    right = readings(intro + TABLE.encode())
    assert len(right) == 6
    for at, char in enumerate(TABLE.encode()):
        damaged = bytearray(TABLE.encode())
        damaged[at] = byte
        assert set(readings(intro + bytes(damaged))) <= set(right), (at, chr(char))


def test_english_files_and_damage_beyond_repair() -> None:
    assert decode(b"| Model | Size |\n" * 10 + b"| a | 2.25\xb10.08 |\n").damaged == 11  # type: ignore[union-attr]
    assert decode(b"plain text " * 10 + b"\x98" * 30) is None
    assert decode("| Модель | Размер, МБ |\n".encode("cp1251")) == Decoded("| Модель | Размер, МБ |\n", "Windows-1251", 1)
