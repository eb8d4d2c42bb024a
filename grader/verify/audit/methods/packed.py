"""Four bits: the layouts of GPTQ, AWQ and bitsandbytes, packed types of ONNX and OpenVINO, and what `config.json` says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.core.audit import Audit, Evidence
from grader.verify.audit.case import Case, by_share, cannot_tell, evidence, not_applied, percent
from grader.verify.audit.contents import ITEM_BITS, Tensor
from grader.verify.audit.methods.precision import kept, weights_by_type
from grader.verify.audit.names import by_suffix

#: Layouts that serve several methods: which of them computed the numbers, they do not tell.
COMMON = frozenset({"compressed-tensors", "ONNX", "OpenVINO"})
#: Variant of a method → the layouts that only it has.
OWN = {"gptq": ("gptq",), "awq": ("awq",), "nf4": ("bitsandbytes nf4",), "int4": ("gptq", "awq", "bitsandbytes nf4", "bitsandbytes fp4")}
PACKED_TYPES = frozenset({"I4", "U4", "NF4", "F4"})
#: Bits that a weight of four bits takes at most with its share of scales and zeros.
FOUR_BITS = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Weights in one packed layout: its name, how many tensors and weights, and bits for each."""

    name: str
    tensors: int
    weights: int
    bits: int


def audit(case: Case) -> Audit:
    """Look for the layout of the method, then for any of four bits."""
    found = layouts(case.artifact.tensors, case.artifact.settings)
    wanted = OWN.get(case.method.variant or "", OWN["int4"])
    own = [each for each in found if each.name in wanted]
    shared = [each for each in found if each.name in COMMON]
    dense = sum(tensor.count for tensor in case.artifact.matrices if not tensor.name.endswith((".scales", "_scale")))
    settings = _settings(case.artifact.settings)
    if own or (shared and case.method.variant in (None, "int4")):
        chosen = own or shared
        weights = sum(each.weights for each in chosen)
        return by_share(case, weights / (weights + dense), [*map(_told, chosen), *settings], [])
    if shared:
        return cannot_tell(*map(_told, shared), evidence("audit-layout-common", method=case.method.variant or "-"), *settings)
    if found:
        return not_applied(case, evidence("audit-layout-other", found=found[0].name, wanted=wanted[0]), *settings)
    return _unknown(case, wanted[0], settings)


def layouts(tensors: Sequence[Tensor], settings: Mapping[str, object]) -> list[Layout]:
    """Find the packed layouts."""
    bits = settings.get("bits", settings.get("w_bit", 4))
    width = bits if type(bits) is int and bits in (2, 3, 4, 8) else 4
    counted: dict[tuple[str, int], list[int]] = {}
    for group in by_suffix(tensors, "qweight", "qzeros", "scales").values():
        if group.keys() >= {"qweight", "scales"} and group["qweight"].dtype in ("I32", "U32") and len(group["qweight"].shape) == 2:
            packed, outputs = group["qweight"], group["scales"].shape[-1:]
            name = "gptq" if packed.shape[-1:] == outputs else "awq" if (packed.shape[-1] * 32 // width,) == outputs else ""
            if name:
                counted.setdefault((name, width), []).append(packed.count * 32 // width)
    for group in by_suffix(tensors, "weight_packed", "weight_scale").values():
        if len(group) == 2 and group["weight_packed"].dtype == "I32":
            counted.setdefault(("compressed-tensors", 4), []).append(group["weight_packed"].count * 8)
    bytes_of = {tensor.name: tensor for tensor in tensors if tensor.dtype == "U8"}
    for tensor in tensors:
        stem, _, kind = tensor.name.rpartition(".quant_state.bitsandbytes__")
        weight = bytes_of.get(stem) if stem else None
        if weight and kind in ("nf4", "fp4"):
            counted.setdefault((f"bitsandbytes {kind}", 4), []).append(weight.count * 2)
        if tensor.dtype in PACKED_TYPES and tensor.is_matrix:
            xml = tensor.path is not None and tensor.path.suffix == ".bin"
            counted.setdefault(("OpenVINO" if xml else "ONNX", 4), []).append(tensor.count)
    return [Layout(name=name, bits=each, tensors=len(found), weights=sum(found)) for (name, each), found in counted.items()]


def _told(layout: Layout) -> Evidence:
    return evidence("audit-layout", layout=layout.name, bits=layout.bits, tensors=layout.tensors, weights=layout.weights)


def _settings(settings: Mapping[str, object]) -> list[Evidence]:
    method = settings.get("quant_method")
    return [evidence("audit-layout-config", method=method[:40])] if isinstance(method, str) else []


def _unknown(case: Case, wanted: str, settings: list[Evidence]) -> Audit:
    """Without a known layout, say how many bits a weight of the original takes."""
    counts = weights_by_type(case)
    missing = [kept(counts, wanted), *settings]
    integers = [t for t in case.artifact.tensors if t.dtype in ("U8", "I8", "I32", "U32", "I16", "U16") and t.count >= 64]
    weights = sum(tensor.count for tensor in case.original().matrices)
    left = weights - sum(tensor.count for tensor in case.artifact.matrices)
    if not integers or left <= 0:
        return not_applied(case, *missing)
    each = sum(tensor.count * ITEM_BITS[tensor.dtype] for tensor in integers) / left
    found = evidence("audit-bits-each", bits=round(each, 1), percent=percent(left / weights))
    if each > FOUR_BITS:
        return not_applied(case, found, *missing)
    if case.method.variant in (None, "int4"):
        return by_share(case, left / weights, [found], missing)
    return cannot_tell(found, evidence("audit-layout-unknown", wanted=wanted))
