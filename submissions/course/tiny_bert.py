"""What the two text models have in common: a WordPiece vocabulary, a small BERT, and how both are made from sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import BertConfig, BertTokenizer, PreTrainedModel

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LONGEST = 96  # tokens
BATCH = 32


def listed(text: str) -> list[str]:
    """Take apart what is divided by bars, however its lines are broken."""
    return [" ".join(each.split()) for each in text.split("|")]


def new_tokenizer(sentences: Sequence[str], size: int, *, lower: bool) -> BertTokenizer:
    """Train a WordPiece vocabulary; letters are numbered beforehand, else two runs would number them differently."""
    texts = [sentence.lower() if lower else sentence for sentence in sentences]
    letters = sorted(set("".join(texts)) - {" "})
    trained = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    trained.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    first = SPECIAL + [f"##{letter}" for letter in letters]
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=first, initial_alphabet=letters, show_progress=False)
    trained.train_from_iterator(texts, trainer)
    return BertTokenizer(vocab=trained.get_vocab(), do_lower_case=lower, model_max_length=LONGEST)


def config(tokenizer: BertTokenizer, labels: Sequence[str], layers: int) -> BertConfig:
    return BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=layers,
        num_attention_heads=4,
        max_position_embeddings=LONGEST,
        type_vocab_size=1,
        hidden_dropout_prob=0.1,
        initializer_range=0.1,  # the usual 0.02 is meant for wide models: a narrow one learns slowly from it
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
    )


def train(model: PreTrainedModel, encoded: Sequence[dict[str, list[int]]], epochs: int, peak_rate: float) -> None:
    """Train in place: AdamW, one warm-up and a cosine; `encoded` has `input_ids` and `labels`, one label or one for each token."""
    steps = epochs * math.ceil(len(encoded) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=peak_rate, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=peak_rate, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(1, epochs + 1):
        for batch in _batches(encoded):
            loss = model(**batch).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        if epoch % 4 == 0:
            print(f"epoch {epoch}/{epochs}: last loss {loss.item():.3f}", flush=True)
    model.eval()


def _batches(encoded: Sequence[dict[str, list[int]]]) -> Iterator[dict[str, torch.Tensor]]:
    for chosen in torch.randperm(len(encoded)).split(BATCH):
        rows = [encoded[index] for index in chosen.tolist()]
        longest = max(len(row["input_ids"]) for row in rows)
        ids = torch.tensor([row["input_ids"] + [0] * (longest - len(row["input_ids"])) for row in rows])
        labels = [row["labels"] for row in rows]
        if isinstance(labels[0], list):
            labels = [each + [-100] * (longest - len(each)) for each in labels]
        yield {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": torch.tensor(labels)}


def begin(seed: int) -> None:
    """Make every random choice of torch repeatable."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def write_card(folder: Path, card: str, model: PreTrainedModel, **facts: object) -> None:
    weights = folder / "model.safetensors"
    weights.chmod(0o644)  # they are written for their owner alone
    megabytes = weights.stat().st_size / 1e6
    shape = {"layers": model.config.num_hidden_layers, "width": model.config.hidden_size, "vocabulary": model.config.vocab_size}
    text = card.format(**shape, parameters=model.num_parameters(), megabytes=megabytes, **facts)
    (folder / "README.md").write_text(text, "utf-8")
