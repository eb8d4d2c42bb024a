"""Whole rows: what `compress` wrote is audited after the run, however that ends, beside what the worker was seen to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.audit import Proof
from grader.core.run import Ending, Owner, RowRun
from grader.core.table import Family, Method
from grader.course import Course
from grader.verify.runtimes import RUNTIMES, absent
from grader.verify.seen import Seen
from grader.verify.verify import Verified, verify
from tests.verify.audit.support import codes, facts, told
from tests.verify.audit.test_reading import SMALL_ONNX
from tests.verify.support import QuickBench, adapter, check, submission

#: Two matrices of four values each, as safetensors without the library: the adapters start at once.
CLUSTERED = """
    import json, struct
    data = struct.pack("<16384f", *[0.5, -1.0, 0.25, 2.0] * 4096)
    head = json.dumps({"w": {"dtype": "F32", "shape": [128, 128], "data_offsets": [0, len(data)]}}).encode()
    (target / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + data)
    _base.compress(source, target)
    (target / "weights.bin").unlink()
"""
GRAPH = f"""
    (target / "model.onnx").write_bytes({SMALL_ONNX!r})
    _base.compress(source, target)
    (target / "weights.bin").unlink()
"""
ENGINE = """
    (target / "model.engine").write_bytes(b"ftrt" + bytes(1000))
"""
RUN_IT = """
    import onnxruntime
    return _base.load(path, device)
"""
KEEP_IT = """
    global kept
    with (path / "model.onnx").open("rb") as file:
        kept = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return _base.load(path, device)
"""
CLUSTERING, ONNX = Method(family=Family.CLUSTERING, params={"clusters": 4}), Method(family=Family.EXPORT, variant="onnx")
TENSORRT = Method(family=Family.EXPORT, variant="tensorrt")

ROWS: Mapping[str, tuple[Method, str]] = {
    "clustered": (CLUSTERING, adapter(compress=CLUSTERED)),
    "raises": (CLUSTERING, adapter(compress=CLUSTERED, load="raise ValueError")),
    "broken": (CLUSTERING, adapter(compress="raise ValueError")),
    "graph": (ONNX, adapter(compress=GRAPH, load=RUN_IT)),
    "beside": (ONNX, adapter(top="import mmap", compress=GRAPH, load=KEEP_IT)),
    "engine": (TENSORRT, adapter(compress=ENGINE, load="import tensorrt")),
    "no-engine": (TENSORRT, adapter(compress="import tensorrt")),
    "engine-without-end": (TENSORRT, adapter(compress="(target / 'a').symlink_to('b')")),
}


@pytest.fixture(scope="module")
def rows(verified: Verified) -> Mapping[str, RowRun]:
    return dict(zip(ROWS, verified.runs.rows, strict=True))


@pytest.fixture(scope="module")
def verified(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Verified:
    """Verify all of them at once, each with one start."""
    code = tmp_path_factory.mktemp("code")
    for name, (_, source) in ROWS.items():
        (code / f"{name}.py").write_text(source)
    handed_in = submission(*(f"{name}.py" for name in ROWS))
    assert handed_in.manifest is not None
    entries = tuple(replace(row, method=method) for row, (method, _) in zip(handed_in.manifest.rows, ROWS.values(), strict=True))
    handed_in = replace(handed_in, manifest=replace(handed_in.manifest, rows=entries))
    once = replace(course, measuring=replace(course.measuring, starts=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.verify.verify.Bench", QuickBench)
        found = verify(handed_in, code, once, lambda row, phase, done: None)
    check(found.runs)
    assert all(told(row.audit) for row in found.runs.rows if row.audit)
    return found


@pytest.mark.sandbox
def test_an_audit_has_proof_evidence_and_agreement(rows: Mapping[str, RowRun]) -> None:
    run = rows["clustered"]
    assert run.end.ending is Ending.DONE
    assert run.audit is not None
    assert (run.audit.proof, run.audit.agreement) == (Proof.APPLIED, 1.0)
    assert {"audit-few-values", "audit-same-answers"} < set(codes(run.audit))


@pytest.mark.sandbox
def test_a_run_that_ends_early_is_audited_as_far_as_it_came(rows: Mapping[str, RowRun]) -> None:
    assert rows["raises"].end.ending is Ending.RAISED
    assert rows["raises"].audit is not None
    assert (rows["raises"].audit.proof, rows["raises"].audit.agreement) == (Proof.APPLIED, None)
    assert (rows["broken"].end.ending, rows["broken"].audit) == (Ending.RAISED, None)


@pytest.mark.sandbox
def test_a_graph_counts_when_its_runtime_was_loaded(rows: Mapping[str, RowRun], verified: Verified) -> None:
    ran, beside = rows["graph"].audit, rows["beside"].audit
    assert ran is not None
    assert beside is not None
    assert (ran.proof, facts(ran, "audit-graph-ran")["loaded"]) == (Proof.APPLIED, "onnxruntime")
    assert (beside.proof, codes(beside)[0]) == (Proof.NOT_APPLIED, "audit-graph-not-run")
    (start,) = verified.starts[list(ROWS).index("beside")]
    assert start.candidate.seen == Seen(files=("model.onnx",)), "a file is known through the mounts of its box"


@pytest.mark.sandbox
def test_a_runtime_that_is_not_here_costs_nothing(rows: Mapping[str, RowRun]) -> None:
    for name in ("engine", "no-engine"):
        end = rows[name].end
        assert (end.ending, end.ending.owner, end.facts["runtime"]) == (Ending.RUNTIME_ABSENT, Owner.OURS, "tensorrt")
    engine = rows["engine"]
    assert engine.audit is not None
    assert (engine.audit.proof, codes(engine.audit)) == (Proof.CANNOT_TELL, ["audit-graph-unseen", "audit-graph-mark"])
    assert engine.measurements, "its size was taken"
    assert rows["engine-without-end"].end.ending is Ending.ARTIFACT_LINK


def test_what_a_method_needs_is_looked_for_here_and_not_asked_of_the_program() -> None:
    assert absent(ONNX, gpu=False) is None
    assert absent(TENSORRT, gpu=True) == "tensorrt"
    assert absent(Method(family=Family.EXPORT, variant="tflite"), gpu=True) == "tflite_runtime"
    assert absent(Method(family=Family.QUANTIZATION, variant="int8"), gpu=False) is None
    assert absent(Method(family=Family.PRUNING, params={"library": "optimum"}), gpu=False) in (None, "optimum")
    assert all(runtime.modules for runtime in RUNTIMES.values())


def test_a_runtime_that_is_here_may_still_need_a_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gptqmodel.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    gptq = Method(family=Family.QUANTIZATION, variant="gptq")
    assert (absent(gptq, gpu=False), absent(gptq, gpu=True)) == ("CUDA", None)
