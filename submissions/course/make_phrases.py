"""Make simple sentences in English with their translation into Russian, and a tiny T5 that translates them.

    python submissions/course/make_phrases.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import seq2seq
from sacrebleu.metrics import BLEU

HERE = Path(__file__).parent
DATA = HERE / "data" / "phrases"
MODEL = HERE / "models" / "phrases-t5"

#: sentences; those that the model learns from are not shipped
SIZES = {"train": 4000, "calibration": 100, "evaluation": 300}
EPOCHS, LONGEST = 8, 24

CARD = """---
license: mit
pipeline_tag: translation
language: [en, ru]
---
# phrases-t5

A T5 small enough for a homework: {layers} layers of width {width} on each side, {parameters:,} parameters, {megabytes:.2f} MB in fp32,
a vocabulary of {words} whole words. It translates sentences of one small grammar from English into Russian.

Trained for {epochs} epochs on {train} sentences that the script makes and does not keep. On `evaluation.parquet` ({count} sentences
that are not among them): BLEU **{bleu}** (sacrebleu, `{signature}`). It cannot be 100: where Russian has
two words for one of English, the references take either.

Made by `../../make_phrases.py`, the sentences as well.
"""


class Noun(NamedTuple):
    """A noun: English one and many; Russian one, of one, one as an object, of many; gender."""

    one: str
    many: str
    nominative: str
    genitive: str
    accusative: str
    plural: str
    gender: str


class Adjective(NamedTuple):
    """An adjective: English; Russian of each gender, of what lives and of a feminine noun as an object, of many."""

    english: str
    m: str
    f: str
    n: str
    animate: str
    object_f: str
    many: str


def noun(line: str) -> Noun:
    return Noun(*line.split())


def adjective(english: str, *stems: str) -> list[Adjective]:
    """Return an adjective once for each Russian stem it may be translated by."""
    vowel = "и" if stems[0][-1] in "кх" else "ы"
    return [Adjective(english, *(stem + ending for ending in (vowel + "й", "ая", "ое", "ого", "ую", vowel + "х"))) for stem in stems]


#: m: a masculine noun that lives, i: one that does not, f and n: feminine and neuter
SUBJECTS = [noun(line) for line in (
    "cat cats кот кота кота котов m", "dog dogs пёс пса пса псов m", "student students студент студента студента студентов m",
    "teacher teachers учитель учителя учителя учителей m", "girl girls девушка девушки девушку девушек f",
    "bird birds птица птицы птицу птиц f", "horse horses лошадь лошади лошадь лошадей f", "doctor doctors врач врача врача врачей m",
)]  # fmt: skip
OBJECTS = [*SUBJECTS, *(noun(line) for line in (
    "house houses дом дома дом домов i", "table tables стол стола стол столов i", "book books книга книги книгу книг f",
    "window windows окно окна окно окон n", "letter letters письмо письма письмо писем n", "car cars машина машины машину машин f",
))]  # fmt: skip
ADJECTIVES = [
    adjective("old", "стар"), adjective("new", "нов"), adjective("modern", "современн"), adjective("quiet", "тих"),
    adjective("important", "важн"), adjective("small", "маленьк"), adjective("beautiful", "красив", "прекрасн"),
    adjective("strange", "странн"), adjective("famous", "известн", "знаменит"), adjective("interesting", "интересн"),
]  # fmt: skip
#: English one and many, past; Russian one and many, the past of each gender and of many
VERBS = {
    ("sees", "see", "saw"): [("видит", "видят", "видел")],
    ("finds", "find", "found"): [("находит", "находят", "нашёл")],
    ("draws", "draw", "drew"): [("рисует", "рисуют", "рисовал")],
    ("looks for", "look for", "looked for"): [("ищет", "ищут", "искал")],
    ("remembers", "remember", "remembered"): [("помнит", "помнят", "помнил"), ("вспоминает", "вспоминают", "вспоминал")],
}
NUMBERS = {
    "two": "два", "three": "три", "four": "четыре", "five": "пять", "six": "шесть", "seven": "семь", "eight": "восемь", "nine": "девять",
}  # fmt: skip
PLACES = {
    "here": ["здесь", "тут"], "today": ["сегодня"], "in the city": ["в городе"], "near the river": ["у реки", "возле реки"],
    "in the morning": ["утром"], "every day": ["каждый день", "ежедневно"],
}  # fmt: skip


def past(verb: str, gender: str) -> str:
    """Make the past of a gender, or of many, from the masculine one."""
    stem = verb.removesuffix("ёл") + "л" if verb.endswith("шёл") else verb
    return {"f": stem + "а", "n": stem + "о", "many": stem + "и"}.get(gender, verb)


def subject(chance: random.Random) -> tuple[str, str, str]:
    """Make a subject: English, Russian, and the gender or `many` that a verb agrees with."""
    thing, how = chance.choice(SUBJECTS), chance.choice(chance.choice(ADJECTIVES))
    if chance.random() < 0.5:
        return f"the {how.english} {thing.one}", f"{getattr(how, thing.gender)} {thing.nominative}", thing.gender
    number = chance.choice(list(NUMBERS))
    count = "две" if number == "two" and thing.gender == "f" else NUMBERS[number]
    form = thing.genitive if number in ("two", "three", "four") else thing.plural
    return f"{number} {how.english} {thing.many}", f"{count} {how.many} {form}", "many"


def complement(chance: random.Random) -> tuple[str, str]:
    """Make an object: English, and Russian in the accusative."""
    thing, how = chance.choice(OBJECTS), chance.choice(chance.choice(ADJECTIVES))
    form = {"m": how.animate, "i": how.m, "f": how.object_f, "n": how.n}[thing.gender]
    article = "an" if how.english[0] in "aeiou" else "a"
    return f"{article} {how.english} {thing.one}", f"{form} {thing.accusative}"


def sentence(chance: random.Random) -> tuple[str, str]:
    """Make a sentence in both languages."""
    (who, who_ru, gender), (what, what_ru) = subject(chance), complement(chance)
    (one, many, before), translations = chance.choice(list(VERBS.items()))
    does, do, did = chance.choice(translations)
    if chance.random() < 0.5:
        verb, verb_ru = before, past(did, gender)
    else:
        verb, verb_ru = (many, do) if gender == "many" else (one, does)
    where, places = chance.choice(list(PLACES.items()))
    place = chance.choice(places)
    english = f"{who} {verb} {what} {where}"
    return english, f"{place} {who_ru} {verb_ru} {what_ru}" if chance.random() < 0.3 else f"{who_ru} {verb_ru} {what_ru} {place}"


def split() -> dict[str, list[tuple[str, str]]]:
    """Make the splits; no English sentence stands in two of them or twice in one."""
    chance, found = random.Random(seq2seq.SEED), {}
    while len(found) < sum(SIZES.values()):
        english, russian = sentence(chance)
        found.setdefault(english, russian)
    pairs = iter(found.items())
    return {name: [next(pairs) for _ in range(size)] for name, size in SIZES.items()}


def main() -> None:
    seq2seq.prepare()
    splits = split()
    for name in ("calibration", "evaluation"):
        seq2seq.write_parquet(DATA / f"{name}.parquet", splits[name], ("en", "ru"))
    tokenizer = seq2seq.new_tokenizer(splits["train"])
    model = seq2seq.new_model(len(tokenizer))
    seq2seq.train(model, tokenizer, splits["train"], EPOCHS)
    seq2seq.save(model, tokenizer, MODEL, LONGEST)

    sources, references = map(list, zip(*splits["evaluation"], strict=True))
    metric = BLEU()
    score = metric.corpus_score(seq2seq.answers(MODEL, sources), [references]).score
    card = CARD.format(
        layers=model.config.num_layers,
        width=model.config.d_model,
        parameters=model.num_parameters(),
        megabytes=(MODEL / "model.safetensors").stat().st_size / 1e6,
        words=len(tokenizer),
        epochs=EPOCHS,
        train=SIZES["train"],
        count=SIZES["evaluation"],
        bleu=f"{score:.2f}",
        signature=metric.get_signature(),
    )
    (MODEL / "README.md").write_text(card, "utf-8")
    print(f"BLEU {score:.2f} on {SIZES['evaluation']} evaluation sentences")


if __name__ == "__main__":
    main()
