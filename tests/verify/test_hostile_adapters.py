"""Adapters that try to get more than they measure up to. Each says what a worker can do, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.core.run import Ending, Owner, Phase
from grader.verify.verify import Verified
from tests.verify.support import Grading, adapter, holds, measured

pytestmark = pytest.mark.sandbox

SHIM = "import os, struct, sys, time\nshim = sys.modules['__main__']"
#: run by `predict`, two frames below the shim's loop: the id of the request
ID = "sys._getframe(2).f_locals['name']"
MS = 1_000_000

CHANNEL = {
    "writes ready-made replies at import": (
        adapter(top="import os\nif not os.path.exists('/source'):\n    os.write(3, bytes(12) * 100)"), Ending.WRONG_REPLY, Phase.LOAD, {},
    ),
    "prints into the channel": (
        adapter(predict="import os\nos.write(3, b'Epoch 1/10 loss=0.3\\n')\nreturn [0]"), Ending.WRONG_REPLY, Phase.INFER, {},
    ),
    "answers twice": (
        adapter(top=SHIM + "\nshim.reply = lambda name, payload: os.write(3, 2 * (name + payload))"), Ending.SPOKE_UNASKED, Phase.INFER, {},
    ),
    "answers twice when it predicts": (
        adapter(top=SHIM, predict=f"os.write(3, 2 * ({ID} + bytes(4)))\ntime.sleep(60)"), Ending.SPOKE_UNASKED, Phase.INFER, {},
    ),
    "answers with the id of an earlier request": (
        adapter(top=SHIM + "\nseen = []", predict=f"seen.append({ID})\nif seen[1:]:\n    os.write(3, seen[0] + bytes(4))\nreturn [0]"),
        Ending.WRONG_REPLY, Phase.INFER, {},
    ),
    "forges a class that there is not": (
        adapter(top=SHIM, predict=f"os.write(3, {ID} + struct.pack('<i', 999))\ntime.sleep(60)"),
        Ending.WRONG_PREDICTION, Phase.INFER, {"error": "class 999 of 2"},
    ),
    "forges a class below zero": (
        adapter(top=SHIM, predict=f"os.write(3, {ID} + struct.pack('<i', -1))\ntime.sleep(60)"),
        Ending.WRONG_PREDICTION, Phase.INFER, {"error": "class -1 of 2"},
    ),
    "closes the channel and stays": (
        adapter(predict="import os, time\nos.close(3)\ntime.sleep(600)"), Ending.EXITED, Phase.INFER, {"code": "-"},
    ),
    "closes the channel and goes on": (
        adapter(load="import os\nos.close(3)"), Ending.EXITED, Phase.LOAD, {"error": "Bad file descriptor"},
    ),
    "sends a byte now and then": (
        adapter(top=SHIM, predict=f"for byte in {ID}:\n    os.write(3, bytes([byte]))\n    time.sleep(0.4)\nreturn [0]"),
        Ending.TIMED_OUT, Phase.INFER, {"seconds": 1.5},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "ending", "phase", "facts"), CHANNEL.values(), ids=CHANNEL)
def test_the_channel_takes_one_reply_to_each_request(
    source: str, ending: Ending, phase: Phase, facts: dict[str, str], grading: Grading
) -> None:
    end = grading.end(source, predict_seconds=1.5)
    assert (end.ending, end.phase, end.ending.owner) == (ending, phase, Owner.THEIRS), end
    assert holds(end.facts, facts), end.facts


def test_whatever_is_said_between_requests_is_noticed(grading: Grading) -> None:
    """By a thread that never stops talking: before a request it is unasked, after one it is the wrong reply."""
    talk = "import os, threading\ndef talk():\n    while True:\n        os.write(3, b'x')\n"
    end = grading.end(adapter(top=talk, predict="threading.Thread(target=talk, daemon=True).start()\nreturn [0]"))
    assert end.ending in {Ending.SPOKE_UNASKED, Ending.WRONG_REPLY}
    assert end.phase is Phase.INFER


def done(grading: Grading, source: str) -> Verified:
    verified = grading.rows(source)
    assert verified.runs.rows[0].end.ending is Ending.DONE, verified.runs.rows[0].end
    return verified


def right(verified: Verified) -> float:
    return measured(verified.runs.rows[0])[Metric.ACCURACY, Definition.EVALUATION].value


def test_words_on_stdout_are_no_verdict(grading: Grading) -> None:
    boast = 'print(\'{"accuracy": 1.0, "verdict": "confirmed"}\\n\' * 5)'
    assert right(done(grading, adapter(top=boast, predict=f"{boast}\nreturn ['dark']"))) == 0.5


CLOCKS = """
import time
real = time.sleep
for name in dir(time):
    if callable(getattr(time, name)):
        setattr(time, name, lambda *arguments: 0)
"""
LAZY = """
import time
class Lazy(list):
    def __iter__(self):
        time.sleep(0.02)
        return super().__iter__()
"""


@pytest.mark.parametrize(
    "source",
    [
        adapter(predict="import time\ntime.sleep(0.02)\nreturn _base.predict(model, inputs)"),
        adapter(top=CLOCKS, predict="real(0.02)\nreturn _base.predict(model, inputs)"),
        adapter(top=LAZY, predict="return Lazy(_base.predict(model, inputs))"),
    ],
    ids=["honestly slow", "with every clock of its own stopped", "with results that are computed when somebody looks"],
)
def test_the_clock_is_ours(source: str, grading: Grading) -> None:
    [starts] = done(grading, source).starts.values()
    assert min(ns for start in starts for ns in start.candidate.nanoseconds) >= 20 * MS


SEARCH = """
import os
if not os.path.exists('/source'):
    found = []
    for top, directories, names in os.walk('/'):
        found += [os.path.join(top, name) for name in names]
        hidden = ('/proc', '/sys', '/usr', '/venv', sys.base_prefix)
        directories[:] = [name for name in directories if os.path.join(top, name) not in hidden]
    own = {'/artifact/threshold.json', '/artifact/weights.bin', '/code/' + os.path.basename(__file__)}
    strange = [path for path in found if path.startswith(('/artifact', '/code')) and path not in own or path.endswith(('.parquet', '.yml'))]
    strange += [name for name in ('/out', '/calibration.parquet', '/work', '/home', '/var', '/mnt') if os.path.exists(name)]
    strange += [name for name in os.environ if 'GRADER' in name or 'GITHUB' in name]
    assert not strange, strange
    assert own <= set(found), found
"""


def test_inference_sees_its_artifact_and_its_code_alone(grading: Grading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the original, nor labels, nor other rows' code, nor what the supervisor has in its environment."""
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    verified = grading.rows(adapter(), adapter(top="import sys\n" + SEARCH))
    assert [row.end.ending for row in verified.runs.rows] == [Ending.DONE, Ending.DONE], verified.runs.rows[1].end


def test_the_build_sees_the_calibration_set_and_not_the_evaluation_set(grading: Grading) -> None:
    check = "import os\nassert sorted(os.listdir('/source')) == ['threshold.json']\nassert os.path.exists('/calibration.parquet')\n"
    check += "assert not [top for top in ('/', '/source', '/code', '/tmp', '/out') if 'evaluation.parquet' in os.listdir(top)]\n"
    done(grading, adapter(compress=check + "_base.compress(source, target)"))


def test_what_inference_is_given_cannot_be_written(grading: Grading) -> None:
    attempt = """
        import mmap, os
        def refused(action):
            try:
                action()
            except OSError:
                return
            raise AssertionError("this could be written")
        for name in ("/artifact/weights.bin", "/artifact/new.bin", "/code/new.py", "/grader/shim.py", "/new"):
            refused(lambda: open(name, "ab"))
        refused(lambda: os.unlink("/artifact/weights.bin"))
        refused(lambda: os.chmod("/artifact/weights.bin", 0o777))
        refused(lambda: mmap.mmap(4, 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE))
        refused(lambda: os.ftruncate(4, 1))
        refused(lambda: os.pwrite(4, b"x", 0))
    """
    done(grading, adapter(load=attempt + "\n        return _base.load(path, device)"))


def test_a_daemon_of_the_build_does_not_outlive_it(grading: Grading) -> None:
    daemon = """
        import os, time
        _base.compress(source, target)
        if os.fork() == 0:
            os.setsid()
            while True:
                (target / "weights.bin").write_bytes(b"late" * 1000)
                (target / "more.bin").write_bytes(b"late")
                (target / "more.bin").unlink()
    """
    assert right(done(grading, adapter(compress=daemon))) == 1.0


SPIKE = "spike = bytearray(b'x') * (60 << 20)\ndel spike\n"
RESET = """
try:
    open('/proc/self/clear_refs', 'w').write('5')
except OSError:
    pass
"""
CHILD = """
if not children:
    children.append(os.fork())
    if not children[0]:
        held = bytearray(b'x') * (60 << 20)
        os.close(ready[1])
        time.sleep(600)
    os.close(ready[1])
    os.read(ready[0], 1)
"""


@pytest.mark.parametrize(
    "body",
    [SPIKE, SPIKE + RESET, CHILD],
    ids=["a spike that is over", "a spike, and the counter reset from inside", "a child that holds it"],
)
def test_memory_is_counted_wherever_it_is_taken(body: str, grading: Grading) -> None:
    source = adapter(top="import os, time\nchildren, ready = [], os.pipe()", predict=body + "return _base.predict(model, inputs)")
    memory = measured(done(grading, source).runs.rows[0])
    for definition in (Definition.OVER_IMPORTS, Definition.OVER_LOAD, Definition.RESIDENT):
        assert memory[Metric.RAM_MB, definition].low >= (60 << 20) / MB


def test_children_that_come_and_go_are_no_fault(grading: Grading) -> None:
    helpers = """
        import os, threading
        def churn():
            while True:
                os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)
    """
    done(grading, adapter(top=helpers, load="threading.Thread(target=churn, daemon=True).start()\nreturn _base.load(path, device)"))


def test_imports_that_are_never_reached_cannot_make_our_side_fail(grading: Grading) -> None:
    """The empty worker imports what the source names: a module that exits when it is imported, one that is not there."""
    never = "def never():\n    import pip.__main__\n    import no_such_package\n    from numpy import no_such_name\n"
    memory = measured(done(grading, adapter(top=never)).runs.rows[0])
    assert (Metric.RAM_MB, Definition.OVER_IMPORTS) in memory


#: a thread and a child note the longest time for which they did not run, in a shared page; light means that both stood still for 0.25 s
IDLE = """
import mmap, os, struct, threading, time
page = mmap.mmap(-1, 4096)
def watch(place):
    last, longest = time.monotonic(), 0.0
    while True:
        now = time.monotonic()
        longest, last = max(longest, now - last), now
        struct.pack_into('d', page, 8 * place, longest)
        time.sleep(0.001)
def stood_still(places, seconds):
    end = time.monotonic() + 1  # whoever was thawed with us may need a moment to note it
    while min(struct.unpack_from('d' * places, page)) < seconds:
        if time.monotonic() > end:
            return 'dark'
        time.sleep(0.001)
    return 'light'
"""
WATCHED = adapter(
    top=IDLE,
    load="if os.fork() == 0:\n    os.setsid()\n    watch(0)\nthreading.Thread(target=watch, args=(1,), daemon=True).start()",
    predict="return [stood_still(2, 0.25)]",
)
BUSY = adapter(predict="import time\ntime.sleep(0.13)\nreturn ['dark']")


@pytest.mark.alone
def test_whoever_is_not_asked_stands_still_with_all_its_processes(grading: Grading) -> None:
    """Blocks of two: while one side has its turn of 0.26 s, the other does not run."""
    grading.course = replace(grading.course, measuring=replace(grading.course.measuring, starts=1))
    (grading.directory / "original.py").write_text(WATCHED)
    grading.original(grading.directory / "original.py")
    [[start]] = grading.rows(BUSY).starts.values()
    assert start.original
    assert start.original.predictions == [1] * 6, "the candidate has the first turn"
    (grading.directory / "original.py").write_text(BUSY)
    [[start]] = grading.rows(WATCHED).starts.values()
    assert start.candidate.predictions[2:] == [1] * 4, "the original has the second turn"


#: a child notes how long it has not run; the first prediction tells whether it stood still while the original loaded for half a second
STARVING = adapter(
    top=IDLE,
    load="if os.fork() == 0:\n    os.setsid()\n    watch(0)",
    predict="return [stood_still(1, 0.4)]",
)


@pytest.mark.alone
def test_a_candidate_stands_still_while_the_original_loads(grading: Grading) -> None:
    """Else it could starve the original, whose failure is ours, and make its own row ours that way."""
    (grading.directory / "original.py").write_text(adapter(load="import time\ntime.sleep(0.5)\nreturn _base.load(path, device)"))
    grading.original(grading.directory / "original.py")
    [starts] = grading.rows(STARVING).starts.values()
    assert [start.candidate.predictions for start in starts] == [[1] * 6] * 2
