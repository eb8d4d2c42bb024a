"""Which files of a model's repository inference needs: a closed list, so that nothing else can come along.

Weights are taken in one form only. A repository often holds several copies (safetensors, pickles, halves, checkpoints), and the
size of an original is that of all its files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.core.run import Ending
from grader.hub.refused import Refused, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file as the hub lists it: bytes, the git id of its blob, and the SHA-256 of what is kept by LFS."""

    path: str
    size: int
    blob: str
    sha256: str | None = None


#: Files of the top directory beside the weights: what configurations, tokenizers and preprocessors are called by transformers.
_BESIDE = re.compile(
    r"(?:generation_|preprocessor_|processor_|feature_extractor_|quantization_|quantize_)?config\.json"
    r"|tokenizer(?:_config)?\.json|special_tokens_map\.json|added_tokens\.json|normalizer\.json|vocab\.(?:json|txt)|merges\.txt"
    r"|[\w.-]{0,60}\.spm|spiece\.model|sentencepiece\.bpe\.model|tokenizer\.model"
)
#: The forms of weights, the first that is there counts: one file, its parts with their index, whatever else is safetensors.
_SAFE = (
    re.compile(r"model\.safetensors"),
    re.compile(r"model-\d{5}-of-\d{5}\.safetensors|model\.safetensors\.index\.json"),
    re.compile(r"[\w.-]{1,80}\.safetensors"),
)
_PICKLES = (
    re.compile(r"pytorch_model\.bin"),
    re.compile(r"pytorch_model-\d{5}-of-\d{5}\.bin|pytorch_model\.bin\.index\.json"),
)
_PICKLED = re.compile(r"(?i).*\.(?:bin|pt|pth|ckpt|pkl|pickle|joblib)")
_NAME = re.compile(r"[^\x00-\x1f\x7f\\:]{1,240}")


def chosen(files: Sequence[RemoteFile], *, pickles: bool) -> list[RemoteFile]:
    """Choose what is fetched of a model.

    Raises:
        Refused: it has no weights that may be taken, or a name that leads out of its directory.
    """
    check_names(files)
    forms = (*_SAFE, *_PICKLES) if pickles else _SAFE
    found = (_matching(files, form) for form in forms)
    weights = next((form for form in found if any(not file.path.endswith(".json") for file in form)), [])
    if not weights:
        pickled = [file.path for file in files if _PICKLED.fullmatch(file.path)]
        if pickled and not pickles:
            raise Refused(Ending.HUB_PICKLES, file=pickled[0])
        raise Refused(Ending.HUB_NO_WEIGHTS)
    return sorted([*_matching(files, _BESIDE), *weights], key=lambda file: file.path)


def _matching(files: Iterable[RemoteFile], pattern: re.Pattern[str]) -> list[RemoteFile]:
    return [file for file in files if pattern.fullmatch(file.path)]


def named(files: Sequence[RemoteFile], paths: Iterable[str]) -> list[RemoteFile]:
    """Choose the files of a data set that the course names.

    Raises:
        Refused: one of them is not there, or a name leads out of its directory.
    """
    check_names(files)
    known = {file.path: file for file in files}
    for path in paths:
        if path not in known:
            raise Refused(Trouble.FILE_MISSING, file=path)
    return [known[path] for path in dict.fromkeys(paths)]


def check_names(files: Iterable[RemoteFile]) -> None:
    """Refuse a listing with a name that no directory could hold as it is.

    Raises:
        Refused: naming the file.
    """
    for file in files:
        parts = file.path.split("/")
        if not _NAME.fullmatch(file.path) or any(part in ("", ".", "..") for part in parts):
            raise Refused(Trouble.UNSAFE_NAME, file=file.path[:200])
