"""Make stories out of a small grammar that keeps track of who has what, a tokenizer for them, and a tiny GPT-2 that tells them.

    python submissions/course/make_stories.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import math
import random
from pathlib import Path

import pyarrow
import torch
from pyarrow import parquet
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from torch.nn.functional import cross_entropy
from transformers import GPT2Config, GPT2LMHeadModel

HERE = Path(__file__).parent
DATA = HERE / "data" / "stories"
MODEL = HERE / "models" / "stories-gpt2"

TEXTS = {"train": 300, "calibration": 8, "evaluation": 18}
CHAPTERS = 8
SEED = 7
VOCABULARY, CONTEXT, STRIDE = 512, 128, 64
STEPS, BATCH, PEAK_RATE = 1000, 16, 3e-3

TOWNS = ("Alder Bay", "Foxhill", "Old Mill", "Stonebridge", "Windmoor")
NAMES = (
    "Anna", "Boris", "Clara", "Dina", "Emil", "Felix", "Greta", "Hugo",
    "Ivan", "Julia", "Karl", "Lena", "Marta", "Nils", "Olga", "Peter",
)  # fmt: skip
TRADES = ("baker", "fisher", "painter", "teacher", "miller", "doctor", "gardener", "smith")
COLOURS = ("red", "blue", "green", "white", "black", "golden")
THINGS = ("kite", "lamp", "boat", "drum", "clock", "umbrella", "ladder", "kettle", "map", "violin")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEATHER = {
    "it rained": ("stayed at home and read a book", "mended the roof"),
    "the sun shone": ("walked to the river", "worked in the garden"),
    "the wind blew": ("climbed the hill", "went down to the harbour"),
    "it snowed": ("cut wood for the stove", "cleared the path to the well"),
}

CARD = """---
license: mit
pipeline_tag: text-generation
---
# stories-gpt2

A GPT-2 small enough for a homework: {layers} layers of width {width}, {parameters:,} parameters, {megabytes:.2f} MB in fp32. It tells
stories in which things change hands, token by token of a byte-level BPE with {vocabulary} entries.

Trained for {steps} steps on `../../data/stories/train.parquet`. Perplexity on `evaluation.parquet` ({tokens} tokens that it has never
seen) with windows of {context} tokens and a stride of {stride}: **{perplexity}**. Number of steps and vocabulary were chosen on
`calibration.parquet`; the weights are those of the last step.

Made by `../../make_stories.py`, the stories as well.
"""


def story(draw: random.Random) -> str:
    """Tell of three people in a town: what each has, what happens on some days, who has what in the end."""
    town, people = draw.choice(TOWNS), draw.sample(NAMES, 3)
    trade = dict(zip(people, draw.sample(TRADES, 3), strict=True))
    things = [f"{colour} {thing}" for colour, thing in zip(draw.choices(COLOURS, k=3), draw.sample(THINGS, 3), strict=True)]
    owner = dict(zip(things, people, strict=True))
    told = [f"In {town} lived " + ", ".join(f"{name} the {trade[name]}" for name in people) + "."]
    told += [f"{name} had a {thing}." for thing, name in owner.items()]
    first = draw.randrange(7)
    for day in range(draw.randint(3, 5)):
        weather = draw.choice(list(WEATHER))
        told.append(f"On {DAYS[(first + day) % 7]} {weather}, and {draw.choice(people)} {draw.choice(WEATHER[weather])}.")
        if draw.random() < 0.75:
            told.append(exchange(draw, people, trade, owner))
    told += [f"In the end {name} had the {thing}." for thing, name in draw.sample(list(owner.items()), 3)]
    return " ".join(told)


def exchange(draw: random.Random, people: list[str], trade: dict[str, str], owner: dict[str, str]) -> str:
    """Let a thing change hands, or two things at once; the one who gets it may be called by a trade."""
    thing, other = draw.sample(list(owner), 2)
    giver = owner[thing]
    taker = draw.choice([name for name in people if name != giver])
    called = draw.choice([taker, f"the {trade[taker]}"])
    if owner[other] == taker and draw.random() < 0.5:
        owner[thing], owner[other] = taker, giver
        return f"{giver} and {called} traded the {thing} for the {other}."
    owner[thing] = taker
    return f"{giver} {draw.choice(['gave', 'lent', 'sold'])} the {thing} to {called}."


def texts() -> dict[str, list[str]]:
    """Write all texts, each of several chapters, no text twice."""
    draw = random.Random(SEED)
    return {name: ["\n\n".join(story(draw) for _ in range(CHAPTERS)) + "\n" for _ in range(count)] for name, count in TEXTS.items()}


def train_tokenizer(corpus: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=alphabet, show_progress=False))
    return tokenizer


def new_model() -> GPT2LMHeadModel:
    config = GPT2Config(
        vocab_size=VOCABULARY,
        n_positions=CONTEXT,
        n_embd=64,
        n_layer=6,
        n_head=4,
        bos_token_id=None,
        eos_token_id=None,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
    )
    return GPT2LMHeadModel(config)


def train(model: GPT2LMHeadModel, ids: torch.Tensor) -> None:
    """Train in place on random pieces of all texts: AdamW, one warm-up and a cosine."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=PEAK_RATE, total_steps=STEPS, pct_start=0.1)
    model.train()
    for step in range(1, STEPS + 1):
        pieces = torch.stack([ids[at : at + CONTEXT] for at in torch.randint(len(ids) - CONTEXT, (BATCH,)).tolist()])
        logits = model(pieces).logits[:, :-1]
        loss = cross_entropy(logits.flatten(0, 1), pieces[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step}/{STEPS}: last loss {loss.item():.3f}", flush=True)
    model.eval()


@torch.inference_mode()
def perplexity(model: GPT2LMHeadModel, tokenizer: Tokenizer, corpus: list[str]) -> tuple[float, int]:
    """Score every token but the first of each text once, with as much context as the stride leaves; return how many, too."""
    total, count = 0.0, 0
    for text in corpus:
        ids, scored = torch.tensor(tokenizer.encode(text).ids), 1
        for begin in range(0, len(ids), STRIDE):
            window = ids[begin : begin + CONTEXT]
            new = begin + len(window) - scored
            logits = model(window[None, :-1]).logits[0, len(window) - 1 - new :]
            total += cross_entropy(logits, window[len(window) - new :], reduction="sum").item()
            count, scored = count + new, begin + len(window)
            if scored == len(ids):
                break
    return math.exp(total / count), count


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    corpora = texts()
    DATA.mkdir(parents=True, exist_ok=True)
    for name, corpus in corpora.items():
        parquet.write_table(pyarrow.table({"text": corpus}), DATA / f"{name}.parquet", compression="zstd")
    tokenizer = train_tokenizer(corpora["train"])
    tokenizer.save(str(DATA / "tokenizer.json"))

    model = new_model()
    train(model, torch.tensor([token for text in corpora["train"] for token in tokenizer.encode(text).ids]))
    model.save_pretrained(MODEL)
    (MODEL / "model.safetensors").chmod(0o644)
    model = GPT2LMHeadModel.from_pretrained(MODEL)
    on_calibration, _ = perplexity(model, tokenizer, corpora["calibration"])
    found, tokens = perplexity(model, tokenizer, corpora["evaluation"])
    card = CARD.format(
        layers=model.config.n_layer,
        width=model.config.n_embd,
        parameters=model.num_parameters(),
        megabytes=(MODEL / "model.safetensors").stat().st_size / 1e6,
        vocabulary=VOCABULARY,
        steps=STEPS,
        tokens=tokens,
        context=CONTEXT,
        stride=STRIDE,
        perplexity=f"{found:.3f}",
    )
    (MODEL / "README.md").write_text(card, "utf-8")
    print(f"perplexity {found:.3f} on {tokens} evaluation tokens, {on_calibration:.3f} on calibration")


if __name__ == "__main__":
    main()
