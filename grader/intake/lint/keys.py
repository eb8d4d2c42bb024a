"""Keys and passwords in a text: found by their form, or by the name they are given to. They are never repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What each service's keys look like, as its own documentation or scanners have it.
_FORMS = (
    ("Hugging Face", re.compile(r"\bhf_[A-Za-z0-9]{24,}")),
    ("GitHub", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})")),
    ("GitLab", re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}")),
    ("OpenAI", re.compile(r"\bsk-[A-Za-z0-9_-]{24,}")),
    ("AWS", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("Google", re.compile(r"\bAIza[0-9A-Za-z_-]{35}")),
    ("Slack", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,}")),
    ("Telegram", re.compile(r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b")),
    ("Kaggle", re.compile(r"""(?i:kaggle_key["']?\]?\s*[=:]\s*["']?|["']key["']\s*:\s*["'])(?P<key>[0-9a-f]{32})\b""")),
    ("Weights & Biases", re.compile(r"""(?i:wandb[\w.]*["']?\]?\s*(?:=|\((?:\s*key\s*=)?)\s*["']?)(?P<key>[0-9a-f]{40})\b""")),
    ("URL", re.compile(r"https?://[^/\s:@\"'{}]+:(?P<key>[^/\s:@\"'{}]{8,})@")),
)
#: A name that says that its value is secret, and a value in quotes; `pad_token` and `token_id` are no such names.
_NAMED = re.compile(
    r"""(?ix)(?: (?<![\w.])(?:notebook_|interpreter_)?login\(\s*
      | (?<![a-z])(?:(?:hf|hugging_?face|huggingface_hub|use_auth|auth|access|api|github|gh|secret|kaggle|wandb|openai|bot)_)*
        (?:token|api_?key|secret_?(?:access_)?key|access_key|password|passwd|secret)["']?\]?\s*[=:,]\s* )
      ["'](?P<key>[A-Za-z0-9_\-+/=.]{16,})["']"""
)
_PLACEHOLDER = re.compile(
    r"x{4,}|\*{3,}|\.{3}|your|token|here|insert|example|secret|change|placeholder|ваш|\.(?:json|txt|env|pt|bin)$", re.IGNORECASE
)
_MASK = "••••"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret stands in a text (`start`, `end`), and the service it belongs to (`kind`)."""

    kind: str
    start: int
    end: int


def secrets(text: str) -> Iterator[Secret]:
    """Yield the secrets of a text; placeholders (`hf_xxx`, `YOUR_TOKEN`) are none."""
    for kind, form in _FORMS:
        for match in form.finditer(text):
            group = "key" if "key" in form.groupindex else 0
            if _is_real(match[group]):
                yield Secret(kind, *match.span(group))
    for match in _NAMED.finditer(text):
        value = match["key"]
        if _is_real(value) and any(char.isdigit() for char in value) and any(char.isalpha() for char in value) and not _is_name(value):
            yield Secret("token", *match.span("key"))


def masked(text: str) -> str:
    """Return a text with every secret in it replaced."""
    parts, behind = [], 0
    for start, end in sorted((secret.start, secret.end) for secret in secrets(text)):
        if start >= behind:
            parts += [text[behind:start], _MASK]
        behind = max(behind, end)
    return "".join([*parts, text[behind:]])


def _is_real(value: str) -> bool:
    """Whether a value has the variety of a key."""
    return len(set(value)) >= 8 and not _PLACEHOLDER.search(value.partition("_")[2] or value)


def _is_name(value: str) -> bool:
    """Whether a value is made of words, as names of models and variables are: `bert-base-uncased-2`, `my_secret_name_1`."""
    parts = re.split(r"[-_./]", value)
    return len(parts) > 2 and all(len(part) < 14 for part in parts)
