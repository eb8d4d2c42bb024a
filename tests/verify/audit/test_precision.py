"""Half precision, eight and four bits as they lie in safetensors, honest and mistaken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from grader.core.audit import Proof
from grader.core.table import Family
from tests.verify.audit.support import Auditing, codes, facts, weights

QUANTIZATION = Family.QUANTIZATION
Tensors = dict[str, torch.Tensor]


def cast(dtype: torch.dtype) -> Tensors:
    return {name: tensor.to(dtype) for name, tensor in weights().items()}


@pytest.mark.parametrize(("variant", "dtype"), [("fp16", torch.float16), ("bf16", torch.bfloat16), ("fp8", torch.float8_e4m3fn)])
def test_the_type_that_the_row_names(auditing: Auditing, variant: str, dtype: torch.dtype) -> None:
    assert auditing(auditing.save(cast(dtype)), QUANTIZATION, variant).proof is Proof.APPLIED
    found = auditing(auditing.original, QUANTIZATION, variant)
    assert found.proof is Proof.NOT_APPLIED
    assert facts(found, "audit-dtype-kept") == {"dtype": "F32", "percent": 100.0, "wanted": variant, "bits": 32}


def test_one_half_is_not_the_other(auditing: Auditing) -> None:
    assert auditing(auditing.save(cast(torch.bfloat16)), QUANTIZATION, "fp16").proof is Proof.NOT_APPLIED


def test_weights_that_were_rounded_and_written_in_full(auditing: Auditing) -> None:
    found = auditing(auditing.save({name: tensor.half().float() for name, tensor in weights().items()}), QUANTIZATION, "fp16")
    assert (found.proof, codes(found)) == (Proof.NOT_APPLIED, ["audit-dtype-kept", "audit-rounded-half"])


def int8(*, scale: bool = True) -> Tensors:
    tensors = weights()
    for name in [name for name in tensors if tensors[name].dim() == 2]:
        step = tensors[name].abs().max() / 127
        tensors[name] = (tensors[name] / step).round().to(torch.int8)
        tensors |= {f"{name}.scale": step.reshape(1)} if scale else {}
    return tensors


def simulated() -> Tensors:
    tensors = int8()
    return {name: tensor * tensors[f"{name}.scale"] if f"{name}.scale" in tensors else tensor for name, tensor in tensors.items()}


def test_integers_with_scales_are_int8(auditing: Auditing) -> None:
    found = auditing(auditing.save(int8()), QUANTIZATION, "int8")
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-int8-weights") == {"tensors": 4, "percent": 100.0}


def test_bitsandbytes_int8_is_int8(auditing: Auditing) -> None:
    tensors = {name.replace(".scale", "").replace("weight", "SCB") if name.endswith(".scale") else name: t for name, t in int8().items()}
    assert auditing(auditing.save(tensors), QUANTIZATION, "int8").proof is Proof.APPLIED


@pytest.mark.parametrize(
    ("tensors", "second"),
    [(weights, None), (simulated, "audit-rounded"), (lambda: int8(scale=False), "audit-int8-without-scale")],
    ids=["nothing", "simulated", "without-scale"],
)
def test_what_is_no_int8(auditing: Auditing, tensors: Callable[[], Tensors], second: str | None) -> None:
    found = auditing(auditing.save(tensors()), QUANTIZATION, "int8")
    assert found.proof is Proof.NOT_APPLIED
    assert codes(found) == ["audit-dtype-kept", *([second] if second else [])]


def test_the_linear_layers_alone_are_a_part(auditing: Auditing) -> None:
    tensors = int8() | {"embedding.weight": torch.randn(600, 128)}
    found = auditing(auditing.save(tensors), QUANTIZATION, "int8", mode="dynamic")
    assert (found.proof, codes(found)) == (Proof.APPLIED, ["audit-int8-weights", "audit-partly"])


def gptq(*, awq: bool = False, rows: int = 128, columns: int = 256) -> Tensors:
    packed = (rows, columns // 8) if awq else (rows // 8, columns)
    tensors: Tensors = {}
    for layer in ("q_proj", "k_proj"):
        tensors |= {
            f"{layer}.qweight": torch.randint(-(2**31), 2**31 - 1, packed, dtype=torch.int32),
            f"{layer}.qzeros": torch.zeros(rows // 64, columns // 8, dtype=torch.int32),
            f"{layer}.scales": torch.rand(rows // 64, columns).half(),
        }
        tensors |= {} if awq else {f"{layer}.g_idx": torch.arange(rows, dtype=torch.int32) // 64}
    return tensors


def bitsandbytes(kind: str = "nf4") -> Tensors:
    return {
        "q.weight": torch.randint(0, 255, (128 * 256 // 2, 1), dtype=torch.uint8),
        "q.weight.absmax": torch.rand(128 * 256 // 64), "q.weight.quant_map": torch.rand(16),
        f"q.weight.quant_state.bitsandbytes__{kind}": torch.zeros(80, dtype=torch.uint8),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tensors", "variant", "layout"),
    [
        (gptq(), "gptq", "gptq"),
        (gptq(awq=True), "awq", "awq"),
        (bitsandbytes(), "nf4", "bitsandbytes nf4"),
        (bitsandbytes("fp4"), "int4", "bitsandbytes fp4"),
        (gptq(), "int4", "gptq"),
    ],
)
def test_packed_layouts_are_known(auditing: Auditing, tensors: Tensors, variant: str, layout: str) -> None:
    artifact = auditing.save(tensors, quantization_config={"quant_method": variant, "bits": 4})
    found = auditing(artifact, QUANTIZATION, variant)
    assert found.proof is Proof.APPLIED
    assert facts(found, "audit-layout")["layout"] == layout
    assert facts(found, "audit-layout")["weights"] == 128 * 256 * (1 if "q.weight" in tensors else 2)
    assert facts(found, "audit-layout-config") == {"method": variant}


def test_another_layout_is_another_method(auditing: Auditing) -> None:
    found = auditing(auditing.save(gptq(awq=True)), QUANTIZATION, "gptq")
    assert (found.proof, facts(found, "audit-layout-other")) == (Proof.NOT_APPLIED, {"found": "awq", "wanted": "gptq"})


def test_a_configuration_proves_nothing(auditing: Auditing) -> None:
    artifact = auditing.save(weights(), quantization_config={"quant_method": "gptq", "bits": 4})
    found = auditing(artifact, QUANTIZATION, "gptq")
    assert (found.proof, codes(found)) == (Proof.NOT_APPLIED, ["audit-dtype-kept", "audit-layout-config"])


def test_a_layout_that_several_methods_use_does_not_tell(auditing: Auditing) -> None:
    tensors = {"q.weight_packed": torch.zeros(128, 32, dtype=torch.int32), "q.weight_scale": torch.rand(128, 4)}
    assert auditing(auditing.save(tensors), QUANTIZATION, "gptq").proof is Proof.CANNOT_TELL
    assert auditing(auditing.save(tensors), QUANTIZATION, "int4").proof is Proof.APPLIED


def own_layout(each: int) -> Tensors:
    tensors = weights()
    for name in [name for name in tensors if tensors[name].dim() == 2]:
        count = tensors.pop(name).numel()
        tensors |= {f"{name}.data": torch.randint(0, 255, (count // each,), dtype=torch.uint8), f"{name}.scale": torch.rand(1)}
    return tensors


def test_a_layout_of_ones_own_is_measured_by_its_bits(auditing: Auditing) -> None:
    assert auditing(auditing.save(own_layout(2)), QUANTIZATION, "int4").proof is Proof.APPLIED
    assert auditing(auditing.save(own_layout(2)), QUANTIZATION, "gptq").proof is Proof.CANNOT_TELL
    found = auditing(auditing.save(own_layout(1)), QUANTIZATION, "int4")
    assert (found.proof, facts(found, "audit-bits-each")["bits"]) == (Proof.NOT_APPLIED, 8.0)


@pytest.mark.parametrize("tensors", [int8(), cast(torch.float16), gptq()], ids=["int8", "fp16", "gptq"])
def test_quantization_without_a_kind_may_be_any(auditing: Auditing, tensors: Tensors) -> None:
    assert auditing(auditing.save(tensors), QUANTIZATION).proof is Proof.APPLIED
    assert auditing(auditing.original, QUANTIZATION).proof is Proof.NOT_APPLIED


def test_bits_name_the_kind_where_no_word_does(auditing: Auditing) -> None:
    assert auditing(auditing.save(int8()), QUANTIZATION, bits=8).proof is Proof.APPLIED
    assert auditing(auditing.save(int8()), QUANTIZATION, bits=4).proof is Proof.NOT_APPLIED


def test_the_precision_beside_a_method_is_remarked_upon(auditing: Auditing) -> None:
    found = auditing(auditing.original, Family.DISTILLATION, dtype="fp16")
    assert "audit-dtype-missing" in codes(found)
