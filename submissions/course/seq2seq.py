"""What the scripts share that make a model from pairs of texts: a tokenizer of whole words, a tiny T5, its training and its answers."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

import torch
from datasets import Dataset, Features, Value
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import GenerationConfig, PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

SEED = 7
BATCH, PEAK_RATE = 64, 4e-3
PAD, END, UNKNOWN = range(3)

#: source and target
Pairs = Sequence[tuple[str, str]]


def prepare() -> None:
    """Fix what could be different the next time."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def write_parquet(path: Path, pairs: Pairs, columns: tuple[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    features = Features(dict.fromkeys(columns, Value("string")))
    Dataset.from_dict(dict(zip(columns, map(list, zip(*pairs, strict=True)), strict=True)), features=features).to_parquet(path)


def new_tokenizer(pairs: Pairs) -> PreTrainedTokenizerFast:
    """Make a tokenizer of words and punctuation marks."""
    split = pre_tokenizers.Whitespace()
    words = sorted({word for pair in pairs for text in pair for word, _ in split.pre_tokenize_str(text)})
    names = ["<pad>", "</s>", "<unk>"]
    inner = Tokenizer(models.WordLevel({word: index for index, word in enumerate([*names, *words])}, unk_token="<unk>"))
    inner.pre_tokenizer = split
    inner.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", END)])
    return PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")


def new_model(vocabulary: int) -> T5ForConditionalGeneration:
    config = T5Config(
        vocab_size=vocabulary,
        d_model=64,
        d_kv=16,
        d_ff=128,
        num_layers=2,
        num_decoder_layers=2,
        num_heads=4,
        dropout_rate=0.05,
        feed_forward_proj="gated-gelu",
        pad_token_id=PAD,
        eos_token_id=END,
        decoder_start_token_id=PAD,
    )
    return T5ForConditionalGeneration(config)


def train(model: T5ForConditionalGeneration, tokenizer: PreTrainedTokenizerFast, pairs: Pairs, epochs: int) -> None:
    """Train in place: AdamW, one warm-up and a cosine."""
    steps = epochs * math.ceil(len(pairs) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=PEAK_RATE, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(1, epochs + 1):
        for chosen in torch.randperm(len(pairs)).split(BATCH):
            batch = [pairs[index] for index in chosen.tolist()]
            source = tokenizer([text for text, _ in batch], padding=True, return_tensors="pt")
            target = tokenizer([text for _, text in batch], padding=True, return_tensors="pt").input_ids
            labels = target.masked_fill(target == PAD, -100)
            loss = model(input_ids=source.input_ids, attention_mask=source.attention_mask, labels=labels).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch}/{epochs}: last loss {loss.item():.3f}", flush=True)
    model.eval()


def save(model: T5ForConditionalGeneration, tokenizer: PreTrainedTokenizerFast, path: Path, longest: int) -> None:
    """Save both, and that answers are greedy and end after `longest` tokens."""
    start = {"pad_token_id": PAD, "eos_token_id": END, "decoder_start_token_id": PAD}
    model.generation_config = GenerationConfig(max_new_tokens=longest, do_sample=False, num_beams=1, **start)
    model.save_pretrained(path)
    tokenizer.save_pretrained(path)


@torch.inference_mode()
def answers(path: Path, sources: Sequence[str]) -> list[str]:
    """Load a model and let it answer, one text after the other."""
    from transformers import AutoTokenizer

    model, tokenizer = T5ForConditionalGeneration.from_pretrained(path).eval(), AutoTokenizer.from_pretrained(path)
    tokens = (model.generate(**tokenizer(text, return_tensors="pt")) for text in sources)
    return [tokenizer.decode(found[0], skip_special_tokens=True) for found in tokens]
