"""A course as it is kept beside what was measured by it: everything that the file says, and nothing of the machine."""

from __future__ import annotations

import msgspec

from grader.course.model import Course


def encode_course(course: Course) -> bytes:
    """Turn a course into JSON, without the directory that it lay in."""
    plain = msgspec.to_builtins(course, enc_hook=str)
    del plain["root"]
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


def decode_course(data: bytes) -> Course:
    """Read what `encode_course` wrote; its relative paths start from the current directory.

    Raises:
        ValueError: it is something else.
    """
    try:
        plain = msgspec.json.decode(data, type=dict[str, object])
        return msgspec.convert({**plain, "root": "."}, Course, dec_hook=lambda kind, item: kind(item))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
