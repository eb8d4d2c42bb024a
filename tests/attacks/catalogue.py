"""The catalogue of attacks on verification by number: where each is shown, what is left of it, and which cannot be tried here.

A test in this directory says its numbers by itself: `[05 sockets …]` or `test_19_…`. Here stand the others.
"""

from __future__ import annotations

import re

NUMBERS = (
    *(f"{number:02}" for number in range(1, 94) if number not in (26, 27, 28)),  # these were never given
    *(f"a{number:02}" for number in range(1, 15)),
    *(f"b{number:02}" for number in range(1, 20)),
)

_BOX, _VERIFY = "tests/verify/sandbox/", "tests/verify/"
_LIMITS, _CHANNEL = _BOX + "test_limits.py::", _VERIFY + "test_hostile_adapters.py::test_the_channel_takes_one_reply_to_each_request"
_BROKEN = _VERIFY + "test_broken_adapters.py::test_it_ends_as_it_should"


def _both(test: str, name: str = "") -> tuple[str, ...]:
    return tuple(f"{_LIMITS}{test}[{name}{kind}]" for kind in ("cgroup", "watchdog"))


#: number → tests outside this directory that show it
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "11": (_BOX + "test_escape.py::test_the_32_bit_door_kills", _BOX + "test_escape.py::test_system_calls_that_are_refused[x32]"),
    "30": _both("test_a_fork_bomb"),
    "31": _both("test_memory_of_the_whole_tree", "one process-"),
    "32": _both("test_memory_of_the_whole_tree", "its children-"),
    "33": _both("test_memory_of_the_whole_tree", "a memfd that nobody maps-"),
    "34": (
        *_both("test_what_lies_in_tmp_counts_as_memory"),
        _LIMITS + "test_a_full_volume[/tmp]",
        _LIMITS + "test_a_full_volume[/dev/shm]",
    ),
    "35": tuple(_BOX + f"test_escape.py::test_only_the_sized_volumes_can_be_written[{place}]" for place in ("/", "/dev", "/etc", "/proc")),
    "36": (_LIMITS + "test_too_many_files",),
    "37": (_LIMITS + "test_endless_output[stdout]", _LIMITS + "test_endless_output[stderr]"),
    "39": (_BOX + "test_life.py::test_a_daemon_dies_with_the_program",),
    "41": (_LIMITS + "test_sleeping_for_ever", _BROKEN + "[predict hangs]"),
    "42": (_LIMITS + "test_ignoring_signals_does_not_help", *_both("test_cpu_time")),
    "48": (
        _BOX + "test_life.py::test_a_box_dies_with_its_supervisor[False]",
        _BOX + "test_life.py::test_a_box_dies_with_its_supervisor[True]",
    ),
    "50": (_CHANNEL + "[writes ready-made replies at import]",),
    "52": (_CHANNEL + "[answers twice]", _CHANNEL + "[answers twice when it predicts]"),
    "58": (_BROKEN + "[a truth value]",),
    "60": (_BROKEN + "[a fraction]",),
    "61": (_BROKEN + "[too few]",),
    "62": (_BROKEN + "[too many]",),
    "65": (_BROKEN + "[an index too high]", _CHANNEL + "[forges a class that there is not]"),
    "66": (_BROKEN + "[a negative index]", _CHANNEL + "[forges a class below zero]"),
    "74": (_CHANNEL + "[answers with the id of an earlier request]",),
    "75": (_CHANNEL + "[sends a byte now and then]",),
    "76": (_BROKEN + "[ends at import]", _BROKEN + "[ends in compress]"),
    "80": (_VERIFY + "test_hostile_adapters.py::test_words_on_stdout_are_no_verdict",),
    "81": (_VERIFY + "test_hostile_adapters.py::test_the_clock_is_ours[with every clock of its own stopped]",),
    "82": (_VERIFY + "test_verify.py::test_no_example_is_asked_twice_and_both_sides_get_the_same",),
    "85": (_VERIFY + "test_hostile_adapters.py::test_the_clock_is_ours[with results that are computed when somebody looks]",),
    "87": (_VERIFY + "test_hostile_adapters.py::test_a_candidate_stands_still_while_the_original_loads",),
    "a02": (_VERIFY + "test_hostile_adapters.py::test_inference_sees_its_artifact_and_its_code_alone",),
    "a11": (_VERIFY + "test_hostile_adapters.py::test_a_daemon_of_the_build_does_not_outlive_it",),
}

#: number → what is left of it, and why
LEFT: dict[str, str] = {
    "20": "locks on a file that two boxes see are seen by both while both live: the candidate's and the course's own",
    "21": "the kernel names the places of a box's own mounts, the processor and the load: the mounts have names that say nothing",
    "33": "without a control group a file on its way between processes is in no account: `grader doctor` asks for a group",
    "83": "who knows the evaluation set can learn it by heart: it must not be published",
    "88": "a program can tell that it is graded; what it does then is what is graded",
}

#: number → why it cannot be tried on a machine without a GPU, or has nothing to try here
ABSENT: dict[str, str] = {
    "25": "no phase has a loopback: a box's only sockets are AF_UNIX, see 22",
    "49": "needs a GPU",
    "89": "needs a GPU; replies are bytes of the host, so the answer waits for the device",
    "90": "needs a GPU, and root to set its clocks: a box has neither",
    "91": "needs a GPU; candidate and original are two processes",
}

_NUMBER = re.compile(r"tests/attacks/[^:]*::(?:test_([ab]?\d\d)_|[^\[]*\[(\d\d(?= )|[ab]\d\d))")


def number_of(test: str) -> str | None:
    """The number that a test of this directory says it shows."""
    found = _NUMBER.match(test)
    return (found[1] or found[2]) if found else None
