"""How quality was computed."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.quality import (
    calibration_split,
    own_prompt,
    own_wer,
    random_head,
    raw_wer,
    swapped_arguments,
    tiny_sample,
    training_split,
)

_RULES = (random_head, own_prompt, swapped_arguments, training_split, calibration_split, tiny_sample, own_wer, raw_wer)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)
