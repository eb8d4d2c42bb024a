"""Which models code loads: the ids it gives to loaders, and how an id is held against a name in a table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import arguments

#: Loader → where it takes the id: position and keyword.
_LOADERS = (
    (re.compile(r"(?:^|\.)from_pretrained$"), 0, "pretrained_model_name_or_path"),
    (re.compile(r"^timm\.(?:models\.)?create_model$"), 0, "model_name"),
    (re.compile(r"(?:^|\.)pipeline$"), 1, "model"),
    (re.compile(r"(?:^|\.)(?:YOLO|RTDETR|SentenceTransformer|WhisperModel|CrossEncoder|LLM)$"), 0, "model"),
    (re.compile(r"^whisper\.load_model$"), 0, "name"),
    (re.compile(r"^torch\.hub\.load$"), 1, "model"),
    (re.compile(r"(?:^|\.)InferenceSession$"), 0, "path_or_bytes"),
)
#: Classes that load what stands beside a model.
_BESIDE = re.compile(r"(?:Tokenizer\w*|Processor|FeatureExtractor|Config|Scheduler)\.from_pretrained$")
_TORCHVISION = re.compile(r"^torchvision\.models\.(?:\w+\.)*([a-z]\w*)$")
_ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)?")
_FILE = re.compile(r"\.(?:pt|pth|onnx|bin|safetensors|xml|engine|yaml|trt)$", re.IGNORECASE)
#: Weights that ultralytics fetches by name, and the letter that says how large the model is.
_FETCHED = re.compile(r"(?:yolo|rtdetr)[\w-]*\.pt", re.IGNORECASE)
_SCALE = re.compile(r"(?:yolo(?:v?\d+)?|rtdetr-?)([nsmblx])(?:-\w+)?$")
_SIZES = frozenset(
    ["nano", "tiny", "mini", "small", "base", "medium", "large", "xl", "xxl", "huge", "giant", "turbo", "xs", "xsmall", "xlarge"]
)
_TOKEN = re.compile(r"[a-zа-яё]+|\d+(?:\.\d+)*")
_PARAMETERS = re.compile(r"(?<![\d.])\d+(?:\.\d+)?[bm](?![a-z])")
#: Letters that say nothing alone: units and versions (`7b`, `v3`).
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """A model that a call loads by `id`; not `model` where it is only a tokenizer or the like."""

    call: Call
    id: str
    model: bool


def loaded(code: Code) -> Iterator[Loaded]:
    """Yield the ids that are certain, in the order of the text."""
    for call in code.calls:
        if (made := _TORCHVISION.match(call.name)) and not made[1].startswith(("get_", "list_")):
            yield Loaded(call=call, id=made[1], model=True)
        for pattern, position, keyword in _LOADERS:
            if pattern.search(call.name):
                for text in _certain(code, call.argument(position, keyword)):
                    yield Loaded(call=call, id=text, model=not _BESIDE.search(call.name))
                break


def _certain(code: Code, node: ast.expr | None) -> Iterator[str]:
    """Yield the texts that an expression has: a constant, the last value of a name, or what callers give for a parameter."""
    if node is None:
        return
    value = code.constant(node)
    if value is None and isinstance(node, ast.Name | ast.Attribute) and (found := code.assigned(node)) and found.part is None:
        value = code.constant(found.value)
    if isinstance(value, str):
        yield value
        return
    for given in arguments(code, node):
        text = code.constant(given)
        if isinstance(text, str):
            yield text


def is_id(text: str) -> bool:
    """Whether a text can be a model's id on a hub, not a path."""
    if _FETCHED.fullmatch(text):
        return True
    return bool(_ID.fullmatch(text)) and not _FILE.search(text) and any(char in text for char in "-_/0123456789")


def compact(text: str) -> str:
    """Return the letters and digits of a name without its organisation."""
    return re.sub(r"[\W_]+", "", _bare(text))


def _bare(text: str) -> str:
    text = _FILE.sub("", text.strip().lower())
    return text.rpartition("/")[2] if re.fullmatch(r"[\w.-]+/[\w.-]+", text) and len(text.rpartition("/")[2]) > _SHORT else text


def tokens(text: str) -> frozenset[str]:
    """Return the words and numbers of a name, without its organisation: `qwen`, `2.5`, `1.5`, `b`."""
    return frozenset(_TOKEN.findall(_bare(text)))


def same(one: str, other: str) -> bool:
    """Whether two names can mean one model: all that one says is in the other, or they overlap letter by letter."""
    first, second = tokens(one), tokens(other)
    if first <= second or second <= first:
        return True
    short, long = sorted((compact(one), compact(other)), key=len)
    return short in long


def differs(one: str, other: str) -> bool:
    """Whether two names certainly mean different models: one family in different sizes, or nothing in common."""
    if same(one, other):
        return False
    scales = [_SCALE.match(_bare(name)) for name in (one, other)]
    if scales[0] and scales[1]:
        return scales[0][1] != scales[1][1]
    first, second = tokens(one), tokens(other)
    words = [{token for token in each if token.isalpha() and len(token) >= _SHORT and token not in _SIZES} for each in (first, second)]
    if not words[0] or not words[1]:
        return False
    related = any(a in b or b in a for a in words[0] for b in words[1])
    sizes = [{token for token in each if token in _SIZES or token[0].isdigit()} for each in (first, second)]
    if related:
        return bool(sizes[0] - sizes[1]) and bool(sizes[1] - sizes[0])
    return not (first & second - {"b", "m", "v"})


def other_size(one: str, other: str) -> bool:
    """Whether two names are of one family with different numbers of parameters: `Qwen2.5-7B` and `Qwen2.5-1.5B`."""
    sizes = [set(_PARAMETERS.findall(_bare(name))) for name in (one, other)]
    words = [{token for token in tokens(name) if token.isalpha() and len(token) >= _SHORT} for name in (one, other)]
    return bool(sizes[0] and sizes[1] and not sizes[0] & sizes[1] and words[0] & words[1])
