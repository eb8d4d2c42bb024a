"""Turns what `predict` returned into the bytes of a reply, one way for each kind of prediction; the shim loads this file.

How many bytes a reply has is known before it is asked for: four for a class, four for the tag of each token, eight for each
log-probability, and as many as the course says for text, which is filled up with zeros. Like the shim, it is a convenience.
"""

from __future__ import annotations

import operator
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

TEXT_LENGTH = struct.Struct("<I")


class WrongReply(Exception):
    """What `predict` returned is no prediction of the task; the text tells the team what was expected."""


class Kind(NamedTuple):
    """How predictions of one kind travel: how much is expected of each input, taken before `predict` may change it, and the bytes."""

    expected: Callable[[dict[str, Any]], int]
    encode: Callable[[Any, int, dict[str, Any]], bytes]


def label(prediction: Any, _: int, spec: dict[str, Any]) -> bytes:
    """Turn one class name or class index (any integer type but bool) into a 32-bit index."""
    return struct.pack("<i", index_of(prediction, spec["labels"], "a class name nor an index"))


def tags(prediction: Any, count: int, spec: dict[str, Any]) -> bytes:
    """Turn the tags of one sentence, names or indices, into 32-bit indices."""
    found = sequence(prediction, count, "tags", "tokens")
    return struct.pack(f"<{count}i", *(index_of(each, spec["labels"], "a tag nor an index") for each in found))


def text(prediction: Any, _: int, spec: dict[str, Any]) -> bytes:
    """Turn a text into its length in bytes, its UTF-8, and zeros."""
    if not isinstance(prediction, str):
        raise WrongReply(f"predict returned {shown(prediction)}, which is no text (str)")
    try:
        data = prediction.encode()
    except UnicodeEncodeError as error:
        raise WrongReply(f"predict returned a text that is no valid Unicode: {error}") from error
    room = spec["bytes"] - TEXT_LENGTH.size
    if len(data) > room:
        raise WrongReply(f"predict returned a text of {len(data)} bytes, more than {room}: it begins {shown(prediction[:60])}")
    return TEXT_LENGTH.pack(len(data)) + data.ljust(room, b"\0")


def log_probabilities(prediction: Any, count: int, _: dict[str, Any]) -> bytes:
    """Turn log-probabilities into 64-bit floats."""
    found = sequence(prediction, count, "log-probabilities", "asked")
    try:
        return struct.pack(f"<{count}d", *found)
    except (struct.error, TypeError, ValueError, OverflowError) as error:
        raise WrongReply(f"predict returned log-probabilities that are no numbers: {error}") from error


def sequence(prediction: Any, count: int, what: str, per: str) -> Sequence[Any]:
    """Take a list, a tuple, an array or a tensor apart, and check its length."""
    found = prediction.tolist() if hasattr(prediction, "tolist") else prediction
    if not isinstance(found, (list, tuple)):
        raise WrongReply(f"predict returned {shown(prediction)}, which is no list of {what}")
    if len(found) != count:
        raise WrongReply(f"predict returned {len(found)} {what} where {count} were expected ({count} {per})")
    return found


def index_of(prediction: Any, labels: Sequence[str], what: str) -> int:
    """Turn one name or index into the index."""
    if isinstance(prediction, str) and prediction in labels:
        return labels.index(prediction)
    if not isinstance(prediction, (str, bool)):
        try:
            index = operator.index(prediction)
        except TypeError:
            index = -1
        if 0 <= index < len(labels):
            return index
    raise WrongReply(f"predict returned {shown(prediction)}, which is neither {what} below {len(labels)}")


def shown(value: Any) -> str:
    """What the team's value says of itself, if it does: numbers of 5000 digits, endless lists and its own code may refuse."""
    try:
        return f"{value!r:.200}"
    except Exception:
        return f"an object of type {type(value).__name__}"


def _asked(fields: dict[str, Any]) -> int:
    return int(fields.get("vocabulary") or len(fields["input_ids"]) - 1)


KINDS: dict[str, Kind] = {
    "label": Kind(lambda _: 1, label),
    "tags": Kind(lambda fields: len(fields["tokens"]), tags),
    "text": Kind(lambda _: 1, text),
    "log-probabilities": Kind(_asked, log_probabilities),
}
