"""What a merge says of itself."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest

from grader.board.reasons import ENTRIES as KEPT
from grader.core.record import Left
from grader.core.verdict import Reason
from grader.core.words import Entry, Language
from grader.github.merge import Merged, Result
from grader.github.merge_reply import reply
from grader.github.merge_words import ENTRIES as MERGED
from grader.steps.merge import merge_reply
from grader.steps.words import all_entries
from tests.github.merging import BRANCH, Scene, line, off, readme


def test_the_reply_tells_row_by_row_what_was_merged_and_why_not(scene: Scene) -> None:
    scene.opened(7, "ml_masters", {"README.md": readme(line(), line("Pruning @teacher #1"))})
    card, submission = scene.graded(7)
    told = merge_reply(scene.merge(7, (replace(card, rows=(card.rows[0], off(submission.rows[1]))), submission)), scene.course)
    assert f"**Done: rows in `{BRANCH}`: 1, commit `{scene.tip[:7]}`.**" in told
    assert "- `vit-tiny · Clustering, 32 clusters`" in told
    assert "- `vit-tiny · Pruning @teacher #1` (строка 10): Не подтвердилось: `cpu_ms`." in told
    assert "- `vit-tiny · Pruning @teacher #1` (line 10): Not confirmed: `cpu_ms`." in told


def test_the_reply_quotes_whatever_students_typed_and_stays_short() -> None:
    left = Left(name="`x` <b>@teacher</b>\n# heading", line=None, reason=Reason(code="merge-row-unnamed"))
    long = Left(name="x" * 10_000, line=3, reason=Reason(code="merge-row-unnamed"))
    reason = Reason(code="merge-nothing")
    merged = Merged(result=Result.REFUSED, reason=reason, left=(left, long, *[left] * 300), files=("a`b",) * 300)
    told = reply(merged, all_entries(), (Language.EN,))
    assert "- `` `x` <b>@teacher</b> # heading ``: The row names no model." in told
    assert "x" * 119 + "…`" in told
    assert "x" * 120 not in told
    assert "- and 262 more" in told
    assert len(told) < 5000


@pytest.mark.parametrize("entry", [*KEPT, *MERGED], ids=lambda entry: entry.code)
def test_everything_can_be_said_in_both_languages(entry: Entry) -> None:
    for language in Language:
        gaps = {name for _, name, _, _ in Formatter().parse(entry.message.text(language)) if name}
        assert gaps == {name for _, name, _, _ in Formatter().parse(entry.message.en) if name}
        assert entry.say(dict.fromkeys(gaps, "x"), language, str)
        assert entry.why.text(language)
