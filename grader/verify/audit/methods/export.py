"""Export: the graph is there in the format that the row names, it can be read, and it is what ran."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, applied, cannot_tell, evidence, not_applied
from grader.verify.audit.contents import Contents, Form
from grader.verify.audit.names import listed
from grader.verify.audit.reading import shown

#: Variant → the format, and the runtime whose libraries are there when it runs.
FORMATS: Mapping[str, tuple[Form, str]] = {
    "onnx": (Form.ONNX, "onnxruntime"),
    "openvino": (Form.OPENVINO, "openvino"),
    "torchscript": (Form.TORCHSCRIPT, "torch"),
    "tensorrt": (Form.TENSORRT, "tensorrt"),
    "tflite": (Form.TFLITE, "tflite"),
    "gguf": (Form.GGUF, "llama.cpp"),
}
#: Formats of which the first bytes are known and no more is read.
BY_MARK = frozenset({Form.TENSORRT, Form.TFLITE, Form.GGUF})
WEIGHTS = (Form.SAFETENSORS, Form.TORCH)
#: Weights of PyTorch beside a graph are a model of their own if they are so large in comparison.
BESIDE = 0.25


def audit(case: Case) -> Audit:
    """Look for the graph, then at what was loaded."""
    variant = case.method.variant
    if variant is None:
        variant = next((name for name, (form, _) in FORMATS.items() if case.artifact.of(form)), None)
    if variant is None or variant not in FORMATS:
        return cannot_tell(evidence("audit-format-unknown", format=variant or "-"))
    form, runtime = FORMATS[variant]
    files = case.artifact.of(form)
    if not files:
        present = ", ".join(sorted({each.value for each in case.artifact.files.values()} - {Form.DESCRIPTION.value, Form.UNKNOWN.value}))
        return not_applied(case, evidence("audit-graph-missing", form=form.value, found=present or "-"))
    if form in BY_MARK:
        found = evidence("audit-graph-mark", form=form.value, file=shown(files[0]))
        return ran(case, found, form, runtime)
    graphs = [name for name in case.artifact.graphs if name in files]
    if not graphs:
        return cannot_tell(*list(case.artifact.problems.values())[:2])
    return ran(case, told(case.artifact, form, graphs[0]), form, runtime)


def told(contents: Contents, form: Form, name: str) -> Evidence:
    """Describe a graph."""
    operations = contents.operations
    return evidence(
        "audit-graph", form=form.value, file=shown(name), nodes=sum(operations.values()), operations=listed(operations) or "-",
        tensors=len(contents.tensors),
    )  # fmt: skip


def ran(case: Case, found: Evidence, form: Form, runtime: str) -> Audit:
    """Say that a graph was applied if its runtime was loaded and no other model was there to run."""
    beside = _beside(case, form)
    if case.seen is None:
        return cannot_tell(evidence("audit-graph-unseen", runtime=runtime), found)
    loaded = ", ".join(case.seen.runtimes) or "-"
    if runtime not in case.seen.runtimes:
        return not_applied(case, evidence("audit-graph-not-run", runtime=runtime, loaded=loaded), found)
    if beside:
        return cannot_tell(beside, found, evidence("audit-graph-ran", runtime=runtime, loaded=loaded))
    return applied(found, evidence("audit-graph-ran", runtime=runtime, loaded=loaded), *_provider(case, form))


def _beside(case: Case, form: Form) -> Evidence | None:
    """Find weights of PyTorch that may have run instead: large ones, or such as the worker kept mapped."""
    files = case.artifact.of(*WEIGHTS)
    held = [name for name in files if case.seen and name in case.seen.files]
    large = case.artifact.bytes_of(*WEIGHTS) >= BESIDE * max(case.artifact.bytes_of(form), 1)
    return evidence("audit-graph-beside", file=shown((held or files)[0]), form=form.value) if held or (files and large) else None


def _provider(case: Case, form: Form) -> list[Evidence]:
    """Tell on a GPU's machine that the graph ran on the processor."""
    if form is not Form.ONNX or case.seen is None:
        return []
    if {"onnxruntime-cuda", "onnxruntime-tensorrt"} & set(case.seen.runtimes):
        return [evidence("audit-provider-gpu")]
    return [evidence("audit-provider-cpu")] if case.on_gpu or case.method.params.get("device") == "gpu" else []
