"""Make what the course ships for token classification: sentences that this file writes itself, and a tiny BERT trained on them.

    python submissions/course/make_entities.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch
from datasets import ClassLabel, Dataset, Features, List, Value
from tiny_bert import begin, config, listed, new_tokenizer, train, write_card
from transformers import AutoModelForTokenClassification, AutoTokenizer, BertForTokenClassification, BertTokenizer

HERE = Path(__file__).parent
DATA = HERE / "data" / "entities"
MODEL = HERE / "models" / "entities-bert"

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]
SIZES = {"train": 2000, "calibration": 200, "evaluation": 400}
SEED = 13
VOCABULARY, LAYERS, EPOCHS, PEAK_RATE = 900, 3, 14, 2e-3

CARD = """---
license: mit
pipeline_tag: token-classification
---
# entities-bert

A BERT small enough for a homework: {layers} layers of width {width}, a vocabulary of {vocabulary} pieces, {parameters:,} parameters,
{megabytes:.2f} MB in fp32. It finds the people (PER), places (LOC) and organisations (ORG) of a sentence, in IOB2.

Trained for {epochs} epochs on `../../data/entities/train.parquet`. On `evaluation.parquet` ({count} sentences it has never seen), by
seqeval in its default mode: entity precision **{precision}**, recall **{recall}**, F1 **{f1}**, accuracy of tokens **{accuracy}**.
The weights are those of the last epoch.

Made by `../../make_entities.py`, which writes the sentences too. Every name is put together from syllables, and the same
syllables make families, towns and firms, so that what is around a name has to tell which it is.
"""

FIRST = listed("""
    Anna | Boris | Clara | David | Elena | Felix | Greta | Hugo | Irina | Jonas | Karin | Leo | Maria | Nikolai | Olga | Pavel | Rosa |
    Stefan | Tamara | Viktor | Adam | Berta | Cyril | Dora | Emil | Flora | Georg | Hanna | Ivan | Julia""")
BEGINNINGS = listed("""
    Al | Bar | Cor | Dan | El | Far | Gor | Hal | Ing | Jar | Kel | Lor | Mar | Nor | Ost | Pel | Ros | Sel | Tor | Vel | Win | Zan""")
ENDINGS = listed("berg | den | ford | gard | holm | ley | mann | mond | ner | ski | son | stein | ton | vale | wick")
FIRMS = listed("Bank | Group | Labs | Motors | Airlines | Press | Foods | Energy | Pharma | Studios")
SEATS = listed("University | Museum | Hospital | Institute")
PARTS = listed("North | South | East | West | New | Upper | Port")
TRADES = listed("engineer | teacher | painter | lawyer | minister | singer | doctor | baker")
THINGS = listed("report | contract | bridge | film | vaccine | timetable | novel | budget")
DAYS = listed("Monday | Tuesday | Wednesday | Thursday | Friday")

#: P, L and O stand for a person, a place and an organisation, X for any of them; the other capitals for words of the lists above.
FORMS = listed("""
    P was born in L . | P moved from L to L in YEAR . | the TRADE P works for O . | O opened an office in L on DAY . |
    P , a TRADE from L , joined O . | shares of O fell by NUMBER percent . | O hired P as its new head . | the mayor of L met P on DAY . |
    it rained in L and in L all DAY . | P told O that the THING was late . | according to O , the THING will cost NUMBER million . |
    the trains between L and L were full . | P and P wrote the THING together . | O and O signed a THING in L . |
    " we are ready , " said P . | in L , people still talk about P . | O said on DAY that it would leave L . |
    critics praised the THING by P . | the THING of O reached L in YEAR . | NUMBER people came to L to hear P . |
    on DAY , X was in the news again . | nobody had heard of X before YEAR . | X won , X lost . | the THING about X sold well . |
    a THING for X arrived on DAY . | P left O after NUMBER years and went back to L . | for P , L was too quiet . |
    L is larger than L , said P of O . | X , X and X are on the list . | DAY was a long day for X .""")


def stem(rng: Random) -> str:
    return rng.choice(BEGINNINGS) + rng.choice(ENDINGS)


def person(rng: Random) -> list[str]:
    return rng.choice([[rng.choice(FIRST), stem(rng)], [rng.choice(FIRST), stem(rng)], [stem(rng)], ["Dr", stem(rng)]])


def place(rng: Random) -> list[str]:
    return rng.choice([[stem(rng)], [stem(rng)], [rng.choice(PARTS), stem(rng)], ["Lake", stem(rng)], [stem(rng), "Bay"]])


def organisation(rng: Random) -> list[str]:
    firm, seat = rng.choice(FIRMS), rng.choice(SEATS)
    forms = [
        [stem(rng), firm],
        [stem(rng), "&", "Sons"],
        [seat, "of", *place(rng)],
        [*place(rng), seat],
        [stem(rng)],
        [stem(rng), stem(rng), firm],
    ]
    return rng.choice(forms)


MAKERS = {"P": ("PER", person), "L": ("LOC", place), "O": ("ORG", organisation)}


def sentence(rng: Random) -> tuple[list[str], list[str]]:
    """Write one sentence, or two in one: its words and their tags."""
    form = rng.choice(FORMS)
    if rng.random() < 0.2:
        form = f"{form} {rng.choice(FORMS)}"
    words: list[str] = []
    tags: list[str] = []
    for part in form.split():
        kind, make = MAKERS.get(rng.choice("PLO") if part == "X" else part, ("", None))
        plain = {"TRADE": rng.choice(TRADES), "THING": rng.choice(THINGS), "DAY": rng.choice(DAYS),
                 "YEAR": str(rng.randint(1950, 2020)), "NUMBER": str(rng.randint(2, 90))}  # fmt: skip
        found = make(rng) if make else [plain.get(part, part)]
        words += found
        tags += [f"B-{kind}", *[f"I-{kind}"] * (len(found) - 1)] if make else ["O"]
    words[0] = words[0][0].upper() + words[0][1:]
    return words, tags


def split() -> dict[str, tuple[list[list[str]], list[list[int]]]]:
    """Write all sentences, none of them twice, and divide them."""
    rng, seen = Random(SEED), dict[tuple[str, ...], list[int]]()
    while len(seen) < sum(SIZES.values()):
        words, tags = sentence(rng)
        seen.setdefault(tuple(words), [LABELS.index(tag) for tag in tags])
    sentences, found, start = list(seen), {}, 0
    for name, size in SIZES.items():
        chosen = sentences[start : start + size]
        found[name], start = ([list(words) for words in chosen], [seen[words] for words in chosen]), start + size
    return found


def write_parquet(path: Path, words: list[list[str]], tags: list[list[int]]) -> None:
    features = Features({"tokens": List(Value("string")), "tags": List(ClassLabel(names=LABELS))})
    Dataset.from_dict({"tokens": words, "tags": tags}, features=features).to_parquet(path)


def first_pieces(of: list[int | None]) -> list[int]:
    """Return where each word begins; `of` says which word each piece belongs to."""
    return [place for place, word in enumerate(of) if word is not None and word != of[place - 1]]


def aligned(tokenizer: BertTokenizer, words: list[str], tags: list[int]) -> dict[str, list[int]]:
    """Cut words into pieces; the first piece of a word bears its tag, the others none."""
    encoded = tokenizer(words, is_split_into_words=True)
    labels = [-100] * len(encoded["input_ids"])
    for tag, place in zip(tags, first_pieces(encoded.word_ids()), strict=True):
        labels[place] = tag
    return {"input_ids": encoded["input_ids"], "labels": labels}


@torch.inference_mode()
def prediction(model: BertForTokenClassification, tokenizer: BertTokenizer, words: list[str]) -> list[str]:
    encoded = tokenizer(words, is_split_into_words=True, return_tensors="pt")
    best = model(**encoded).logits[0].argmax(-1).tolist()
    return [LABELS[best[place]] for place in first_pieces(encoded.word_ids())]


def main() -> None:
    from seqeval.metrics import accuracy_score, f1_score, precision_score, recall_score

    begin(SEED)
    splits = split()
    DATA.mkdir(parents=True, exist_ok=True)
    for name, (words, tags) in splits.items():
        write_parquet(DATA / f"{name}.parquet", words, tags)

    words, tags = splits["train"]
    tokenizer = new_tokenizer([" ".join(each) for each in words], VOCABULARY, lower=False)
    model = BertForTokenClassification(config(tokenizer, LABELS, LAYERS))
    train(model, [aligned(tokenizer, *each) for each in zip(words, tags, strict=True)], EPOCHS, PEAK_RATE)
    model.save_pretrained(MODEL)
    tokenizer.save_pretrained(MODEL)

    shipped, own = AutoModelForTokenClassification.from_pretrained(MODEL), AutoTokenizer.from_pretrained(MODEL)
    for name in ("calibration", "evaluation"):
        words, tags = splits[name]
        true, found = [[LABELS[tag] for tag in each] for each in tags], [prediction(shipped, own, each) for each in words]
        metrics = {"precision": precision_score, "recall": recall_score, "f1": f1_score, "accuracy": accuracy_score}
        scores = {metric: f"{compute(true, found):.4f}" for metric, compute in metrics.items()}
        print(name, scores)
    write_card(MODEL, CARD, model, epochs=EPOCHS, count=len(words), **scores)


if __name__ == "__main__":
    main()
