from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.encoding import NAMES, Decoded, decode, repair

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
