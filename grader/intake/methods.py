"""What a cell says was done to a model, and which model it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from grader.core.table import Family, Method
from grader.intake.text import plain, words
from grader.intake.vocabulary import methods as vocabulary

Params = dict[str, int | float | str]

_STRONG = [(family, variant, re.compile(pattern)) for family, variant, pattern in vocabulary.STRONG]
_PRECISIONS = [(variant, re.compile(pattern)) for variant, pattern in vocabulary.PRECISIONS]
_EXPORTS = [(variant, re.compile(pattern)) for variant, pattern in vocabulary.EXPORTS]
_OPTIMISATIONS = [(variant, re.compile(pattern)) for variant, pattern in vocabulary.OPTIMISATIONS]
_EXPORT = re.compile(vocabulary.EXPORT_WORDS)
_OPTIMISATION = re.compile(vocabulary.OPTIMISATION_WORDS)
_ORIGINAL = re.compile(vocabulary.ORIGINALS)
_PLAIN = re.compile(vocabulary.PLAIN)
_NEGATED = re.compile(vocabulary.NEGATED)
_NUMBERS = [(name, re.compile(pattern)) for name, pattern in vocabulary.NUMBERS]
_SHARE = re.compile(vocabulary.SHARE)
_FLAGS = [(name, value, re.compile(pattern)) for name, value, pattern in vocabulary.FLAGS]

_PATTERNS = [
    *(pattern for *_, pattern in vocabulary.STRONG),
    *(pattern for _, pattern in (*vocabulary.PRECISIONS, *vocabulary.EXPORTS, *vocabulary.OPTIMISATIONS)),
    vocabulary.EXPORT_WORDS, vocabulary.OPTIMISATION_WORDS, vocabulary.ORIGINALS, vocabulary.PLAIN,
]  # fmt: skip
#: Whole words that a method word stands in, so that `кластеризированная` leaves nothing behind.
_METHOD_WORDS = re.compile(rf"[^\W_]*(?:{'|'.join(_PATTERNS)})[^\W_]*")
_FILLERS = re.compile(rf"\b(?:{vocabulary.FILLERS})\b|\b\d+(?:[.,]\d+)?\b|[\W_]")
_HUB_NAME = re.compile(r"(?<![\w/])[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(?![\w/])")
_BRACKETED = re.compile(r"(?P<model>[^()\[\]]+?)\s*[(\[](?P<method>[^()\[\]]+)[)\]]\s*")
_NAME_LIKE = re.compile(r"\S*[^\W\d_]\S*[-/_]\S*")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which model a row is about, and what was done to it."""

    model: str | None
    method: Method


@lru_cache(maxsize=4096)
def read_method(text: str) -> Method:
    """Read a method as people write it; the family is unknown where no known word is in it."""
    text = words(text)
    done = _NEGATED.sub(" ", text)
    precision = _first(_PRECISIONS, done)
    export = _first(_EXPORTS, done)
    if families := _families(done):
        family = families[0]
        hits = [variant for other, variant, pattern in _STRONG if other is family and variant and pattern.search(done)]
        params = _params(done, family)
        variant = hits[0] if hits else precision if family is Family.QUANTIZATION else None
        params |= {"dtype": precision} if precision and precision != variant else {}
        params |= {"format": export} if export else {}
        return Method(family=family, variant=variant, params=params)
    if export or _EXPORT.search(done):
        return Method(family=Family.EXPORT, variant=export, params=_params(done) | ({"dtype": precision} if precision else {}))
    optimisation = _first(_OPTIMISATIONS, done)
    if optimisation or _OPTIMISATION.search(done):
        return Method(family=Family.OPTIMISATION, variant=optimisation, params=_params(done))
    if _ORIGINAL.search(text):
        return Method(family=Family.ORIGINAL, variant=precision)
    if precision:
        return Method(family=Family.QUANTIZATION, variant=precision, params=_params(done))
    if _PLAIN.search(done):
        return Method(family=Family.ORIGINAL)
    return Method(family=Family.UNKNOWN)


@lru_cache(maxsize=4096)
def families_in(text: str) -> tuple[Family, ...]:
    """Return the families of compression that a method cell names, in its order: more than one is a combination."""
    return tuple(_families(_NEGATED.sub(" ", words(text))))


def is_method(text: str) -> bool:
    """Whether a text says what was done, and names nothing else."""
    text = words(text)
    left = _FILLERS.sub("", _METHOD_WORDS.sub(" ", _NEGATED.sub(" ", text)))
    return not left and read_method(text).family is not Family.UNKNOWN


@lru_cache(maxsize=4096)
def read_identity(cell: str) -> Identity:
    """Read a cell that may hold a model, a method, or both: `Whisper (ONNX)`, `INT8`, `org/name (FP16 baseline)`."""
    text = " ".join(plain(cell).split())
    if not text:
        return Identity(None, Method(family=Family.UNKNOWN))
    if hub := _HUB_NAME.search(text):
        return Identity(hub.group(), read_method(text.replace(hub.group(), " ")))
    if is_method(text):
        return Identity(None, read_method(text))
    split = _BRACKETED.fullmatch(text)
    if split and is_method(split["method"]) and not is_method(split["model"]):
        return Identity(split["model"], read_method(split["method"]))
    if split and is_method(split["model"]):
        return Identity(None, read_method(text))  # `Teacher (b3)`: a remark in brackets may be a name, or not
    # A name such as `distilbert-base` tells nothing about what was done here; nor does `base` in `BERT base`.
    loose = read_method(_NAME_LIKE.sub(" ", text))
    unsure = loose.family is Family.ORIGINAL
    return Identity(text, Method(family=Family.UNKNOWN) if unsure else loose)


def _families(text: str) -> list[Family]:
    found: dict[Family, int] = {}
    for family, _, pattern in _STRONG:
        if match := pattern.search(text):
            found[family] = min(match.start(), found.get(family, match.start()))
    return sorted(found, key=lambda family: found[family])


def _first(patterns: list[tuple[str, re.Pattern[str]]], text: str) -> str | None:
    return next((variant for variant, pattern in patterns if pattern.search(text)), None)


def _params(text: str, family: Family | None = None) -> Params:
    params: Params = {}
    for name, pattern in _NUMBERS:
        if match := pattern.search(text):
            params[name] = int(next(group for group in match.groups() if group))
    for name, value, pattern in _FLAGS:
        if name not in params and pattern.search(text):
            params[name] = value
    if family is Family.PRUNING and (share := _SHARE.search(text)):
        percent, fraction = share.groups()
        params["sparsity"] = float(percent.replace(",", ".")) / 100 if percent else float(fraction.replace(",", "."))
    return params
