"""How a loaded model predicts, task by task: the body of `predict` in a draft, and the processor it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task: the classes that serve it, the signs of a prediction in code, its processor, the lines of `predict`."""

    name: str
    classes: re.Pattern[str]
    signs: frozenset[str]
    processor: str
    field: str
    predict: str


_ARGMAX = frozenset({"argmax", "pipeline", "softmax", "topk", "max"})
_GENERATE = frozenset({"generate", "pipeline", "batch_decode", "decode", "transcribe"})
TASKS = (
    Task(
        name="image-classification", classes=re.compile("ForImageClassification"), signs=_ARGMAX, processor="AutoImageProcessor",
        field="image",
        predict="""\
    pixels = processor([x["{field}"] for x in inputs], return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**pixels).logits.argmax(-1).tolist()]""",
    ),
    Task(
        name="token-classification", classes=re.compile("ForTokenClassification"), signs=_ARGMAX, processor="AutoTokenizer", field="tokens",
        predict="""\
    words = [x["{field}"] for x in inputs]
    batch = processor(words, is_split_into_words=True, padding=True, truncation=True, return_tensors="pt").to(model.device)
    best = model(**batch).logits.argmax(-1).tolist()
    tags = []
    for row, labels in enumerate(best):
        ids = batch.word_ids(row)
        first = [n for n, word in enumerate(ids) if word is not None and word != ids[n - 1]]
        tags.append([model.config.id2label[labels[n]] for n in first])
    return tags""",
    ),
    Task(
        name="text-classification", classes=re.compile("ForSequenceClassification"), signs=_ARGMAX, processor="AutoTokenizer", field="text",
        predict="""\
    batch = processor([x["{field}"] for x in inputs], padding=True, truncation=True, return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**batch).logits.argmax(-1).tolist()]""",
    ),
    Task(
        name="automatic-speech-recognition", classes=re.compile(r"Whisper\w*ForConditionalGeneration|SpeechSeq2Seq"), signs=_GENERATE,
        processor="AutoProcessor", field="audio",
        predict="""\
    sounds = processor([x["{field}"] for x in inputs], sampling_rate=16000, return_tensors="pt").to(model.device)
    ids = model.generate(sounds.input_features.to(model.dtype))
    return processor.batch_decode(ids, skip_special_tokens=True)""",
    ),
    Task(
        name="automatic-speech-recognition", classes=re.compile("ForCTC"), signs=_GENERATE | _ARGMAX, processor="AutoProcessor",
        field="audio",
        predict="""\
    sounds = processor([x["{field}"] for x in inputs], sampling_rate=16000, padding=True, return_tensors="pt").to(model.device)
    return processor.batch_decode(model(**sounds).logits.argmax(-1))""",
    ),
    Task(
        name="translation", classes=re.compile("ForSeq2SeqLM|ForConditionalGeneration|MTModel"), signs=_GENERATE,
        processor="AutoTokenizer", field="text",
        predict="""\
    batch = processor([x["{field}"] for x in inputs], padding=True, truncation=True, return_tensors="pt").to(model.device)
    return processor.batch_decode(model.generate(**batch), skip_special_tokens=True)""",
    ),
    Task(
        name="text-generation", classes=re.compile("ForCausalLM|LMHeadModel"),
        signs=_GENERATE | frozenset({"exp", "cross_entropy", "log_softmax"}),
        processor="AutoTokenizer", field="text",
        predict="""\
    scores = []
    for x in inputs:
        ids = processor(x["{field}"], return_tensors="pt").input_ids.to(model.device)
        chances = model(ids).logits[0, :-1].float().log_softmax(-1)
        scores.append(chances.gather(1, ids[0, 1:, None])[:, 0].tolist())
    return scores""",
    ),
)  # fmt: skip

#: Models of timm know no labels: a prediction is the number of the class.
TIMM = Task(
    name="image-classification", classes=re.compile("(?!)"), signs=_ARGMAX, processor="", field="image",
    predict="""\
    pixels = torch.stack([processor(x["{field}"].convert("RGB")) for x in inputs])
    return model(pixels.to(next(model.parameters()).device)).argmax(-1).tolist()""",
)  # fmt: skip


def task_of(name: str) -> Task | None:
    """Return the task that a class of transformers or optimum serves."""
    return next((task for task in TASKS if task.classes.search(name)), None)
