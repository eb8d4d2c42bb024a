"""The architectures of well-known models, built without their weights to count what they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_LARGE_BERT = {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
_ROBERTA = {"max_position_embeddings": 514, "type_vocab_size": 1}


def _whisper(layers: int, width: int, heads: int, **others: int) -> tuple[str, str, dict[str, Any]]:
    sizes = {
        "d_model": width,
        "encoder_layers": layers,
        "decoder_layers": layers,
        "encoder_ffn_dim": 4 * width,
        "decoder_ffn_dim": 4 * width,
    }
    config = {**sizes, "encoder_attention_heads": heads, "decoder_attention_heads": heads, "vocab_size": 51865, "num_mel_bins": 80}
    return "WhisperForConditionalGeneration", "WhisperConfig", config | others


def _qwen(width: int, inner: int, layers: int, heads: int) -> tuple[str, str, dict[str, Any]]:
    config = {"hidden_size": width, "intermediate_size": inner, "num_hidden_layers": layers, "num_attention_heads": heads}
    return "Qwen2ForCausalLM", "Qwen2Config", {**config, "num_key_value_heads": 2, "vocab_size": 151936, "tie_word_embeddings": True}


#: Name → model class and configuration class of transformers, and what differs from that class's defaults.
ARCHITECTURES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bert-base-cased": ("BertModel", "BertConfig", {"vocab_size": 28996}),
    "bert-base-multilingual-cased": ("BertModel", "BertConfig", {"vocab_size": 119547}),
    "bert-base-ner": ("BertForTokenClassification", "BertConfig", {"vocab_size": 28996, "num_labels": 9}),
    "bert-base-uncased": ("BertModel", "BertConfig", {}),
    "bert-large-ner": ("BertForTokenClassification", "BertConfig", {**_LARGE_BERT, "vocab_size": 28996, "num_labels": 9}),
    "bert-large-uncased": ("BertModel", "BertConfig", _LARGE_BERT),
    "distilbert-base-uncased": ("DistilBertModel", "DistilBertConfig", {}),
    "distilbert-base-uncased-finetuned-sst-2-english": ("DistilBertForSequenceClassification", "DistilBertConfig", {}),
    "distilgpt2": ("GPT2LMHeadModel", "GPT2Config", {"n_layer": 6}),
    "gpt2": ("GPT2LMHeadModel", "GPT2Config", {}),
    "gpt2-medium": ("GPT2LMHeadModel", "GPT2Config", {"n_embd": 1024, "n_layer": 24, "n_head": 16}),
    "opt-125m": ("OPTForCausalLM", "OPTConfig", {}),
    "qwen2.5-0.5b": _qwen(896, 4864, 24, 14),
    "qwen2.5-1.5b": _qwen(1536, 8960, 28, 12),
    "resnet-50": ("ResNetForImageClassification", "ResNetConfig", {"num_labels": 1000}),
    "roberta-base": ("RobertaModel", "RobertaConfig", {**_ROBERTA, "vocab_size": 50265}),
    "rubert-base-cased": ("BertModel", "BertConfig", {"vocab_size": 119547}),
    "t5-base": ("T5ForConditionalGeneration", "T5Config", {"d_model": 768, "d_ff": 3072, "num_layers": 12, "num_heads": 12}),
    "t5-small": ("T5ForConditionalGeneration", "T5Config", {}),
    "vit-base-patch16-224": ("ViTForImageClassification", "ViTConfig", {"num_labels": 1000}),
    "vit-base-patch16-224-in21k": ("ViTModel", "ViTConfig", {}),
    "vit-large-patch16-224": ("ViTForImageClassification", "ViTConfig", {**_LARGE_BERT, "num_labels": 1000}),
    "whisper-base": _whisper(6, 512, 8),
    "whisper-large-v2": _whisper(32, 1280, 20),
    "whisper-large-v3": _whisper(32, 1280, 20, vocab_size=51866, num_mel_bins=128),
    "whisper-large-v3-turbo": _whisper(32, 1280, 20, vocab_size=51866, num_mel_bins=128, decoder_layers=4),
    "whisper-medium": _whisper(24, 1024, 16),
    "whisper-small": _whisper(12, 768, 12),
    "whisper-tiny": _whisper(4, 384, 6),
    "xlm-roberta-base": ("XLMRobertaModel", "XLMRobertaConfig", {**_ROBERTA, "vocab_size": 250002}),
}


@dataclass(frozen=True)
class _Efficient:
    """An EfficientViT for classification, after Cai et al. 2022, arXiv:2205.14756, section 3 and its table of variants."""

    widths: tuple[int, ...]
    depths: tuple[int, ...]
    head_dimension: int
    head_widths: tuple[int, int]


EFFICIENT = {
    "efficientvit_b0": _Efficient((8, 16, 32, 64, 128), (1, 2, 2, 2, 2), 16, (1024, 1280)),
    "efficientvit_b1": _Efficient((16, 32, 64, 128, 256), (1, 2, 3, 3, 4), 16, (1536, 1600)),
    "efficientvit_b2": _Efficient((24, 48, 96, 192, 384), (1, 3, 4, 4, 6), 32, (2304, 2560)),
    "efficientvit_b3": _Efficient((32, 64, 128, 256, 512), (1, 4, 6, 6, 9), 32, (2304, 2560)),
}


def count_efficient(name: str, classes: int = 1000) -> int:
    """Count the parameters of an EfficientViT layer by layer; the authors publish 9.1, 24 and 49 million for b1, b2 and b3."""
    shape, (stem, *stages) = EFFICIENT[name], EFFICIENT[name].widths
    count = _conv(3, stem, 3) + shape.depths[0] * (_conv(stem, stem, 3, groups=stem) + _conv(stem, stem))
    width = stem
    for stage, (wider, depth) in enumerate(zip(stages, shape.depths[1:], strict=True)):
        attends = stage >= 2  # whose convolutions have a bias in place of a normalisation, but for the last
        count += _inverted(width, wider, plain=attends)
        repeated = _attention(wider, shape.head_dimension) + _inverted(wider, wider, plain=True)
        count += depth * repeated if attends else (depth - 1) * _inverted(wider, wider, plain=False)
        width = wider
    first, second = shape.head_widths
    return count + _conv(width, first) + first * second + 2 * second + (second + 1) * classes


def _conv(inside: int, outside: int, kernel: int = 1, *, groups: int = 1, after: int = 2) -> int:
    """Weights of a convolution, and `after` more a channel: two of a batch normalisation, or one of a bias."""
    return outside * (inside // groups) * kernel**2 + after * outside


def _inverted(inside: int, outside: int, *, plain: bool) -> int:
    middle, after = 4 * inside, 1 if plain else 2
    return _conv(inside, middle, after=after) + _conv(middle, middle, 3, groups=middle, after=after) + _conv(middle, outside)


def _attention(width: int, dimension: int) -> int:
    """Linear attention over queries, keys and values as they are, and over their 5x5 neighbourhoods."""
    heads = width // dimension
    parts = 3 * heads * dimension
    neighbourhoods = _conv(parts, parts, 5, groups=parts, after=0) + _conv(parts, parts, groups=3 * heads, after=0)
    return _conv(width, parts, after=0) + neighbourhoods + _conv(2 * heads * dimension, width)


def count_parameters(name: str) -> int:
    """Build a model on the meta device, where nothing is allocated, and count its parameters, shared ones once."""
    import torch
    import transformers

    model_class, config_class, changes = ARCHITECTURES[name]
    with torch.device("meta"):
        model = getattr(transformers, model_class)(getattr(transformers, config_class)(**changes))
    return sum(parameter.numel() for parameter in model.parameters())
