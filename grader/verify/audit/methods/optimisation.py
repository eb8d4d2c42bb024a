"""Optimisation of a graph, as Optimum does it: fused operations leave a trace in it; compiling, attention and caches leave none."""

from __future__ import annotations

from collections import Counter

from grader.core.audit import Audit
from grader.verify.audit.case import Case, cannot_tell, evidence
from grader.verify.audit.contents import Form
from grader.verify.audit.methods import export
from grader.verify.audit.names import listed

#: Operations that only an optimiser writes (ONNX Runtime's own domain, com.microsoft).
FUSED = frozenset({
    "Attention", "MultiHeadAttention", "GroupQueryAttention", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
    "SimplifiedLayerNormalization", "EmbedLayerNormalization", "FastGelu", "BiasGelu", "QuickGelu", "FusedMatMul", "FusedConv", "FusedGemm",
    "BiasSoftmax", "BiasSplitGelu", "GemmFastGelu", "PackedAttention", "DecoderMaskedMultiHeadAttention", "NhwcConv", "RotaryEmbedding",
    "NhwcFusedConv", "QAttention", "QEmbedLayerNormalization", "MatMulNBits",
})  # fmt: skip
#: What happens in the program alone.
TRACELESS = frozenset({"compile", "attention", "cache", "engine"})


def audit(case: Case) -> Audit:
    """Look for fused operations; say what else is there."""
    fused = Counter({name: count for name, count in case.artifact.operations.items() if name in FUSED})
    if case.method.variant in TRACELESS and not fused:
        return cannot_tell(evidence("audit-no-trace", variant=case.method.variant or "-"))
    if fused:
        found = evidence("audit-fused", operations=listed(fused), count=sum(fused.values()))
        return export.ran(case, found, Form.ONNX, "onnxruntime")
    if case.artifact.graphs:
        form = case.artifact.files[case.artifact.graphs[0]]
        return cannot_tell(evidence("audit-graph-plain"), export.told(case.artifact, form, case.artifact.graphs[0]))
    return cannot_tell(evidence("audit-no-trace", variant=case.method.variant or "-"))
