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
#: Behind these words, which tell nothing by themselves, stands the reason; with a mark or a word between, it may hold numbers.
_PLAINLY = re.compile(vocabulary.PLAINLY_NOT_APPLICABLE, re.IGNORECASE)
_BECAUSE = re.compile(rf"(?:{vocabulary.PLAINLY_NOT_APPLICABLE})(?:\s*:|[\s,;–—-]*\b(?:{vocabulary.BECAUSE})\b)\s*[^\W\d]")
_LEAD = re.compile(rf"\s*(?:{vocabulary.BECAUSE})\b\.?(?:\s+(?:что|of|to)\b)?[\s,:]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
_EDGES = " \t\n,;:.()[]–—-…"


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
        return Absence.NOT_APPLICABLE if _BECAUSE.match(bare) else Absence.NO
    if _NOT_APPLICABLE.match(bare):
        return Absence.NOT_APPLICABLE
    return Absence.NOT_MEASURED if _NOT_MEASURED.match(bare) else Absence.NO


def reason(text: str) -> str:
    """Return why there can be no number, as the plain text of such a cell says; empty where it does not say.

    A cell that tells what went wrong ("out of memory") gives that as the reason.
    """
    said = _PLAINLY.match(text.lstrip(_EDGES))
    told = (text.lstrip(_EDGES)[said.end() :] if said else text).strip(_EDGES)
    if found := _LEAD.match(told):
        told = told[found.end() :]
    return told if _WORD.search(told) else ""
