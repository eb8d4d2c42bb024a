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
from grader.steps.files import CARD, CODE, EVIDENCE, PLOT, REVIEW, REVIEW_TEXT, RUNS, SUBMISSION, row_name
from grader.steps.intake import Unwanted, check_working_copy, read_table, take_in_event
from grader.steps.judge import judge_runs
from grader.steps.post import announce, post_review
from grader.steps.review import readme_rows, show_review, table_header, write_review
from grader.steps.runs import find_kept_runs, pack_runs, take_runs
from grader.steps.sweep import sweep
from grader.steps.verify import Progress, measure, verify_submission
from grader.steps.words import all_entries, entry_groups, offered_fix, plain_problems, plain_tables, tell, tell_end
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
    "CannotWrite",
    "Progress",
    "Unwanted",
    "Written",
    "all_entries",
    "announce",
    "answer_command",
    "check_working_copy",
    "entry_groups",
    "examine_machine",
    "examine_repository",
    "find_kept_runs",
    "judge_runs",
    "measure",
    "merge_commanded",
    "offered_fix",
    "pack_runs",
    "plain_problems",
    "plain_tables",
    "post_review",
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
    "tell_end",
    "tell_no_bundle",
    "tell_refusal",
    "tell_replay",
    "verify_submission",
    "write_review",
    "write_rows",
]
