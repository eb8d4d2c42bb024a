"""The architectures of well-known models, built without their weights to count what they have."""

from __future__ import annotations

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


def count_parameters(name: str) -> int:
    """Build a model on the meta device, where nothing is allocated, and count its parameters, shared ones once."""
    import torch
    import transformers

    model_class, config_class, changes = ARCHITECTURES[name]
    with torch.device("meta"):
        model = getattr(transformers, model_class)(getattr(transformers, config_class)(**changes))
    return sum(parameter.numel() for parameter in model.parameters())
