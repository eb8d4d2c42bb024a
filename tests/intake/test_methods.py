from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.table import Family
from grader.intake.methods import families_in, is_method, read_identity, read_method


@pytest.mark.parametrize(
    ("text", "family", "variant"),
    [
        ("Оригинал", Family.ORIGINAL, None), ("Исходная модель", Family.ORIGINAL, None), ("baseline (PyTorch)", Family.ORIGINAL, None),
        ("FP32", Family.ORIGINAL, None),
        ("FP16 (GPU baseline)", Family.ORIGINAL, "fp16"), ("Без квантизации", Family.ORIGINAL, None), ("Учитель", Family.ORIGINAL, None),
        ("Quantized INT8", Family.QUANTIZATION, "int8"), ("FP16", Family.QUANTIZATION, "fp16"),
        ("Квантизация float16", Family.QUANTIZATION, "fp16"),
        ("GPTQ (4-bit)", Family.QUANTIZATION, "gptq"), ("bnb nf4", Family.QUANTIZATION, "nf4"), ("8 бит", Family.QUANTIZATION, "int8"),
        ("ONNX-int8", Family.QUANTIZATION, "int8"),
        ("Unstructed pruning", Family.PRUNING, "unstructured"), ("Structed pruning", Family.PRUNING, "structured"),
        ("Структурный прунинг", Family.PRUNING, "structured"),
        ("Неструктурированный прунинг", Family.PRUNING, "unstructured"), ("Pruning FP16", Family.PRUNING, None),
        ("K-Means, k=32", Family.CLUSTERING, "kmeans"), ("Кластеризированная модель", Family.CLUSTERING, None),
        ("Ученик", Family.DISTILLATION, None),
        ("Дистиляция", Family.DISTILLATION, None), ("ONNX", Family.EXPORT, "onnx"), ("OpenVINO", Family.EXPORT, "openvino"),
        ("TensorRT FP16", Family.EXPORT, "tensorrt"),
        ("TorchScript", Family.EXPORT, "torchscript"), ("torch.compile", Family.OPTIMISATION, "compile"),
        ("SDPA", Family.OPTIMISATION, "attention"),
        ("Whisper", Family.UNKNOWN, None), ("large-v3 → 2-layer", Family.UNKNOWN, None), ("", Family.UNKNOWN, None),
    ],
)  # fmt: skip
def test_a_method_has_a_family_and_a_variant(text: str, family: Family, variant: str | None) -> None:
    method = read_method(text)
    assert (method.family, method.variant) == (family, variant)


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("Clustering (128 clusters)", {"clusters": 128}), ("K-Means (k=32)", {"clusters": 32}), ("AWQ (4-bit)", {"bits": 4}),
        ("Прунинг 30 %", {"sparsity": 0.3}),
        ("INT8 Dynamic (CPU)", {"mode": "dynamic", "device": "cpu"}), ("Optimum Static Quant", {"library": "optimum", "mode": "static"}),
        ("Pruning FP16", {"dtype": "fp16"}), ("ONNX-int8", {"format": "onnx"}),
    ],
)  # fmt: skip
def test_a_method_has_parameters(text: str, params: dict[str, object]) -> None:
    assert read_method(text).params == params


def test_the_family_named_first_decides_a_combination() -> None:
    assert families_in("Pruning + INT8") == (Family.PRUNING, Family.QUANTIZATION)
    assert read_method("Дистилляция, затем квантизация").family is Family.DISTILLATION


@pytest.mark.parametrize(
    ("cell", "model", "family"),
    [
        ("Whisper (ONNX)", "Whisper", Family.EXPORT), ("full model", None, Family.ORIGINAL),
        ("Модель после квантизации", None, Family.QUANTIZATION),
        ("`acme/tiny-vit` (после кластеризации, k=8)", "acme/tiny-vit", Family.CLUSTERING),
        ("tiny-vit int8", "tiny-vit int8", Family.QUANTIZATION),
        ("distilbert-base-uncased", "distilbert-base-uncased", Family.UNKNOWN), ("Учитель (tiny-vit)", None, Family.ORIGINAL),
        ("", None, Family.UNKNOWN),
    ],
)  # fmt: skip
def test_a_cell_may_hold_a_model_a_method_or_both(cell: str, model: str | None, family: Family) -> None:
    identity = read_identity(cell)
    assert (identity.model, identity.method.family) == (model, family)


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert not is_method(text) or read_method(text).family is not Family.UNKNOWN
    read_identity(text)
