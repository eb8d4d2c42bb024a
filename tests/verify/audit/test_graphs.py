"""Graphs that the real libraries write: what is in them, whether they ran, honest and mistaken."""

from __future__ import annotations

import logging
import shutil
import warnings
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from grader.core.audit import Proof
from grader.core.table import Family
from grader.verify.seen import Seen
from tests.verify.audit.support import Auditing, codes, contents, facts, model, traced, weights

EXPORT, QUANTIZATION = Family.EXPORT, Family.QUANTIZATION
ORT = Seen(runtimes=("onnxruntime",))
TORCH = Seen(runtimes=("torch",))


@pytest.fixture(scope="session")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One directory for each artifact."""
    import onnx
    import openvino
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_dynamic, quantize_static

    root = tmp_path_factory.mktemp("graphs")

    def place(name: str) -> str:
        (root / name).mkdir()
        return str(root / name / "model.onnx")

    class Batches(CalibrationDataReader):  # type: ignore[misc]
        left = 4

        def get_next(self) -> dict[str, object] | None:
            self.left -= 1
            return {"x": torch.randn(1, 64).numpy()} if self.left else None

    logging.disable(logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model(), (torch.zeros(1, 64),), place("onnx"), dynamo=False, input_names=["x"], opset_version=17)
        whole = onnx.load(root / "onnx" / "model.onnx")
        onnx.save(whole, place("beside"), save_as_external_data=True, location="model.onnx.data", size_threshold=0)
        quantize_dynamic(root / "onnx" / "model.onnx", place("dynamic"))
        quantize_static(root / "onnx" / "model.onnx", place("static"), Batches(), quant_format=QuantFormat.QDQ)
        place("openvino")
        converted = openvino.convert_model(root / "onnx" / "model.onnx")
        openvino.save_model(converted, root / "openvino" / "model.xml")
        place("script")
        traced(model()).save(str(root / "script" / "model.pt"))
    logging.disable(logging.NOTSET)
    return root


@pytest.mark.parametrize("name", ["onnx", "beside"])
def test_an_onnx_graph_has_the_weights_of_its_model(graphs: Path, name: str) -> None:
    found = contents(graphs / name)
    assert not found.problems
    assert found.operations["Gemm"] == 4
    stored = {tensor.name: torch.from_numpy(tensor.bits().view("<f4").copy()).reshape(tensor.shape) for tensor in found.tensors}
    for key, weight in weights().items():
        assert torch.equal(stored[key], weight)


def test_an_onnx_graph_that_ran_is_an_export(auditing: Auditing, graphs: Path) -> None:
    found = auditing(contents(graphs / "onnx"), EXPORT, "onnx", seen=ORT)
    assert (found.proof, codes(found)) == (Proof.APPLIED, ["audit-graph", "audit-graph-ran"])
    assert facts(found, "audit-graph")["nodes"] == 5


@pytest.mark.parametrize(
    ("name", "variant", "seen", "proof", "code"),
    [
        ("onnx", "onnx", TORCH, Proof.NOT_APPLIED, "audit-graph-not-run"),
        ("onnx", "onnx", None, Proof.CANNOT_TELL, "audit-graph-unseen"),
        ("onnx", "openvino", ORT, Proof.NOT_APPLIED, "audit-graph-missing"),
        ("onnx", None, ORT, Proof.APPLIED, "audit-graph"),
        ("openvino", "openvino", Seen(runtimes=("openvino",)), Proof.APPLIED, "audit-graph"),
        ("openvino", "openvino", TORCH, Proof.NOT_APPLIED, "audit-graph-not-run"),
        ("script", "torchscript", TORCH, Proof.APPLIED, "audit-graph"),
        ("script", "onnx", TORCH, Proof.NOT_APPLIED, "audit-graph-missing"),
        ("onnx", "coreml", None, Proof.CANNOT_TELL, "audit-format-unknown"),
    ],
)
def test_the_graph_is_there_and_ran(
    auditing: Auditing, graphs: Path, name: str, variant: str | None, seen: Seen | None, proof: Proof, code: str
) -> None:
    found = auditing(contents(graphs / name), EXPORT, variant, seen=seen)
    assert (found.proof, codes(found)[0]) == (proof, code)


def test_weights_of_pytorch_beside_a_graph_may_be_what_ran(auditing: Auditing, graphs: Path, tmp_path: Path) -> None:
    shutil.copytree(graphs / "onnx", tmp_path / "both")
    save_file(weights(), tmp_path / "both" / "model.safetensors")
    found = auditing(contents(tmp_path / "both"), EXPORT, "onnx", seen=ORT)
    assert (found.proof, codes(found)[0]) == (Proof.CANNOT_TELL, "audit-graph-beside")


def test_a_graph_on_the_processor_is_no_graph_on_the_gpu(auditing: Auditing, graphs: Path) -> None:
    artifact = contents(graphs / "onnx")
    assert "audit-provider-cpu" in codes(auditing(artifact, EXPORT, "onnx", seen=ORT, on_gpu=True))
    assert "audit-provider-cpu" in codes(auditing(artifact, EXPORT, "onnx", seen=ORT, device="gpu"))
    gpu = Seen(runtimes=("onnxruntime", "onnxruntime-cuda"))
    assert codes(auditing(artifact, EXPORT, "onnx", seen=gpu, on_gpu=True))[-1] == "audit-provider-gpu"


@pytest.mark.parametrize(("name", "mode"), [("dynamic", "dynamic"), ("static", "static")])
def test_int8_graphs_show_how_they_quantize(auditing: Auditing, graphs: Path, name: str, mode: str) -> None:
    artifact = contents(graphs / name)
    found = auditing(artifact, QUANTIZATION, "int8", mode=mode)
    assert found.proof is Proof.APPLIED
    assert codes(found) == ["audit-int8-weights", "audit-int8-operations"]
    other = "static" if mode == "dynamic" else "dynamic"
    assert facts(auditing(artifact, QUANTIZATION, "int8", mode=other), "audit-int8-mode") == {"claimed": other, "found": mode}


@pytest.mark.parametrize(("kind", "variant"), [("i8", "int8"), ("u4", "int4")])
def test_compressed_weights_of_openvino_are_known(auditing: Auditing, tmp_path: Path, kind: str, variant: str) -> None:
    import numpy as np
    import openvino
    from openvino import opset13 as layers

    parameter = layers.parameter([1, 64], np.float32, name="x")
    numbers = openvino.Tensor(np.ones((128, 64), np.int8)) if kind == "i8" else openvino.Tensor(openvino.Type.u4, openvino.Shape([128, 64]))
    weight = layers.multiply(layers.convert(openvino.op.Constant(numbers), np.float32), layers.constant(np.full((128, 1), 0.1, np.float32)))
    product = layers.matmul(parameter, weight, transpose_a=False, transpose_b=True)
    openvino.save_model(openvino.Model([product], [parameter], "m"), tmp_path / "m.xml")
    assert auditing(contents(tmp_path), QUANTIZATION, variant).proof is Proof.APPLIED
    assert auditing(contents(tmp_path), QUANTIZATION, "fp16").proof is Proof.NOT_APPLIED


def test_a_graph_in_full_precision_is_no_int8(auditing: Auditing, graphs: Path) -> None:
    assert auditing(contents(graphs / "onnx"), QUANTIZATION, "int8").proof is Proof.NOT_APPLIED
    found = auditing(contents(graphs / "onnx"), EXPORT, "onnx", seen=ORT, dtype="int8")
    assert (found.proof, "audit-dtype-missing" in codes(found)) == (Proof.APPLIED, True)


def test_the_format_beside_a_method_is_remarked_upon(auditing: Auditing, graphs: Path) -> None:
    artifact = contents(graphs / "dynamic")
    assert codes(auditing(artifact, QUANTIZATION, "int8", format="onnx", seen=ORT))[2:] == []
    found = auditing(artifact, QUANTIZATION, "int8", format="openvino", seen=ORT)
    assert (found.proof, codes(found)[-1]) == (Proof.APPLIED, "audit-graph-missing")


def test_openvino_writes_half_precision_by_itself(auditing: Auditing, graphs: Path) -> None:
    found = auditing(contents(graphs / "openvino"), QUANTIZATION, "fp16")
    assert (found.proof, facts(found, "audit-dtype")) == (Proof.APPLIED, {"dtype": "F16", "percent": 100.0})


@pytest.mark.parametrize(
    ("variant", "name", "data", "runtime"),
    [
        ("tensorrt", "m.engine", b"ftrt", "tensorrt"),
        ("tflite", "m.tflite", b"\x1c\0\0\0TFL3", "tflite"),
        ("gguf", "m.gguf", b"GGUF", "llama.cpp"),
    ],
)
def test_formats_known_by_their_first_bytes_do_not_tell_unless_they_ran(
    auditing: Auditing, tmp_path: Path, variant: str, name: str, data: bytes, runtime: str
) -> None:
    (tmp_path / name).write_bytes(data + bytes(5000))
    artifact = contents(tmp_path)
    assert codes(auditing(artifact, EXPORT, variant)) == ["audit-graph-unseen", "audit-graph-mark"]
    assert auditing(artifact, EXPORT, variant).proof is Proof.CANNOT_TELL
    assert auditing(artifact, EXPORT, variant, seen=Seen(runtimes=(runtime,))).proof is Proof.APPLIED
    (tmp_path / name).write_bytes(b"no such file" + bytes(5000))
    assert auditing(contents(tmp_path), EXPORT, variant).proof is Proof.CANNOT_TELL


def test_fused_operations_are_an_optimisation(auditing: Auditing, tmp_path: Path, graphs: Path) -> None:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "model.onnx")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    onnxruntime.InferenceSession(graphs / "onnx" / "model.onnx", options, providers=["CPUExecutionProvider"])
    found = auditing(contents(tmp_path), Family.OPTIMISATION, seen=ORT)
    assert (found.proof, facts(found, "audit-fused")["operations"]) == (Proof.APPLIED, "FusedGemm ×1")
    assert auditing(contents(tmp_path), Family.OPTIMISATION, seen=TORCH).proof is Proof.NOT_APPLIED
    plain = auditing(contents(graphs / "onnx"), Family.OPTIMISATION, seen=ORT)
    assert (plain.proof, codes(plain)[0]) == (Proof.CANNOT_TELL, "audit-graph-plain")


@pytest.mark.parametrize("variant", ["compile", "attention", "cache", None])
def test_what_leaves_no_trace_does_not_tell(auditing: Auditing, variant: str | None) -> None:
    found = auditing(auditing.original, Family.OPTIMISATION, variant)
    assert (found.proof, codes(found)[0]) == (Proof.CANNOT_TELL, "audit-no-trace")


def test_a_method_that_nobody_knows_does_not_tell(auditing: Auditing) -> None:
    assert codes(auditing(auditing.original, Family.UNKNOWN)) == ["audit-method-unknown"]
    assert codes(auditing(auditing.original, QUANTIZATION, "gguf")) == ["audit-method-unknown"]
