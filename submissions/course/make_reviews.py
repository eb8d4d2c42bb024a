"""Make what the course ships for text classification: short reviews that this file writes itself, and a tiny BERT trained on them.

    python submissions/course/make_reviews.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import torch
from datasets import ClassLabel, Dataset, Features, Value
from tiny_bert import begin, config, listed, new_tokenizer, train, write_card
from transformers import AutoModelForSequenceClassification, AutoTokenizer, BertForSequenceClassification, BertTokenizer

HERE = Path(__file__).parent
DATA = HERE / "data" / "reviews"
MODEL = HERE / "models" / "reviews-bert"

LABELS = ["negative", "neutral", "positive"]
SHARES = [35, 25, 40]
SIZES = {"train": 3000, "calibration": 200, "evaluation": 400}
SLIPS = 0.05
SEED = 11
VOCABULARY, LAYERS, EPOCHS, PEAK_RATE = 800, 3, 12, 2e-3

CARD = """---
license: mit
pipeline_tag: text-classification
---
# reviews-bert

A BERT small enough for a homework: {layers} layers of width {width}, a vocabulary of {vocabulary} pieces, {parameters:,} parameters,
{megabytes:.2f} MB in fp32. It tells whether a short review is negative, neutral or positive.

Trained for {epochs} epochs on `../../data/reviews/train.parquet`. On `evaluation.parquet` ({count} reviews it has never seen):
accuracy **{accuracy}**, macro precision **{precision}**, macro recall **{recall}**, macro F1 **{f1}** (scikit-learn).
The weights are those of the last epoch.

Made by `../../make_reviews.py`, which writes the reviews too: clauses about hotels, phones, films and restaurants, with negations,
concessions, unmet expectations and plain statements of fact. Nobody wrote or meant any of them. One in thirty bears another label than
it was written for, as happens when people label: no model can be right about all of them.
"""

ASPECTS = listed("""
    room | bed | breakfast | view | staff | lobby | bathroom | location | battery | screen | camera | keyboard | speaker | charger | case |
    plot | cast | dialogue | soundtrack | ending | pacing | scenery | soup | dessert | menu | waiter | wine | kitchen | terrace | service |
    price | delivery | packaging""")
GOOD = listed("""
    good | great | nice | excellent | lovely | comfortable | clean | tasty | friendly | wonderful | quick | solid | charming | impressive |
    delightful | reliable | generous | superb | elegant | pleasant | brilliant | memorable | cosy | fresh | polished | flawless |
    thoughtful | gripping | crisp | splendid""")
BAD = listed("""
    bad | poor | dirty | boring | slow | rude | noisy | terrible | awful | bland | cheap | disappointing | broken | cold | clumsy | dull |
    horrible | flimsy | stale | overpriced | greasy | tedious | shabby | careless | useless | predictable | mediocre | sloppy | dreadful |
    lifeless""")
FACTS = listed("""
    we came on a {day} | the {aspect} was the {number} one on the list | i paid with a card in {month} | it took {count} minutes to find |
    there were {count} other people around | the {aspect} is the same as last {month} | my {relative} was there as well |
    we stayed until {day} | the {aspect} has {count} parts | they sent the {aspect} on {day} | i read about the {aspect} in {month} |
    you can see the {aspect} from the street | the {aspect} comes in grey and in blue | the {aspect} was on the {number} page""")
DAYS = listed("monday | tuesday | wednesday | thursday | friday | saturday | sunday")
MONTHS = listed("january | march | april | june | july | august | october | december")
RELATIVES = listed("sister | brother | aunt | uncle | cousin | neighbour | colleague | flatmate")
#: how a clause says what its adjective says, and how it says the contrary
STRAIGHT = listed("""
    the {aspect} was {adverb}{word} | the {aspect} felt {adverb}{word} | what a {word} {aspect} | i would call the {aspect} {word} |
    everybody found the {aspect} {adverb}{word} | a {adverb}{word} {aspect} | the {aspect} turned out to be {word} |
    they do have a {word} {aspect} | it is no secret that the {aspect} is {word}""")
TURNED = listed("""
    the {aspect} was not {word} | the {aspect} was hardly {word} | the {aspect} is no longer {word} |
    nobody would call the {aspect} {word} | i expected a {word} {aspect} and did not get one | the {aspect} was anything but {word} |
    the {aspect} was far from {word}""")
ADVERBS = ["", "", "", "very ", "really ", "quite ", "rather ", "truly ", "surprisingly "]


def rare(rng: Random, words: list[str]) -> str:
    """Choose a word as language does: the later it stands, the seldomer it comes."""
    return rng.choices(words, [1 / (rank + 3) for rank in range(len(words))])[0]


def clause(rng: Random, good: bool) -> str:
    turned = rng.random() < 0.2
    form = rng.choice(TURNED if turned else STRAIGHT)
    return form.format(aspect=rng.choice(ASPECTS), word=rare(rng, GOOD if good != turned else BAD), adverb=rng.choice(ADVERBS))


def fact(rng: Random) -> str:
    return rng.choice(FACTS).format(
        aspect=rng.choice(ASPECTS), day=rng.choice(DAYS), month=rng.choice(MONTHS), relative=rng.choice(RELATIVES),
        number=rng.choice(["first", "second", "third", "last"]), count=rng.randint(2, 40),
    )  # fmt: skip


def opinion(rng: Random, good: bool) -> str:
    """Say what one thinks: the main clause decides, whatever it concedes."""
    own, other = clause(rng, good), clause(rng, not good)
    more = clause(rng, good)
    forms = [own, own, own, f"{own} and {more}", f"{other}, but {own}", f"although {other}, {own}"]
    return rng.choice(forms)


def review(rng: Random, label: str) -> str:
    """Write one review of one to four sentences."""
    if label == "neutral":
        mixed = f"on the one hand {clause(rng, True)}, on the other hand {clause(rng, False)}"
        swapped = f"on the one hand {clause(rng, False)}, on the other hand {clause(rng, True)}"
        parts = [rng.choice([fact(rng), fact(rng), mixed, swapped])]
    else:
        parts = [opinion(rng, label == "positive")]
    while rng.random() < 0.3:
        parts.insert(rng.randint(0, len(parts)), fact(rng))
    return re.sub(r"\ba (?=[aeiou])", "an ", " . ".join(parts) + " .")


def split() -> dict[str, tuple[list[str], list[int]]]:
    """Write all reviews, none of them twice, and divide them; some are filed by readers who saw them otherwise."""
    rng, seen = Random(SEED), dict[str, int]()
    while len(seen) < sum(SIZES.values()):
        label = rng.choices(range(len(LABELS)), SHARES)[0]
        filed = rng.randrange(len(LABELS)) if rng.random() < SLIPS else label
        seen.setdefault(review(rng, LABELS[label]), filed)
    texts, found, start = list(seen), {}, 0
    for name, size in SIZES.items():
        chosen = texts[start : start + size]
        found[name], start = (chosen, [seen[text] for text in chosen]), start + size
    return found


def write_parquet(path: Path, texts: list[str], labels: list[int]) -> None:
    features = Features({"text": Value("string"), "label": ClassLabel(names=LABELS)})
    Dataset.from_dict({"text": texts, "label": labels}, features=features).to_parquet(path)


@torch.inference_mode()
def predictions(model: BertForSequenceClassification, tokenizer: BertTokenizer, texts: list[str]) -> list[int]:
    return [int(model(**tokenizer(text, return_tensors="pt")).logits.argmax()) for text in texts]


def main() -> None:
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    begin(SEED)
    splits = split()
    DATA.mkdir(parents=True, exist_ok=True)
    for name, (texts, labels) in splits.items():
        write_parquet(DATA / f"{name}.parquet", texts, labels)

    texts, labels = splits["train"]
    tokenizer = new_tokenizer(texts, VOCABULARY, lower=True)
    model = BertForSequenceClassification(config(tokenizer, LABELS, LAYERS))
    ids = tokenizer(texts)["input_ids"]
    train(model, [{"input_ids": each, "labels": label} for each, label in zip(ids, labels, strict=True)], EPOCHS, PEAK_RATE)
    model.save_pretrained(MODEL)
    tokenizer.save_pretrained(MODEL)

    shipped, own = AutoModelForSequenceClassification.from_pretrained(MODEL), AutoTokenizer.from_pretrained(MODEL)
    for name in ("calibration", "evaluation"):
        texts, labels = splits[name]
        found = predictions(shipped, own, texts)
        macro = precision_recall_fscore_support(labels, found, average="macro")[:3]
        scores = dict(zip(("accuracy", "precision", "recall", "f1"), (accuracy_score(labels, found), *macro), strict=True))
        print(name, {metric: f"{score:.4f}" for metric, score in scores.items()})
    write_card(MODEL, CARD, model, epochs=EPOCHS, count=len(labels), **{metric: f"{score:.4f}" for metric, score in scores.items()})


if __name__ == "__main__":
    main()
