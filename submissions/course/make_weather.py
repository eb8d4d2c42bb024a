"""Make weather reports of a few days in English with a summary of one sentence, and a tiny T5 that writes it.

    python submissions/course/make_weather.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import seq2seq
from rouge_score.rouge_scorer import RougeScorer

HERE = Path(__file__).parent
DATA = HERE / "data" / "weather"
MODEL = HERE / "models" / "weather-t5"

#: reports; those that the model learns from are not shipped
SIZES = {"train": 5000, "calibration": 100, "evaluation": 300}
EPOCHS, LONGEST = 5, 24
ROUGE = ["rouge1", "rouge2", "rougeL"]

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SKIES = {"sunny": ["sunny", "bright"], "cloudy": ["cloudy", "grey"], "foggy": ["foggy"], "rainy": ["rainy", "wet"]}
WINDS = ["calm", "light wind", "strong wind", "storm"]

CARD = """---
license: mit
pipeline_tag: summarization
language: en
---
# weather-t5

A T5 small enough for a homework: {layers} layers of width {width} on each side, {parameters:,} parameters, {megabytes:.2f} MB in fp32,
a vocabulary of {words} whole words. It sums up the weather of five days in one sentence.

Trained for {epochs} epochs on {train} reports that the script makes and does not keep. On `evaluation.parquet` ({count} reports that are
not among them): ROUGE-1 **{rouge1}**, ROUGE-2 **{rouge2}**, ROUGE-L **{rougeL}** (rouge-score, mean F-measure, no stemming).
It cannot be 1: the references choose between words of the same meaning.

Made by `../../make_weather.py`, the reports as well.
"""


def report(chance: random.Random) -> tuple[str, str]:
    """Make the report of five days and its summary."""
    first = chance.randrange(len(DAYS))
    days = [DAYS[(first + step) % len(DAYS)] for step in range(5)]
    usual = chance.choice(list(SKIES))
    skies = [usual if chance.random() < 0.6 else chance.choice(list(SKIES)) for _ in days]
    degrees = [chance.randrange(5, 30) for _ in days]
    winds = chance.choices(WINDS, (6, 3, 1, 0.5), k=len(days))
    text = " ".join(f"{day}: {sky}, {warm} degrees, {wind}." for day, sky, warm, wind in zip(days, skies, degrees, winds, strict=True))
    return text, summary(days, skies, degrees, winds, chance)


def summary(days: list[str], skies: list[str], degrees: list[int], winds: list[str], chance: random.Random) -> str:
    """Say which sky was the most frequent, which day the warmest, and where the strongest wind was to be feared."""
    (most, count), *_ = Counter(skies).most_common()
    top = max(degrees)
    parts = [f"{'always' if count == len(days) else 'mostly'} {chance.choice(SKIES[most])}"]
    warm = chance.choice(["warmest on", "up to"])
    parts.append(f"{warm} {days[degrees.index(top)]}" if warm == "warmest on" else f"{warm} {top} degrees on {days[degrees.index(top)]}")
    fierce = max(winds, key=WINDS.index)
    if fierce in ("strong wind", "storm"):
        parts.append(f"{fierce} on {days[winds.index(fierce)]}")
    return " and ".join(parts)


def split() -> dict[str, list[tuple[str, str]]]:
    """Make the splits; no report stands in two of them or twice in one."""
    chance, found = random.Random(seq2seq.SEED), {}
    while len(found) < sum(SIZES.values()):
        text, summed = report(chance)
        found.setdefault(text, summed)
    pairs = iter(found.items())
    return {name: [next(pairs) for _ in range(size)] for name, size in SIZES.items()}


def main() -> None:
    seq2seq.prepare()
    splits = split()
    for name in ("calibration", "evaluation"):
        seq2seq.write_parquet(DATA / f"{name}.parquet", splits[name], ("report", "summary"))
    tokenizer = seq2seq.new_tokenizer(splits["train"])
    model = seq2seq.new_model(len(tokenizer))
    seq2seq.train(model, tokenizer, splits["train"], EPOCHS)
    seq2seq.save(model, tokenizer, MODEL, LONGEST)

    sources, references = map(list, zip(*splits["evaluation"], strict=True))
    scorer = RougeScorer(ROUGE)
    scores = [scorer.score(wanted, got) for got, wanted in zip(seq2seq.answers(MODEL, sources), references, strict=True)]
    rouge = {kind: f"{sum(each[kind].fmeasure for each in scores) / len(scores):.4f}" for kind in ROUGE}
    card = CARD.format(
        layers=model.config.num_layers,
        width=model.config.d_model,
        parameters=model.num_parameters(),
        megabytes=(MODEL / "model.safetensors").stat().st_size / 1e6,
        words=len(tokenizer),
        epochs=EPOCHS,
        train=SIZES["train"],
        count=SIZES["evaluation"],
        **rouge,
    )
    (MODEL / "README.md").write_text(card, "utf-8")
    print(f"{rouge} on {SIZES['evaluation']} evaluation reports")


if __name__ == "__main__":
    main()
