"""What students get wrong: each mistake ends with an ending of its own, in its phase, with a fact to act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from grader.core.run import Ending, Owner, Phase
from grader.verify.results import MAX_HANDWRITTEN
from tests.verify.support import LIMITS, Grading, adapter, holds, measured, message

pytestmark = pytest.mark.sandbox

BUILD, FREEZE, LOAD, INFER = Phase.BUILD, Phase.FREEZE, Phase.LOAD, Phase.INFER


@dataclass(frozen=True, slots=True)
class Case:
    source: str
    ending: Ending
    phase: Phase
    facts: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)


GROW = "held = []\nwhile True:\n    held.append(bytearray(b'x') * (10 << 20))"
THREADS = "import threading, time\nfor _ in range(100):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
FORKS = "import os, time\nfor _ in range(100):\n    if os.fork() == 0:\n        time.sleep(60)\n        os._exit(0)"
SLEEP = "import time\ntime.sleep(600)"

RAISES = {
    "compress raises": Case(
        adapter(compress="raise ValueError('32 is not 16')"),
        Ending.RAISED, BUILD, {"function": "compress", "error": "ValueError: 32 is not 16"},
    ),
    "load raises": Case(
        adapter(load="open(path / 'weights.pt')"), Ending.RAISED, LOAD, {"function": "load", "error": "FileNotFoundError"}
    ),
    "predict raises": Case(
        adapter(predict="return [each['pixels'] for each in inputs]"),
        Ending.RAISED, INFER, {"function": "predict", "error": "KeyError: 'pixels'"},
    ),
    "raises at import": Case(
        adapter(top="raise RuntimeError('no GPU here')"), Ending.IMPORT_FAILED, BUILD, {"error": "RuntimeError: no GPU here"}
    ),
    "raises at import, but not while it is built": Case(
        adapter(top="open('/source/threshold.json')"), Ending.IMPORT_FAILED, LOAD, {"error": "FileNotFoundError"}
    ),
    "a syntax error": Case("def compress(source, target:\n", Ending.IMPORT_FAILED, BUILD, {"error": "SyntaxError: "}),
    "not even text": Case("\0", Ending.IMPORT_FAILED, BUILD, {"error": "null bytes"}),
    "a package that is not there": Case(
        adapter(top="import no_such_package.sub"),
        Ending.PACKAGE_MISSING, BUILD, {"error": "No module named 'no_such_package'", "available": "numpy"},
    ),
    "a package under another name": Case(
        adapter(top="import scikit_learn"),
        Ending.PACKAGE_MISSING, BUILD, {"error": "No module named 'scikit_learn'", "available": "sklearn"},
    ),
    "a package that is not there, asked for late": Case(
        adapter(load="import no_such_package"), Ending.RAISED, LOAD, {"function": "load", "error": "No module named 'no_such_package'"}
    ),
    "sys.exit at import": Case(adapter(top="import sys\nsys.exit(0)"), Ending.IMPORT_FAILED, BUILD, {"error": "SystemExit: 0"}),
    "a script that reads its arguments": Case(
        adapter(top="import argparse\np = argparse.ArgumentParser()\np.add_argument('--model', required=True)\np.parse_args()"),
        Ending.IMPORT_FAILED, BUILD, {"error": "SystemExit: 2"},
    ),
}  # fmt: skip
FUNCTIONS = {
    **{
        f"no {name}": Case(adapter(leave_out=name), Ending.FUNCTION_MISSING, phase, {"error": f"no function {name}"})
        for name, phase in (("compress", BUILD), ("load", LOAD), ("predict", LOAD))
    },
    "compress is a number": Case(adapter(top="") + "compress = 3\n", Ending.FUNCTION_MISSING, BUILD, {"error": "no function compress"}),
    "compress takes one argument": Case(
        adapter() + "def compress(model):\n    pass\n", Ending.WRONG_SIGNATURE, BUILD, {"error": "compress: too many positional arguments"}
    ),
    "load takes three arguments": Case(
        adapter() + "def load(path, device, dtype):\n    pass\n",
        Ending.WRONG_SIGNATURE,
        LOAD,
        {"error": "load: missing a required argument: 'dtype'"},
    ),
    "predict takes keywords": Case(
        adapter() + "def predict(*, model, inputs):\n    pass\n",
        Ending.WRONG_SIGNATURE,
        LOAD,
        {"error": "predict: too many positional arguments"},
    ),
}
LIMITED = {
    "compress hangs": Case(adapter(compress=SLEEP), Ending.TIMED_OUT, BUILD, {"seconds": 1.5}, {"build_seconds": 1.5}),
    "load hangs": Case(adapter(load=SLEEP), Ending.TIMED_OUT, LOAD, {"seconds": 1.5}, {"load_seconds": 1.5}),
    "predict hangs": Case(adapter(predict=SLEEP), Ending.TIMED_OUT, INFER, {"seconds": 1.5}, {"predict_seconds": 1.5}),
    "predict waits for input": Case(adapter(predict="return [input()]"), Ending.RAISED, INFER, {"error": "EOFError"}),
    "compress wants 100 GB at once": Case(
        adapter(compress="bytearray(b'x') * (100 << 30)"), Ending.OUT_OF_MEMORY, BUILD, {"limit_mb": LIMITS.memory_mb}
    ),
    "load wants 100 GB at once": Case(
        adapter(load="bytearray(b'x') * (100 << 30)"), Ending.OUT_OF_MEMORY, LOAD, {"limit_mb": LIMITS.memory_mb}
    ),
    "load takes more and more": Case(adapter(load=GROW), Ending.OUT_OF_MEMORY, LOAD, {"limit_mb": LIMITS.memory_mb}),
    "predict takes more and more": Case(adapter(predict=GROW), Ending.OUT_OF_MEMORY, INFER, {"limit_mb": LIMITS.memory_mb}),
    "load starts too many threads": Case(adapter(load=THREADS), Ending.TOO_MANY_PROCESSES, LOAD, {"detail": "32 processes"}),
    "predict starts too many processes": Case(adapter(predict=FORKS), Ending.TOO_MANY_PROCESSES, INFER, {"detail": "32 processes"}),
    "compress prints without end": Case(adapter(compress="while True:\n    print('x' * 4000)"), Ending.TOO_MUCH_OUTPUT, BUILD),
    "predict prints without end": Case(adapter(predict="while True:\n    print('x' * 4000)"), Ending.TOO_MUCH_OUTPUT, INFER),
    "load fills /tmp": Case(adapter(load="f = open('/tmp/cache', 'wb')\nwhile True:\n    f.write(bytes(1 << 20))"),
                            Ending.DISK_FULL, LOAD, {"detail": "/tmp"}, {"memory_mb": 600}),
}  # fmt: skip
ENDS = {
    "ends at import": Case(
        adapter(top="import os\nif not os.path.exists('/source'):\n    os._exit(0)"), Ending.EXITED, LOAD, {"code": 0, "error": "-"}
    ),
    "ends in compress": Case(
        adapter(compress="import os\n_base.compress(source, target)\nos._exit(0)"), Ending.EXITED, BUILD, {"code": 0, "error": "-"}
    ),
    "ends in predict with a code of its own": Case(
        adapter(predict="import os, sys\nprint('bye', file=sys.stderr)\nos._exit(7)"), Ending.EXITED, INFER, {"code": 7}
    ),
    "exit() in predict": Case(adapter(predict="exit(0)"), Ending.RAISED, INFER, {"function": "predict", "error": "SystemExit: 0"}),
    "a fault in native code": Case(adapter(predict="import ctypes\nctypes.string_at(0)"), Ending.CRASHED, INFER, {"signal": 11}),
    "compress is killed": Case(adapter(compress="import os\nos.kill(os.getpid(), 9)"), Ending.CRASHED, BUILD, {"signal": 9}),
    "load aborts": Case(adapter(load="import os\nos.abort()"), Ending.CRASHED, LOAD, {"signal": 6}),
}
PREDICTIONS = {
    "too few": Case(adapter(predict="return []"), Ending.WRONG_COUNT, INFER, {"error": "a list of 1 predictions, not 0"}),
    "too many": Case(adapter(predict="return [0, 1]"), Ending.WRONG_COUNT, INFER, {"error": "a list of 1 predictions, not 2"}),
    "nothing": Case(adapter(predict="pass"), Ending.WRONG_COUNT, INFER, {"error": "not NoneType"}),
    "one label instead of a list": Case(adapter(predict="return 'dark'"), Ending.WRONG_COUNT, INFER, {"error": "not str"}),
    "a generator": Case(adapter(predict="yield 0"), Ending.WRONG_COUNT, INFER, {"error": "not generator"}),
    "an array": Case(adapter(predict="import numpy\nreturn numpy.zeros(1, int)"), Ending.WRONG_COUNT, INFER, {"error": "not ndarray"}),
    "fewer, with the inputs taken away": Case(adapter(predict="inputs.clear()\nreturn []"), Ending.WRONG_COUNT, INFER, {"error": "not 0"}),
    "an unknown name": Case(adapter(predict="return ['grey']"), Ending.WRONG_PREDICTION, INFER, {"error": "'grey'"}),
    "a name in other letters": Case(adapter(predict="return ['Dark']"), Ending.WRONG_PREDICTION, INFER, {"error": "'Dark'"}),
    "a truth value": Case(adapter(predict="return [True]"), Ending.WRONG_PREDICTION, INFER, {"error": "True"}),
    "a fraction": Case(adapter(predict="return [1.0]"), Ending.WRONG_PREDICTION, INFER, {"error": "1.0"}),
    "a negative index": Case(adapter(predict="return [-1]"), Ending.WRONG_PREDICTION, INFER, {"error": "-1"}),
    "an index too high": Case(adapter(predict="return [2]"), Ending.WRONG_PREDICTION, INFER, {"error": "an index below 2"}),
    "an index of 200 bits": Case(adapter(predict="return [1 << 200]"), Ending.WRONG_PREDICTION, INFER, {"error": "an index below 2"}),
    "a list of labels": Case(adapter(predict="return [['dark', 'light']]"), Ending.WRONG_PREDICTION, INFER, {"error": "['dark', 'light']"}),
    "scores": Case(adapter(predict="return [[0.1, 0.9]]"), Ending.WRONG_PREDICTION, INFER, {"error": "[0.1, 0.9]"}),
}
FULL = "with open(target / 'model.bin', 'wb') as f:\n    for _ in range(10):\n        f.write(bytes(1 << 20))"
ARTIFACTS = {
    "an empty artifact": Case(adapter(compress="pass"), Ending.ARTIFACT_EMPTY, FREEZE),
    "an artifact of empty directories": Case(adapter(compress="(target / 'model').mkdir()"), Ending.ARTIFACT_EMPTY, FREEZE),
    "an artifact larger than its disk": Case(adapter(compress=FULL), Ending.ARTIFACT_TOO_LARGE, BUILD, {"limit_mb": LIMITS.artifact_mb}),
    "an artifact that is mostly a hole": Case(
        adapter(compress="with open(target / 'model.bin', 'wb') as f:\n    f.truncate(1 << 40)"),
        Ending.ARTIFACT_SPARSE, FREEZE, {"limit_mb": LIMITS.artifact_mb, "file": "model.bin"},
    ),
    "a link to the model": Case(
        adapter(compress="(target / 'model.bin').symlink_to(source / 'threshold.json')"),
        Ending.ARTIFACT_LINK, FREEZE, {"file": "model.bin"},
    ),
    "a second name": Case(
        adapter(compress="(target / 'a.bin').write_bytes(b'w')\n(target / 'b.bin').hardlink_to(target / 'a.bin')"),
        Ending.ARTIFACT_HARD_LINK, FREEZE, {"file": ".bin"},
    ),
    "a FIFO": Case(adapter(compress="import os\nos.mkfifo(target / 'model.bin')"), Ending.ARTIFACT_SPECIAL, FREEZE, {"file": "model.bin"}),
    "a hub cache, links and all": Case(
        adapter(compress="d = target / 'models--x' / 'blobs' / 'a' / 'b'\nd.mkdir(parents=True)\n(d / 'w').write_bytes(b'w')"),
        Ending.ARTIFACT_TOO_DEEP, FREEZE, {"file": "models--x/blobs/a", "limit": 3},
    ),
    "a name that is not UTF-8": Case(
        adapter(compress="open(bytes(target) + b'/\\xff', 'wb').close()"), Ending.ARTIFACT_NAME, FREEZE, {"file": "udcff"},
    ),
    "names that differ in case": Case(
        adapter(compress="(target / 'W.bin').write_bytes(b'w')\n(target / 'w.bin').write_bytes(b'w')"),
        Ending.ARTIFACT_TWINS, FREEZE, {"file": "w.bin", "twin": "W.bin"},
    ),
    "a hundred files": Case(
        adapter(compress="for number in range(100):\n    (target / f'{number}.bin').touch()"),
        Ending.ARTIFACT_TOO_MANY, FREEZE, {"limit": 64},
    ),
    "attributes": Case(
        adapter(compress="import os\n(target / 'w.bin').write_bytes(b'w')\nos.setxattr(target / 'w.bin', 'user.w', b'w')"),
        Ending.ARTIFACT_ATTRIBUTES, FREEZE, {"file": "w.bin"},
    ),
}  # fmt: skip
CASES = RAISES | FUNCTIONS | LIMITED | ENDS | PREDICTIONS | ARTIFACTS


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_ends_as_it_should(case: Case, grading: Grading) -> None:
    end = grading.end(case.source, **case.limits)
    assert (end.ending, end.phase) == (case.ending, case.phase), end
    assert end.ending.owner is Owner.THEIRS
    assert holds(end.facts, case.facts), end.facts
    for name in ("error", "limit_mb", "seconds", "available", "file"):
        assert str(case.facts.get(name, "")) in message(end)


def test_together_they_show_every_ending_that_is_the_teams() -> None:
    elsewhere = {Ending.SPOKE_UNASKED, Ending.WRONG_REPLY}  # by the hostile adapters
    elsewhere |= {Ending.GPU_BUSY}  # by test_vram.py
    elsewhere |= {Ending.LOOKS_AHEAD}  # by tasks/test_text_generation.py
    elsewhere |= {
        Ending.ARTIFACT_UNREADABLE,
        Ending.ARTIFACT_GROWING,
    }  # by test_artifact.py: root reads everything, and the builder is dead
    assert {case.ending for case in CASES.values()} == {ending for ending in Ending if ending.owner is Owner.THEIRS} - elsewhere


def test_the_log_holds_the_traceback(grading: Grading) -> None:
    end = grading.end(adapter(load="deep = {}\nreturn deep['clusters']"))
    assert "Traceback" in end.log
    assert "return deep['clusters']" in end.log


def test_the_log_is_of_the_worker_that_failed(grading: Grading) -> None:
    source = adapter(top="import sys", predict="print('candidate speaking', file=sys.stderr, flush=True)\n" + SLEEP)
    end = grading.end(source, predict_seconds=1.5)
    assert "candidate speaking" in end.log


def test_what_is_printed_fits_into_the_summary_however_odd(grading: Grading) -> None:
    loud = "import sys\nsys.stderr.write('\\x00\\x1b\\U0001f600' * 20_000)\nraise ValueError('\\x00' * 5000)"
    runs = grading.rows(*[adapter(load=loud)] * 6).runs  # encoded and decoded there
    assert {row.end.ending for row in runs.rows} == {Ending.RAISED}


def test_one_row_that_fails_leaves_the_others_alone(grading: Grading) -> None:
    verified = grading.rows(adapter(load="raise ValueError"), adapter(), None)
    assert [row.end.ending for row in verified.runs.rows] == [Ending.RAISED, Ending.DONE, Ending.DONE]
    failed, honest, original = map(measured, verified.runs.rows)
    assert {metric.value for metric, _ in failed} == {"size_mb", "gz_mb"}, "what was measured before the end is kept"
    assert {metric.value for metric, _ in honest} == {"size_mb", "gz_mb", "accuracy", "cpu_ms", "ram_mb"} == {m.value for m, _ in original}


def test_names_and_indices_of_any_integer_type_are_predictions(grading: Grading) -> None:
    forms = "[base], [numpy.int64(base)], [numpy.uint8(base)], (base,), [['dark', 'light'][base]], [int(base)]"
    body = f"base = ['dark', 'light'].index(_base.predict(model, inputs)[0])\nreturn [{forms}][next(turn) % 6]"
    [run] = grading.rows(adapter(top="import itertools, numpy\nturn = itertools.count()", predict=body)).runs.rows
    assert run.end.ending is Ending.DONE, run.end
    [accuracy] = [each for each in run.measurements if each.metric == "accuracy"]
    assert (accuracy.value, accuracy.count) == (1.0, 12)


def test_code_that_is_larger_than_people_write_counts_as_weights(grading: Grading) -> None:
    small, large = grading.rows(adapter(), adapter() + "#" * MAX_HANDWRITTEN).runs.rows
    assert {definition.value for _, definition in measured(small)} >= {"folder", "weights"}
    assert "weights" not in {definition.value for _, definition in measured(large)}
