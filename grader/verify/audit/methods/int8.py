"""Eight bits: integer weights with their scales, or a graph that computes with integers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, by_share, cannot_tell, evidence, percent
from grader.verify.audit.contents import Tensor
from grader.verify.audit.methods.precision import kept, weights_by_type
from grader.verify.audit.names import listed
from grader.verify.audit.values import distinct, of_each

#: Operations of ONNX, OpenVINO and TorchScript that quantize while they run, and those whose scales were found before.
DYNAMIC = frozenset({
    "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger", "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "DynamicQuantizeLSTM",
    "quantized.linear_dynamic", "quantized.linear_relu_dynamic",
})  # fmt: skip
STATIC = frozenset({
    "QuantizeLinear", "QLinearConv", "QLinearMatMul", "QGemm", "QAttention", "QLinearAdd", "FakeQuantize", "quantized.linear",
    "quantized.conv2d", "quantized.linear_relu", "quantized.conv2d_relu",
})  # fmt: skip
EITHER = frozenset({"DequantizeLinear"})
SCALE = re.compile(r"scale|scb\b|absmax|zero_?point|step_?size", re.IGNORECASE)
LEVELS = 256


def audit(case: Case) -> Audit:
    """Count the weights that are stored in eight bits, and the operations on integers."""
    tensors = case.artifact.tensors
    operations = Counter({name: count for name, count in case.artifact.operations.items() if name in DYNAMIC | STATIC | EITHER})
    scaled = bool(operations) or any(SCALE.search(tensor.name) for tensor in tensors if tensor.is_float) or _is_compressed(case)
    stored = [tensor for tensor in tensors if tensor.dtype in ("I8", "U8") and tensor.is_matrix] if scaled else []
    counts = weights_by_type(case)
    weights = sum(tensor.count for tensor in stored)
    total = weights + sum(count for dtype, count in counts.items() if dtype not in ("I8", "U8"))
    share = weights / total if total else 0.0
    found = [evidence("audit-int8-weights", tensors=len(stored), percent=percent(share))] if stored else []
    told = [evidence("audit-int8-operations", operations=listed(operations))] if operations else []
    if told and not stored:
        return cannot_tell(*told, kept(counts, "int8"))
    missing = [kept(counts, "int8"), *_without_scale(tensors, scaled=scaled), *_simulated(case)]
    return by_share(case, share, [*found, *told, *_mode(case, operations)], missing)


def _is_compressed(case: Case) -> bool:
    """OpenVINO keeps the scales of compressed weights as nameless constants, each multiplied with its weights."""
    return case.artifact.operations.get("Multiply", 0) > 0 and case.artifact.operations.get("Convert", 0) > 0


def _mode(case: Case, operations: Counter[str]) -> list[Evidence]:
    """Compare dynamic or static, where the row says which and the graph tells."""
    claimed = case.method.params.get("mode")
    dynamic, static = sum(operations[name] for name in DYNAMIC), sum(operations[name] for name in STATIC)
    if claimed not in ("dynamic", "static") or not dynamic + static:
        return []
    found = "dynamic" if dynamic else "static"
    return [] if found == claimed else [evidence("audit-int8-mode", claimed=str(claimed), found=found)]


def _without_scale(tensors: Sequence[Tensor], *, scaled: bool) -> list[Evidence]:
    whole = [tensor for tensor in tensors if tensor.dtype in ("I8", "U8") and tensor.is_matrix]
    return [evidence("audit-int8-without-scale", tensors=len(whole))] if whole and not scaled else []


def _simulated(case: Case) -> list[Evidence]:
    """Tell of weights that were rounded to 256 levels and stored as floating-point numbers all the same."""
    matrices = [tensor for tensor in case.artifact.matrices if tensor.count > 16 * LEVELS]
    found = of_each(lambda tensor: distinct(tensor, LEVELS), matrices)
    rounded = [tensor for tensor, values in zip(matrices, found, strict=True) if values is not None]
    return [evidence("audit-rounded", tensors=len(rounded), limit=LEVELS, dtype=rounded[0].dtype)] if rounded else []
