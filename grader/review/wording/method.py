"""How the proof of a method is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.core.audit import Proof
from grader.core.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodWords:
    """The words around a method's verdict; `evidence` heads what else the files show, `same` is told of equal answers.

    `agreement` takes the share of inputs answered as the original does, in per cent. `proofs` tell what was found without judging it.
    """

    name: str
    evidence: str
    agreement: Callable[[str], str]
    same: str
    claims_none: Callable[[int], str]
    proofs: Mapping[Proof, str]


_RUSSIAN = MethodWords(
    name="метод",
    evidence="Что ещё видно по файлам",
    agreement=lambda percent: f"ответы точно такие же, как у исходной модели, на {percent} % примеров",
    same="Ответы на все примеры точно такие же, как у исходной модели. Так бывает и при удачном сжатии, но, возможно, оно ни на что не "
    "повлияло: проверьте, что `load` загружает то, что сохранил `compress`. Баллы за это не снимаются.",
    claims_none=lambda number: f"в строке {number} доказывать нечего: это исходная модель, или метод к ней неприменим",
    proofs={Proof.APPLIED: "метод применён", Proof.NOT_APPLIED: "метод не применён", Proof.CANNOT_TELL: "метод по файлам не определить"},
)
_ENGLISH = MethodWords(
    name="method",
    evidence="What else the files show",
    agreement=lambda percent: f"exactly the original's answers on {percent} % of the examples",
    same="Every example is answered exactly as the original does. Good compression may do that too, but it may mean that nothing was "
    "applied: see that `load` loads what `compress` saved. This costs nothing.",
    claims_none=lambda number: f"row {number} has no method to prove: it is the original, or says that the method does not apply",
    proofs={
        Proof.APPLIED: "method applied",
        Proof.NOT_APPLIED: "method not applied",
        Proof.CANNOT_TELL: "the files do not tell the method",
    },
)


def method_words(language: Language) -> MethodWords:
    """Return the words of a language."""
    return _RUSSIAN if language is Language.RU else _ENGLISH
