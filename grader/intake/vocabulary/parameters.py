"""How many parameters well-known models have, by the last part of their id, lower case.

Only counts that can be computed from the architecture, as a test does again; a head for other labels changes them by less
than the slack of the check that uses them. Shared (tied) embeddings count once, as they do in a file of weights.
"""

from __future__ import annotations

PARAMETERS: dict[str, int] = {
    "bert-base-cased": 108_310_272,
    "bert-base-multilingual-cased": 177_853_440,
    "bert-base-ner": 107_726_601,
    "bert-base-uncased": 109_482_240,
    "bert-large-ner": 332_538_889,
    "bert-large-uncased": 335_141_888,
    "distilbert-base-uncased": 66_362_880,
    "distilbert-base-uncased-finetuned-sst-2-english": 66_955_010,
    "distilgpt2": 81_912_576,
    "efficientvit_b0": 3_410_008,
    "efficientvit_b1": 9_102_024,
    "efficientvit_b2": 24_330_712,
    "efficientvit_b3": 48_646_056,
    "gpt2": 124_439_808,
    "gpt2-medium": 354_823_168,
    "opt-125m": 125_239_296,
    "qwen2.5-0.5b": 494_032_768,
    "qwen2.5-1.5b": 1_543_714_304,
    "resnet-50": 25_557_032,
    "roberta-base": 124_645_632,
    "rubert-base-cased": 177_853_440,
    "t5-base": 222_903_552,
    "t5-small": 60_506_624,
    "vit-base-patch16-224": 86_567_656,
    "vit-base-patch16-224-in21k": 86_389_248,
    "vit-large-patch16-224": 304_326_632,
    "whisper-base": 72_593_920,
    "whisper-large-v2": 1_543_304_960,
    "whisper-large-v3": 1_543_490_560,
    "whisper-large-v3-turbo": 808_878_080,
    "whisper-medium": 763_857_920,
    "whisper-small": 241_734_912,
    "whisper-tiny": 37_760_640,
    "xlm-roberta-base": 278_043_648,
}
