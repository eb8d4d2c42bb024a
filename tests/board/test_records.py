"""Which rows of a card are kept, and what the branch holds with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.board.reasons import ENTRIES
from grader.board.records import candidates, keep, mergeable, merged_record
from grader.core.decision import Decision, DecisionKind
from grader.core.metric import Metric
from grader.core.record import Found, Kept, Record
from grader.core.run import Ending, Phase, RunEnd
from grader.core.submission import Claim, PullRequest, Submission, SubmittedRow
from grader.core.table import Family, Method
from grader.core.verdict import Card, JudgedRow, MethodVerdict, Outcome, Reason, Verdict
from grader.intake.rows import lines_of, submitted
from grader.wire import artifact
from tests.board.build import DELIMITER, HEAD, HEADER, line, read

README = f"# Lesson\n\n{HEADER}\n{DELIMITER}\n\nafter\n"
PULL_REQUEST = PullRequest(
    repository="o/r", number=7, title="ml_masters HW-3", author="a", base_branch="lesson-3", base_sha="b" * 40, head_sha=HEAD
)
DECISION = Decision(kind=DecisionKind.ACCEPT, reason="agreed", by="teacher", at="2026-03-02T10:00:00Z", url="https://x")
LEFT_OUT = MethodVerdict(outcome=Outcome.OFF, reason=Reason(code="x"))
STOPPED = MethodVerdict(outcome=Outcome.BROKEN_THEIRS, reason=Reason(code="x"))
NONE_TO_PROVE = MethodVerdict(outcome=Outcome.NOT_APPLICABLE, reason=Reason(code="x"))
CLUSTERED = Method(family=Family.CLUSTERING, params={"clusters": 32})

outcomes = st.lists(st.sampled_from(Outcome), max_size=4)
endings = st.none() | st.sampled_from(Ending).map(lambda ending: RunEnd(ending=ending, phase=Phase.INFER))


def judged(*found: Outcome, model: str | None = "vit", method: Method = CLUSTERED, **more: object) -> JudgedRow:
    verdicts = tuple(Verdict(metric=Metric.SIZE_MB, outcome=outcome, reason=Reason(code="x")) for outcome in found)
    row = JudgedRow(model=model, method=method, method_text="Clustering", line=5, verdicts=verdicts)
    return replace(row, **more)  # type: ignore[arg-type]


def card(*rows: JudgedRow) -> Card:
    return Card(pull_request=PULL_REQUEST, team="ml_masters", homework=3, rows=rows)


def handed_in(*lines: str, head: str = README) -> tuple[Card, Submission]:
    """Hand in a README with some lines in its table; every number is confirmed."""
    text = head.replace(f"{DELIMITER}\n", "".join(f"{one}\n" for one in (DELIMITER, *lines)))
    rows = submitted(read(text).results[0].rows, "README.md", lines_of(text), None)
    found = tuple(map(confirmed, rows))
    return card(*found), Submission(pull_request=PULL_REQUEST, team="ml_masters", homework=3, manifest=None, rows=rows)


def confirmed(row: SubmittedRow) -> JudgedRow:
    verdicts = tuple(
        Verdict(metric=claim.metric, outcome=Outcome.CONFIRMED, reason=Reason(code="within"), claim=claim) for claim in row.claims
    )
    return JudgedRow(model=row.model, method=row.method, method_text=row.method_text, line=row.place.line, verdicts=verdicts)


def kept(found: Kept | Reason) -> Kept:
    assert isinstance(found, Kept)
    return found


def record_of(found: Kept | Reason) -> Record:
    data = kept(found).record
    assert data is not None
    return artifact.decode(Record, data, "record.json")


def on_branch(text: str = README, record: bytes | None = None, **files: str) -> Found:
    return Found(readme=text.encode(), record=record, files=files)


@given(outcomes, endings, st.booleans())
def test_a_named_row_is_merged_exactly_if_the_card_says_so(found: list[Outcome], end: RunEnd | None, accepted: bool) -> None:
    row = judged(*found, end=end, accepted=DECISION if accepted else None)
    (reason,) = mergeable(card(row))
    assert (reason is None) == row.mergeable
    assert reason is None or reason.code in {entry.code for entry in ENTRIES}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (judged(Outcome.CONFIRMED), None),
        (judged(Outcome.CONFIRMED, Outcome.NOT_CHECKABLE, Outcome.UNSTEADY, Outcome.BROKEN_OURS), None),
        (judged(Outcome.CONFIRMED, Outcome.OFF), "merge-row-differs"),
        (judged(Outcome.BROKEN_THEIRS), "merge-row-differs"),
        (judged(Outcome.NOT_CHECKABLE), "merge-row-unconfirmed"),
        (judged(), "merge-row-unconfirmed"),
        (judged(Outcome.CONFIRMED, model=None), "merge-row-unnamed"),
        (judged(Outcome.OFF, accepted=DECISION), None),
        (judged(Outcome.OFF, accepted=DECISION, model="  "), "merge-row-unnamed"),
        (judged(Outcome.CONFIRMED, end=RunEnd(ending=Ending.TIMED_OUT, phase=Phase.INFER)), "merge-row-stopped"),
        (judged(Outcome.CONFIRMED, end=RunEnd(ending=Ending.TIMED_OUT, phase=Phase.INFER), method_verdict=STOPPED), "merge-row-stopped"),
        (judged(Outcome.CONFIRMED, method_verdict=LEFT_OUT), "merge-row-differs"),
        (judged(Outcome.CONFIRMED, method_verdict=replace(LEFT_OUT, decision=DECISION)), None),
        (judged(Outcome.NOT_APPLICABLE, method_verdict=NONE_TO_PROVE, because="no kernels"), None),
        (judged(Outcome.NOT_APPLICABLE, method_verdict=NONE_TO_PROVE), "merge-row-reason"),
        (judged(Outcome.NOT_CHECKABLE, method_verdict=NONE_TO_PROVE), "merge-row-unconfirmed"),
    ],
)
def test_a_row_that_is_not_merged_has_its_reason(row: JudgedRow, code: str | None) -> None:
    (reason,) = mergeable(card(row))
    assert (reason and reason.code) == code


def test_of_two_rows_with_one_model_and_method_the_first_that_holds_is_merged() -> None:
    off, good = judged(Outcome.OFF), judged(Outcome.CONFIRMED)
    again = judged(Outcome.CONFIRMED, model="local:VIT")
    assert [reason and reason.code for reason in mergeable(card(off, good, again))] == ["merge-row-differs", None, "merge-row-twice"]


def test_a_record_says_what_was_measured_and_decided() -> None:
    claim = handed_in(line("vit", 32, 2.0))[1].rows[0].claims[0]
    verdict = Verdict(metric=claim.metric, outcome=Outcome.OFF, reason=Reason(code="x"), claim=claim, decision=DECISION)
    found, submission = handed_in(line("vit", 32, 2.0))
    row = replace(found.rows[0], verdicts=(verdict, *found.rows[0].verdicts[1:]))
    kept_row = record_of(keep(on_branch(), replace(found, rows=(row,)), submission, read)).rows[0]
    assert kept_row.outcomes == {Metric.SIZE_MB: Outcome.CONFIRMED, Metric.ACCURACY: Outcome.CONFIRMED}
    assert kept_row.decisions == (DECISION,)
    assert kept_row.head_sha == HEAD


def test_a_record_says_whether_the_method_was_proved_or_decided() -> None:
    found, submission = handed_in(line("vit", 32, 2.0), line("bert", 4, 1.0))
    proved, taken = replace(LEFT_OUT, outcome=Outcome.CONFIRMED), replace(LEFT_OUT, decision=replace(DECISION, method=True))
    rows = tuple(replace(row, method_verdict=verdict) for row, verdict in zip(found.rows, (proved, taken), strict=True))
    record = record_of(keep(on_branch(), replace(found, rows=rows), submission, read))
    assert [row.proof for row in record.rows] == [Outcome.CONFIRMED, Outcome.CONFIRMED]
    assert [row.decisions for row in record.rows] == [(), (replace(DECISION, method=True),)]


def test_a_row_without_numbers_that_says_why_is_put_into_the_table() -> None:
    text = "| vit | GPTQ | не применимо: нет слоёв для GPTQ | - |"
    found, submission = handed_in(text)
    assert (submission.rows[0].not_applicable, submission.rows[0].reason) == (True, "нет слоёв для GPTQ")
    row = replace(found.rows[0], because=submission.rows[0].reason, method_verdict=NONE_TO_PROVE)
    made = kept(keep(on_branch(), replace(found, rows=(row,)), submission, read))
    assert text in made.readme.decode()
    assert [(kept_row.proof, dict(kept_row.outcomes)) for kept_row in record_of(made).rows] == [(Outcome.NOT_APPLICABLE, {})]


def test_keeping_puts_the_rows_into_both_files() -> None:
    found, submission = handed_in(line("vit", 32, 2.0), line("bert", 4, 1.0))
    made = kept(keep(on_branch(code="c" * 40), found, submission, read))
    assert made.readme.decode() == README.replace(DELIMITER, "\n".join([DELIMITER, line("vit", 32, 2.0), line("bert", 4, 1.0)]))
    assert record_of(made).files == {"code": "c" * 40}
    assert (made.rows, made.left, made.stale) == (("vit · Clustering, 32 clusters", "bert · Clustering, 4 clusters"), (), ())
    again = keep(Found(readme=made.readme, record=made.record, files={"code": "c" * 40}), found, submission, read)
    assert again == made


def test_a_newer_submission_without_files_takes_none_away() -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    first = kept(keep(on_branch(old="1" * 40, gone="2" * 40), found, submission, read))
    newer = keep(Found(readme=first.readme, record=first.record, files={"old": "3" * 40}), found, submission, read)
    assert (kept(newer).stale, record_of(newer).files) == (("gone",), {"old": "3" * 40})
    bare = keep(Found(readme=first.readme, record=first.record, files={}), found, submission, read)
    assert (kept(bare).stale, record_of(bare).files) == ((), {"old": "1" * 40, "gone": "2" * 40})


def test_a_row_that_would_read_otherwise_in_the_branch_stays_out() -> None:
    turned = README.replace("Size (MB) | Quality (accuracy)", "Quality (accuracy) | Size (MB)")
    found, submission = handed_in(line("vit", 32, 2.0), line("bert", 4, 1.0))
    made = kept(keep(on_branch(turned), found, submission, read))
    assert [left.reason.code for left in made.left] == ["merge-line-reads"] * 2
    assert (made.readme.decode(), made.record) == (turned, None)


def test_a_row_that_would_spoil_the_table_stays_out_and_the_others_come() -> None:
    """A cell of more than 500 characters makes the whole table unreadable; 2000 rows are the most that a table can have."""
    found, submission = handed_in(line("vit", 32, 2.0), line("bert", 4, 1.0))
    long = f"| vit{' ' * 100}{'x' * 600} | Clustering, 32 clusters | 2.0 | 0.9 |"
    rows = (replace(submission.rows[0], place=replace(submission.rows[0].place, text=long)), submission.rows[1])
    made = kept(keep(on_branch(), found, replace(submission, rows=rows), read))
    assert [left.name for left in made.left] == ["vit · Clustering, 32 clusters"]
    assert made.rows == ("bert · Clustering, 4 clusters",)
    full = README.replace(DELIMITER, "\n".join([DELIMITER, *(line(f"other-{number}", 2, 1.0) for number in range(1999))]))
    made = kept(keep(on_branch(full), found, submission, read))
    assert (made.rows, [left.reason.code for left in made.left]) == (("vit · Clustering, 32 clusters",), ["merge-line-reads"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (line("vit", 32, 2.0).replace("2.0", "2.0 <!-- x"), "merge-line-comment"),
        (line("vit", 32, 2.0) + " extra |", "merge-line-cells"),
        (line("vit", 32, 2.0) + "\n| more | x | 1 | 1 |", "merge-line-control"),
    ],
)
def test_a_line_that_is_no_plain_row_stays_out(text: str, code: str) -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    rows = (replace(submission.rows[0], place=replace(submission.rows[0].place, text=text)),)
    (left,) = kept(keep(on_branch(), found, replace(submission, rows=rows), read)).left
    assert left.reason.code == code


def test_a_row_of_a_turned_table_stays_out() -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    turned = replace(submission.rows[0], place=replace(submission.rows[0].place, column=1))
    (left,) = kept(keep(on_branch(), found, replace(submission, rows=(turned,)), read)).left
    assert left.reason.code == "merge-row-turned"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (Found(readme=None, record=None, files={}), "merge-no-table"),
        (on_branch("# nothing\n"), "merge-no-table"),
        (Found(readme=README.encode("utf-16"), record=None, files={}), "merge-encoding"),
        (Found(readme=b"\xcf\xf0\xe8\xe2\xe5\xf2\n" + README.encode(), record=None, files={}), "merge-encoding"),
        (on_branch(record=b"{}"), "merge-record"),
        (on_branch(record=artifact.encode(Record(team="others", homework=3, pull_request=1, head_sha=HEAD))), "merge-record"),
    ],
)
def test_a_branch_that_cannot_take_rows_says_why(found: Found, code: str) -> None:
    reason = keep(found, *handed_in(line("vit", 32, 2.0)), read)
    assert isinstance(reason, Reason)
    assert reason.code == code


def test_nothing_is_kept_on_hold_or_without_a_name() -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    for changed, code in ((replace(found, hold=DECISION), "merge-held"), (replace(found, team=None), "merge-title")):
        reason = keep(on_branch(), changed, submission, read)
        assert isinstance(reason, Reason)
        assert reason.code == code
    with pytest.raises(ValueError, match="a team"):
        merged_record(None, replace(found, homework=None), [], {})


def test_a_card_of_another_commit_is_a_mistake_of_ours() -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    other = replace(submission, pull_request=replace(PULL_REQUEST, head_sha="c" * 40))
    with pytest.raises(ValueError, match="different commits"):
        candidates(found, other)


def test_the_same_number_under_another_header_is_another_claim() -> None:
    found, submission = handed_in(line("vit", 32, 2.0))
    claims: tuple[Claim, ...] = tuple(
        replace(claim, metric=Metric.F1) if claim.metric is Metric.ACCURACY else claim for claim in submission.rows[0].claims
    )
    changed = replace(submission, rows=(replace(submission.rows[0], claims=claims),))
    (left,) = kept(keep(on_branch(), found, changed, read)).left
    assert left.reason.code == "merge-line-reads"
