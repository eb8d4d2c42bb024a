"""Making the supervisor believe what was not measured (50 to 80, 92 and 93 of the catalogue)."""

from __future__ import annotations

import json
import struct
import time

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Ending, Phase
from grader.verify.sandbox import Cause
from tests.attacks.scene import Scene
from tests.attacks.script import Note, Script, attempt
from tests.verify.support import Grading, adapter, measured

pytestmark = pytest.mark.sandbox

FOREIGN = {Ending.WRONG_REPLY, Ending.SPOKE_UNASKED}
#: two frames below the shim's loop: the id of the request
ID = "sys._getframe(2).f_locals['name']"
SLOW = "\nimport time; time.sleep(60)"


def document(text: bytes) -> bytes:
    """A reply as other graders frame it: a mark, a length, JSON."""
    return struct.pack("<4sI", b"RPLY", len(text)) + text


SAID: dict[str, bytes] = {
    "53 the announcement of four gigabytes": struct.pack("<4sI", b"RPLY", 0xFFFFFFF0),
    "54 words for people": b"Epoch 1/10 loss=0.3\n",
    "67 brackets without end": document(b"[" * 30_000),
    "68 bytes that are no text": document(b'{"id":"\xff\xfe","outputs":[0]}'),
    "69 half a character": document(b'{"id":"\\ud800","outputs":[0]}'),
    "70 one key with two values": document(b'{"outputs":[1],"outputs":[0]}'),
    "71 more keys than asked for": document(json.dumps({"outputs": [0], "accuracy": 1.0, "verdict": "confirmed"}).encode()),
    "72 two documents": document(b'{"outputs":[0]} {"verdict":"confirmed"}'),
    "73 null": document(b"null"),
}


@pytest.mark.parametrize("name", SAID)
def test_nothing_but_the_awaited_reply_is_taken(name: str, grading: Grading, note: Note) -> None:
    """There is no parser to confuse: a reply is the id of its request and a number of bytes that we know beforehand."""
    end = grading.end(adapter(predict=f"import os\nos.write(3, {SAID[name]!r})" + SLOW), predict_seconds=1)
    note("wrong-reply, unasked-reply or, of less than a reply, time-limit", end.ending)
    assert end.ending in FOREIGN or (len(SAID[name]) < 12 and end.ending is Ending.TIMED_OUT), end
    assert end.phase is Phase.INFER


ANSWERS = {
    "55 not a number": "float('nan')",
    "56 infinity": "float('inf')",
    "57 a number of 5000 digits": "10 ** 5000",
    "59 a number as text": "'1'",
    "63 a dictionary": "{'label': 'dark'}",
    "67 a list in a list in a list": "__import__('functools').reduce(lambda inner, _: [inner], range(30_000), [])",
    "69 half a character as a name": "'\\ud800'",
    "69 a thing that says nothing of itself": "type('Shy', (), {'__repr__': lambda self: 1 / 0})()",
    "69 a thing that says what it likes": "type('Loud', (str,), {'__repr__': lambda self: '\\n::error::\\x1b[2J'})('x')",
    "64 a thing that equals everything": "type('Any', (), {'__eq__': lambda self, other: True, '__hash__': lambda self: 0})()",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_prediction_is_a_name_or_an_index_and_nothing_like_it(name: str, grading: Grading, note: Note) -> None:
    end = grading.end(adapter(predict=f"return [{ANSWERS[name]}]"))
    note(Ending.WRONG_PREDICTION, end.ending)
    assert (end.ending, end.phase) == (Ending.WRONG_PREDICTION, Phase.INFER), end
    assert str(end.facts["error"]).isprintable()


FLOODS = {
    "79 a flood in place of an answer": "import os\nwhile True: os.write(3, b'x' * 65536)",
    "79 a flood in the name of a request": f"import os, sys\nos.write(3, {ID} + bytes(4))\nwhile True: os.write(3, b'x' * 65536)",
    "93 an answer with four megabytes of nothing behind it": (
        f"import os, sys\ndata = {ID} + bytes(4) + b' ' * (4 << 20)\nwhile data: data = data[os.write(3, data):]" + SLOW
    ),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_costs_nothing_and_ends_the_run(name: str, grading: Grading, note: Note) -> None:
    began = time.process_time()
    end = grading.end(adapter(predict=FLOODS[name]))
    note("wrong-reply or unasked-reply", end.ending)
    assert end.ending in FOREIGN, end
    assert time.process_time() - began < 5, "checking takes as long as the reply is awaited to be, not as it is"


def test_51_an_answer_before_the_question_cannot_know_its_name(grading: Grading) -> None:
    """The reply lies in the channel before the request does: its id is right once in 2**64."""
    early = "import os, threading\nthreading.Timer(0, lambda: [os.write(3, os.urandom(8) + bytes(4)) for _ in range(3)]).start()\n"
    end = grading.end(adapter(load=early + "return _base.load(path, device)"))
    assert end.ending in FOREIGN, end


def test_77_no_file_of_results_and_no_exit_code_is_read(grading: Grading, target: Scene) -> None:
    body = f"""
        import os
        output = os.environ.get('GITHUB_OUTPUT', '/')
        for place in ({str(target.directory)!r}, '/tmp', '/out', '/artifact', '/github/workflow', output, '.'):
            for name in ('results.json', 'runs.json', 'output', 'summary.md'):
                try: open(os.path.join(place, name), 'w').write('{{"accuracy": 1.0, "verdict": "confirmed"}}')
                except OSError: pass
        os._exit(0)
    """
    end = grading.end(adapter(predict=body))
    assert (end.ending, end.phase, end.facts["code"]) == (Ending.EXITED, Phase.INFER, 0)
    assert target.prizes(b"") == []


def test_78_a_worker_cannot_ask_itself(grading: Grading) -> None:
    """The channel cannot be opened again, the input cannot be written, and what it sends comes to us."""
    attempt = """
        import os, struct
        for place in ('/proc/self/fd/3', '/proc/self/fd/4'):
            for flags in (os.O_WRONLY, os.O_RDWR):
                try: handle = os.open(place, flags)
                except OSError: continue
                for act in (lambda: os.write(handle, b'x' * 16), lambda: os.ftruncate(handle, 1), lambda: os.pwrite(handle, b'x', 0)):
                    try: act()
                    except OSError: continue
                    raise AssertionError(place)
        return _base.load(path, device)
    """
    verified = grading.rows(adapter(load=attempt))
    assert verified.runs.rows[0].end.ending is Ending.DONE, verified.runs.rows[0].end
    asks = "import os, struct\nos.write(3, struct.pack('<8sII', b'12345678', 2, 0))\nreturn ['dark']"
    assert grading.end(adapter(predict=asks)).ending in FOREIGN


def test_50_a_forged_reply_is_worth_what_its_answer_is(grading: Grading) -> None:
    """A worker can reply by itself, in time and with the right id: then it has answered, and is scored by that."""
    forge = "import os, struct, sys\nframe = sys._getframe(2)\nos.write(3, frame.f_locals['name'] + struct.pack('<i', 0))"
    skip = "\nsys.modules['__main__'].reply = lambda name, payload: None\nreturn ['light']"
    verified = grading.rows(adapter(predict=forge + skip))
    [run] = verified.runs.rows
    assert run.end.ending is Ending.DONE, run.end
    assert measured(run)[Metric.ACCURACY, Definition.EVALUATION].value == 0.5


def test_92_how_a_program_ended_is_not_its_own_word(target: Scene) -> None:
    """Whatever it finds to write into, and whatever it does to the process above it: the end of a box that failed is a failure."""
    code = """
        import os, signal
        for pid in (1, 2):
            try: numbers = os.listdir(f'/proc/{pid}/fd')
            except OSError: continue
            for number in set(numbers) - {'0', '1', '2'}:
                try: os.write(os.open(f'/proc/{pid}/fd/{number}', os.O_WRONLY), b'{ "exit-code": 0 }\\n' + bytes(8))
                except OSError: pass
        for number in range(3, 64):
            try: os.write(number, b'{ "exit-code": 0 }\\n')
            except OSError: pass
        for number in (signal.SIGTERM, signal.SIGKILL):
            try: os.kill(1, number)
            except OSError: pass
        os._exit(7)
    """
    end, won = attempt(Script(code=code), target)
    assert won == []
    assert (end.cause, end.exit_code) == (Cause.EXITED, 7), end
