"""Walk the fields of a protobuf message that lies in a mapped file, without knowing its schema and without copying it.

Format: https://protobuf.dev/programming-guides/encoding/. The walk is bounded: a file of nothing but tiny fields ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
#: The largest graphs of published models have some hundred thousand fields.
MAX_FIELDS = 1_000_000
MAX_DEPTH = 12


class Malformed(Exception):
    """The bytes are not a message, or one that is too large to be walked."""


class Field(NamedTuple):
    """One field: its number, and what it is: a number, or where its bytes lie."""

    number: int
    value: int = 0
    start: int = 0
    stop: int = 0
    is_bytes: bool = False


@dataclass(slots=True)
class Walker:
    """A mapped file, and how many of its fields may still be looked at."""

    data: memoryview
    left: int = field(default=MAX_FIELDS)

    def fields(self, start: int, stop: int, depth: int = 0) -> Iterator[Field]:
        """Yield the fields of the message between two places.

        Raises:
            Malformed: it is none.
        """
        if depth > MAX_DEPTH:
            raise Malformed("nested too deeply")
        place = start
        while place < stop:
            self.left -= 1
            if self.left < 0:
                raise Malformed("too many fields")
            tag, place = self.varint(place, stop)
            number, kind = tag >> 3, tag & 7
            if not number:
                raise Malformed("field 0")
            if kind == VARINT:
                value, place = self.varint(place, stop)
                yield Field(number, value=value)
                continue
            if kind == BYTES:
                size, place = self.varint(place, stop)
            elif kind in (FIXED64, FIXED32):
                size = 8 if kind == FIXED64 else 4
            else:
                raise Malformed(f"wire type {kind}")
            if size > stop - place:
                raise Malformed("a field that is longer than its message")
            yield Field(number, start=place, stop=place + size, is_bytes=kind == BYTES)
            place += size

    def varint(self, place: int, stop: int) -> tuple[int, int]:
        """Read a number of variable length; return it and the place after it.

        Raises:
            Malformed: it does not end.
        """
        if place < stop and (byte := self.data[place]) < 128:  # most are that short
            return byte, place + 1
        value = 0
        for shift in range(0, 70, 7):
            if place >= stop:
                break
            byte = self.data[place]
            place += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value, place
        raise Malformed("a number that does not end")

    def varints(self, start: int, stop: int) -> Iterator[int]:
        """Yield numbers that lie packed.

        Raises:
            Malformed: they are none.
        """
        while start < stop:
            self.left -= 1
            if self.left < 0:
                raise Malformed("too many numbers")
            value, start = self.varint(start, stop)
            yield value

    def text(self, found: Field, most: int = 200) -> str:
        """Decode a field of text, at most so many bytes of it."""
        return bytes(self.data[found.start : min(found.stop, found.start + most)]).decode("utf-8", "replace")
