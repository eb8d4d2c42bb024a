"""The steps of the flow: read an artifact, call a stage, write an artifact. Here, and only here, the stages meet.

All files of one grading lie in one directory, so that each step can be replayed alone from the files before it:

    submission.json  code/        intake     what was handed in, and the adapters
    runs.json  evidence.tar.gz    verify     measurements, and everything they rest on
    decisions.json                decisions  what instructors decided in the thread
    card.json                     judge      verdicts and points
    review.json  review.md  plot.png         review
"""

from __future__ import annotations

from grader.steps.commands import answer_command, merge_commanded, read_thread
from grader.steps.doctor import examine_machine, examine_repository
from grader.steps.evidence import replay_bundle, tell_no_bundle, tell_replay
from grader.steps.fetch import (
    Brought,
    Wanted,
    fetch,
    tell_brought,
    wanted_course,
    wanted_data,
    wanted_manifest,
    wanted_model,
    wanted_submission,
)
from grader.steps.files import CARD, CODE, EVIDENCE, PLOT, REVIEW, REVIEW_TEXT, RUNS, SUBMISSION, row_name
from grader.steps.gathering import gather_evidence
from grader.steps.groups import read_group, read_groups, write_groups
from grader.steps.intake import Unwanted, check_working_copy, read_table, take_in_event
from grader.steps.judge import judge_runs
from grader.steps.new import Asked, Begun, CannotStart, new_submission, tell_no_start
from grader.steps.post import announce, post_review
from grader.steps.review import readme_rows, show_review, table_header, write_review
from grader.steps.runs import find_kept_runs, pack_runs, take_runs
from grader.steps.sweep import sweep
from grader.steps.verify import Progress, measure, verify_submission
from grader.steps.words import all_entries, entry_groups, offered_fix, plain_problems, plain_tables, tell, tell_audit, tell_end
from grader.steps.writing import CannotWrite, Written, require_table, tell_refusal, write_rows

__all__ = [
    "CARD",
    "CODE",
    "EVIDENCE",
    "PLOT",
    "REVIEW",
    "REVIEW_TEXT",
    "RUNS",
    "SUBMISSION",
    "Asked",
    "Begun",
    "Brought",
    "CannotStart",
    "CannotWrite",
    "Progress",
    "Unwanted",
    "Wanted",
    "Written",
    "all_entries",
    "announce",
    "answer_command",
    "check_working_copy",
    "entry_groups",
    "examine_machine",
    "examine_repository",
    "fetch",
    "find_kept_runs",
    "gather_evidence",
    "judge_runs",
    "measure",
    "merge_commanded",
    "new_submission",
    "offered_fix",
    "pack_runs",
    "plain_problems",
    "plain_tables",
    "post_review",
    "read_group",
    "read_groups",
    "read_table",
    "read_thread",
    "readme_rows",
    "replay_bundle",
    "require_table",
    "row_name",
    "show_review",
    "sweep",
    "table_header",
    "take_in_event",
    "take_runs",
    "tell",
    "tell_audit",
    "tell_brought",
    "tell_end",
    "tell_no_bundle",
    "tell_no_start",
    "tell_refusal",
    "tell_replay",
    "verify_submission",
    "wanted_course",
    "wanted_data",
    "wanted_manifest",
    "wanted_model",
    "wanted_submission",
    "write_groups",
    "write_review",
    "write_rows",
]
