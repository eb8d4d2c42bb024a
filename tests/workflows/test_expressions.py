from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.expressions import evaluate, fill

CONTEXT = {
    "github": {"event": {"action": "edited", "draft": False, "changes": {"title": {"from": "x"}}, "body": "see /grade"}},
    "needs": {"intake": {"outputs": {"verify": "true", "runs": ""}, "result": "success"}},
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("needs.intake.outputs.verify == 'true'", True),
        ("needs.intake.outputs.verify == 'TRUE'", True),
        ("${{ !cancelled() && needs.intake.result == 'success' }}", True),
        ("needs.verify.outputs.runs || needs.intake.outputs.runs || 'none'", "none"),
        ("!github.event.draft && (github.event.action != 'edited' || github.event.changes.title)", {"from": "x"}),
        ("github.event.nothing == ''", True),
        ("contains(github.event.body, '/') && startsWith(github.event.body, 'See')", True),
        ("'it''s'", "it's"),
    ],
)
def test_as_github_evaluates(text: str, value: Any) -> None:
    assert evaluate(text, CONTEXT) == value


@pytest.mark.parametrize("text", ["needs.intake ~ 1", "a == 'b", "a b"])
def test_what_is_not_understood_fails(text: str) -> None:
    with pytest.raises(AssertionError):
        evaluate(text, CONTEXT)


def test_filling() -> None:
    assert fill("${{ github.event.action }}-${{ github.none }}-${{ needs.intake.outputs.verify == 'true' }}", CONTEXT) == "edited--true"
