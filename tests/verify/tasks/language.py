"""A language of eight letters, a model of it that is a table, and adapters for that: honest ones, and ones that look ahead."""

from __future__ import annotations

import itertools
import json
import math
import random
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow
from pyarrow import parquet
from tokenizers import Tokenizer, models, pre_tokenizers

from grader.course import Course, DataSet, Measuring, Model
from tests.verify.support import small_course

LETTERS = "abcdefgh"
DATA, MODEL, TASK = "letters", "table", "text-generation"
#: the letter after the next one is likelier than the others, so there is something to know and something to guess
LIKELY = 0.5
WEIGHTS = [[LIKELY if (after - letter) % 8 == 2 else (1 - LIKELY) / 7 for after in range(8)] for letter in range(8)]
MEASURING = Measuring(threads=1, examples=80, warm_up=2, block=10, starts=2)

HONEST = """
import json, math, shutil

def compress(source, target):
    shutil.copyfile(source / "table.json", target / "table.json")

def load(path, device):
    return json.loads((path / "table.json").read_text())

def windows(model, ids):
    return [math.log(model[before][after]) for before, after in zip(ids, ids[1:])]

def prefix(model, ids, vocabulary):
    return [math.log(p) for p in model[ids[-1]]][:vocabulary]

def predict(model, inputs):
    return [prefix(model, x["input_ids"], x["vocabulary"]) if "vocabulary" in x else windows(model, x["input_ids"]) for x in inputs]
"""


def sentence(draw: random.Random, length: int) -> str:
    letters = [draw.randrange(8)]
    while len(letters) < length:
        letters += draw.choices(range(8), WEIGHTS[letters[-1]])
    return "".join(LETTERS[each] for each in letters)


def write_texts(path: Path, texts: Sequence[object]) -> None:
    parquet.write_table(pyarrow.table({"text": texts}), path)


def letter_course(root: Path, *, texts: int = 10, length: int = 140, measuring: Measuring = MEASURING) -> Course:
    """A course whose evaluation set is made of `texts` texts; each of 140 letters gives 16 windows of 20 with a stride of 8."""
    draw = random.Random(5)
    course = small_course(root, measuring=measuring)
    write_texts(root / "letters.parquet", [sentence(draw, length) for _ in range(texts)])
    tokenizer = Tokenizer(models.WordLevel({letter: number for number, letter in enumerate(LETTERS)}, unk_token="a"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(root / "tokenizer.json"))
    (root / "table").mkdir()
    (root / "table" / "table.json").write_text(json.dumps(WEIGHTS))
    data = DataSet(
        task=TASK, calibration="calibration.parquet", evaluation="letters.parquet", input="text",
        tokenizer="tokenizer.json", context=20, stride=8,
    )  # fmt: skip
    return replace(course, models={MODEL: Model(path="table", task=TASK)}, data={DATA: data})


def other(**bodies: str) -> str:
    """The honest adapter with other bodies of `windows(model, ids)`, `prefix(model, ids, vocabulary)` and `load(path, device)`."""
    heads = {"windows": "model, ids", "prefix": "model, ids, vocabulary", "load": "path, device"}
    changed = [f"def {name}({heads[name]}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n" for name, body in bodies.items()]
    return "\n".join([HONEST, "_windows, _prefix = windows, prefix", *changed])


def expected_perplexity(course: Course, file: str = "letters.parquet") -> float:
    """Perplexity over all letters but the first of each text; a table needs no more context than one letter."""
    texts = parquet.read_table(course.root / file)["text"].to_pylist()
    said = [WEIGHTS[LETTERS.index(a)][LETTERS.index(b)] for text in texts for a, b in itertools.pairwise(text)]
    return math.exp(-math.fsum(map(math.log, said)) / len(said))
