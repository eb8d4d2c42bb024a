"""The review's own words, in each language."""

from __future__ import annotations

from grader.core.words import Language
from grader.review.wording.en import ENGLISH
from grader.review.wording.phrases import Phrases
from grader.review.wording.ru import RUSSIAN


def phrases(language: Language) -> Phrases:
    """Return the words of a language."""
    match language:
        case Language.RU:
            return RUSSIAN
        case Language.EN:
            return ENGLISH
