"""How a cell says that it holds no number."""

from __future__ import annotations

import re
from enum import Enum, auto

from grader.intake.numbers import FREE, NUMBER, SCALES
from grader.intake.vocabulary import absent as vocabulary

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_DASHES = re.compile(rf"{vocabulary.DASHES}(?:{'|'.join(SCALES)})?")
_NOT_APPLICABLE = re.compile(vocabulary.NOT_APPLICABLE)
_NOT_MEASURED = re.compile(vocabulary.NOT_MEASURED)
_NUMBER = re.compile(rf"{FREE}{NUMBER}")


class Absence(Enum):
    """Why there is no number, if there is none."""

    NO = auto()
    NOT_MEASURED = auto()
    NOT_APPLICABLE = auto()


def absence(text: str) -> Absence:
    """Say whether the plain text of a cell means that there is no number; a number beside the words speaks against it."""
    if text and text[0].isdigit():
        return Absence.NO
    bare = _BRACKETS.sub("", text).strip().lower()
    if _DASHES.fullmatch(bare):
        return Absence.NOT_MEASURED
    if _NUMBER.search(bare):
        return Absence.NO
    if _NOT_APPLICABLE.match(bare):
        return Absence.NOT_APPLICABLE
    return Absence.NOT_MEASURED if _NOT_MEASURED.match(bare) else Absence.NO
