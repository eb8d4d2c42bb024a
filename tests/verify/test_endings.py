"""Every end of a program becomes an ending, and every ending can be said."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.run import Ending, Owner, Phase, RunEnd
from grader.core.words import Entry, Fact, Language, Severity
from grader.verify.endings import Ended, course_part, last_line, tail
from grader.verify.sandbox import Cause, SandboxEnd
from grader.verify.wording import ENTRIES
from grader.verify.worker import ended
from grader.worker import shim
from tests.verify.support import LIMITS, message

CODES = {name: value for name, value in vars(shim).items() if name.isupper() and isinstance(value, int) and value >= 70}

#: the facts that the code gives with each ending; that it does is shown by the adapters and cases that end so
FACTS: dict[Ending, dict[str, Fact]] = {
    Ending.DONE: {},
    Ending.IMPORT_FAILED: {"error": "e"},
    Ending.PACKAGE_MISSING: {"error": "e", "available": "a"},
    Ending.FUNCTION_MISSING: {"error": "e"},
    Ending.WRONG_SIGNATURE: {"error": "e"},
    Ending.RAISED: {"function": "load", "error": "e"},
    Ending.CRASHED: {"signal": 11},
    Ending.EXITED: {"code": 0, "error": "e"},
    Ending.TIMED_OUT: {"seconds": 1.5},
    Ending.OUT_OF_MEMORY: {"limit_mb": 1},
    Ending.TOO_MANY_PROCESSES: {"detail": "d"},
    Ending.DISK_FULL: {"detail": "d"},
    Ending.TOO_MUCH_OUTPUT: {"detail": "d"},
    Ending.SPOKE_UNASKED: {},
    Ending.WRONG_REPLY: {},
    Ending.WRONG_PREDICTION: {"error": "e"},
    Ending.WRONG_COUNT: {"error": "e"},
    Ending.LOOKS_AHEAD: {"gain": 0.21, "count": 100},
    Ending.GPU_BUSY: {"seconds": 3.0},
    Ending.ARTIFACT_EMPTY: {},
    Ending.ARTIFACT_TOO_LARGE: {"limit_mb": 1},
    Ending.ARTIFACT_SPARSE: {"limit_mb": 1, "file": "f"},
    Ending.ARTIFACT_LINK: {"file": "f"},
    Ending.ARTIFACT_HARD_LINK: {"file": "f"},
    Ending.ARTIFACT_SPECIAL: {"file": "f"},
    Ending.ARTIFACT_NAME: {"file": "f"},
    Ending.ARTIFACT_TWINS: {"file": "f", "twin": "F"},
    Ending.ARTIFACT_TOO_MANY: {"limit": 64, "file": "f"},
    Ending.ARTIFACT_TOO_DEEP: {"limit": 3, "file": "f"},
    Ending.ARTIFACT_ATTRIBUTES: {"file": "f"},
    Ending.ARTIFACT_UNREADABLE: {"file": "f"},
    Ending.ARTIFACT_GROWING: {"file": "f"},
    Ending.SANDBOX_UNAVAILABLE: {"detail": "d"},
    Ending.ORIGINAL_FAILED: {"code": "c", "detail": "d"},
    Ending.MODEL_UNAVAILABLE: {"model": "m", "command": "c"},
    Ending.DATA_UNAVAILABLE: {"name": "n", "command": "c"},
    Ending.DATA_UNREADABLE: {"detail": "d"},
    Ending.HUB_VANISHED: {"name": "n"},
    Ending.HUB_REVISION: {"name": "n", "revision": "r"},
    Ending.HUB_GATED: {"name": "n"},
    Ending.HUB_NOT_ALLOWED: {"name": "n", "allowed": "a"},
    Ending.HUB_TOO_LARGE: {"name": "n", "size_mb": 2.5, "limit_mb": 2},
    Ending.HUB_PICKLES: {"name": "n", "file": "f"},
    Ending.HUB_NO_WEIGHTS: {"name": "n"},
    Ending.NOT_MEASURED: {"task": "t"},
    Ending.RUNTIME_ABSENT: {"runtime": "r", "error": "e"},
    Ending.SUPERVISOR_FAILED: {"detail": "d"},
    Ending.UNKILLABLE: {"detail": "d"},
    Ending.RUNNER_LOST: {"detail": "d"},
}


def of(cause: Cause, *, code: int | None = None, signal: int | None = None, stderr: bytes = b"a\nlast line\n") -> Ended:
    return ended(SandboxEnd(cause=cause, exit_code=code, signal=signal, stderr=stderr), LIMITS, 1.5)


def test_every_ending_has_one_entry() -> None:
    assert sorted(entry.code for entry in ENTRIES) == sorted(ending.value for ending in Ending)


def test_severity_follows_the_owner() -> None:
    expected = {Owner.NOBODY: Severity.NOTE, Owner.THEIRS: Severity.ERROR, Owner.OURS: Severity.WARNING}
    assert {entry.code: entry.severity for entry in ENTRIES} == {ending.value: expected[ending.owner] for ending in Ending}


@pytest.mark.parametrize("ending", Ending)
def test_messages_need_no_fact_that_is_not_given(ending: Ending) -> None:
    end = RunEnd(ending=ending, phase=Phase.LOAD, facts=FACTS[ending])
    assert message(end, Language.EN) != message(end, Language.RU)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_both_languages_say_the_same_facts(entry: Entry) -> None:
    ru, en = ({name for _, name, _, _ in string.Formatter().parse(entry.message.text(language)) if name} for language in Language)
    assert ru == en == FACTS[Ending(entry.code)].keys() & (ru | en)
    assert not any("{" in entry.why.text(language) for language in Language)


@pytest.mark.parametrize("name", CODES)
def test_every_exit_code_of_the_shim_is_an_ending_of_its_own(name: str) -> None:
    end = of(Cause.EXITED, code=CODES[name])
    assert end.ending is not Ending.EXITED
    assert end.ending.owner is Owner.THEIRS
    assert end.facts.keys() >= FACTS[end.ending].keys()


def test_exit_codes_differ_from_each_other_and_from_what_python_and_the_shell_use() -> None:
    assert len(set(CODES.values())) == len(CODES) >= 10
    assert all(2 < code < 126 for code in CODES.values())


@pytest.mark.parametrize("code", [0, 1, 2, 3, 69, 80, 255])
def test_any_other_exit_code_is_the_programs_own_end(code: int) -> None:
    end = of(Cause.EXITED, code=code)
    assert (end.ending, end.facts) == (Ending.EXITED, {"code": code, "error": "last line"})


@pytest.mark.parametrize(
    ("cause", "ending"),
    [
        (Cause.SIGNALLED, Ending.CRASHED),
        (Cause.TIME, Ending.TIMED_OUT),
        (Cause.CPU, Ending.TIMED_OUT),
        (Cause.MEMORY, Ending.OUT_OF_MEMORY),
        (Cause.PROCESSES, Ending.TOO_MANY_PROCESSES),
        (Cause.DISK, Ending.DISK_FULL),
        (Cause.OUTPUT, Ending.TOO_MUCH_OUTPUT),
        (Cause.KILLED, Ending.EXITED),
        (Cause.UNAVAILABLE, Ending.SANDBOX_UNAVAILABLE),
        (Cause.UNKILLABLE, Ending.UNKILLABLE),
    ],
)
def test_every_end_of_a_sandbox_is_an_ending(cause: Cause, ending: Ending) -> None:
    end = of(cause, signal=11)
    assert end.ending is ending
    assert end.facts.keys() >= FACTS[ending].keys()
    assert end.log == "a\nlast line\n"


def test_no_end_of_a_sandbox_is_forgotten() -> None:
    assert all(of(cause, code=0, signal=0).ending is not Ending.DONE for cause in Cause)


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending.owner is Owner.THEIRS])
def test_what_the_course_does_wrong_is_ours(ending: Ending) -> None:
    early = Ended(ending, **FACTS[ending])
    early.log = "the log"
    with pytest.raises(Ended) as caught, course_part():
        raise early
    assert caught.value.ending is Ending.ORIGINAL_FAILED
    assert caught.value.facts == {"code": ending.value, "detail": FACTS[ending].get("error", "-")}
    assert caught.value.log == "the log"


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending.owner is Owner.OURS])
def test_what_was_ours_before_keeps_its_name(ending: Ending) -> None:
    with pytest.raises(Ended) as caught, course_part():
        raise Ended(ending, **FACTS[ending])
    assert caught.value.ending is ending


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "-"),
        ("\n \n", "-"),
        ("one", "one"),
        ("Traceback:\n  frame\nValueError: x\n\n", "ValueError: x"),
        ("a" * 1000, "a" * 300),
        ("\x1b[31mred\x00\u202e", "?[31mred??"),
    ],
)
def test_the_last_line_is_the_last_that_says_anything(text: str, expected: str) -> None:
    assert last_line(text) == expected


@given(st.text(), st.integers(1, 50))
def test_a_tail_fits_and_is_the_end_of_what_can_be_seen(text: str, room: int) -> None:
    found = tail(text, room)
    assert len(found.encode()) <= room
    assert all(char.isprintable() or char in "\r\n\t" for char in found)
    assert tail(text, 10**6).endswith(found)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=12))
def test_a_short_text_stays_whole(text: str) -> None:
    assert tail(text, 48) == text
