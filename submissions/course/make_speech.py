"""Make spoken words out of harmonics and noise, and a tiny wav2vec 2.0 that writes them down.

    python submissions/course/make_speech.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import NamedTuple

import jiwer
import numpy as np
import pyarrow
import soundfile
import torch
from datasets import Audio, Features, Value
from pyarrow import parquet
from transformers import Wav2Vec2Config, Wav2Vec2CTCTokenizer, Wav2Vec2FeatureExtractor, Wav2Vec2ForCTC, Wav2Vec2Processor

HERE = Path(__file__).parent
DATA = HERE / "data" / "spoken"
MODEL = HERE / "models" / "spoken-wav2vec2"

RATE = 8000
#: utterances; those that the model learns from are not shipped
SIZES = {"train": 2000, "calibration": 50, "evaluation": 250}
#: between the quietest and the loudest background, as a standard deviation of 16-bit samples
BACKGROUND = (10, 40)
SEED = 7
EPOCHS, BATCH, PEAK_RATE = 6, 16, 2e-3


class Phone(NamedTuple):
    """A sound: seconds, formants in hertz, loudness of the voice; middle and width in hertz and loudness of the hiss."""

    seconds: float
    formants: tuple[float, float, float] = (500, 1500, 2500)
    voice: float = 0.0
    hiss: tuple[float, float, float] | None = None


PHONES = {
    "i": Phone(0.10, (300, 2300, 3000), 1), "I": Phone(0.07, (400, 2000, 2550), 1), "e": Phone(0.08, (550, 1850, 2500), 1),
    "a": Phone(0.10, (750, 1150, 2450), 1), "o": Phone(0.10, (500, 900, 2400), 1), "u": Phone(0.10, (320, 850, 2250), 1),
    "V": Phone(0.07, (650, 1200, 2400), 1), "r": Phone(0.06, (420, 1250, 1600), 0.5), "w": Phone(0.05, (300, 650, 2200), 0.5),
    "l": Phone(0.05, (380, 1050, 2900), 0.5), "n": Phone(0.06, (270, 1450, 2300), 0.5), "v": Phone(0.04, (250, 1100, 2200), 0.5),
    "s": Phone(0.09, hiss=(3500, 500, 1)), "f": Phone(0.08, hiss=(2200, 1500, 0.4)), "t": Phone(0.025, hiss=(3000, 900, 1)),
    "k": Phone(0.03, hiss=(1800, 500, 1)), "p": Phone(0.025, hiss=(900, 500, 1)), "-": Phone(0.04), " ": Phone(0.1),
}  # fmt: skip
#: how each word sounds; a stop begins with silence
WORDS = {
    "zero": "siro", "one": "wVn", "two": "-tu", "three": "fri", "four": "for", "five": "faIv", "six": "sI-ks", "seven": "sevVn",
    "eight": "eI-t", "nine": "naIn", "ten": "-ten", "on": "on", "off": "of", "left": "lef-t", "right": "raI-t", "stop": "s-to-p",
}  # fmt: skip

CARD = """---
license: mit
pipeline_tag: automatic-speech-recognition
---
# spoken-wav2vec2

A wav2vec 2.0 small enough for a homework: {layers} layers of width {width}, {parameters:,} parameters, {megabytes:.2f} MB in fp32,
with a CTC head over letters. It writes down two to four of {words} words, spoken by a formant synthesiser at 8 kHz.

Trained for {epochs} epochs on {train} utterances that the script makes and does not keep. On `evaluation.parquet` ({count} utterances
of other speakers): WER **{wer}**, CER **{cer}**.

Made by `../../make_speech.py`, the voices as well.
"""


def voiced(path: np.ndarray, pitch: np.ndarray, loudness: np.ndarray) -> np.ndarray:
    """Sum up the harmonics of a pitch (samples,), each as loud as the formants (samples, 3) make it."""
    number = np.arange(1, int(RATE / 2 / pitch.max()))[:, None]
    frequency = number * pitch
    width = 60 + 0.04 * path
    shape = sum(strength / (1 + ((frequency - path[:, k]) / width[:, k]) ** 2) for k, strength in enumerate((1.0, 0.6, 0.3)))
    return loudness * (shape * np.sin(2 * np.pi * np.cumsum(frequency, axis=1) / RATE)).sum(axis=0)


def band(chance: np.random.Generator, count: int, middle: float, width: float) -> np.ndarray:
    """Make `count` samples of noise around a frequency, as loud as 1."""
    spectrum = np.fft.rfft(chance.standard_normal(count)) * np.exp(-0.5 * ((np.fft.rfftfreq(count, 1 / RATE) - middle) / width) ** 2)
    noise = np.fft.irfft(spectrum, count)
    return noise / (noise.std() + 1e-9) * np.hanning(count + 2)[1:-1]


def say(text: str, chance: np.random.Generator) -> np.ndarray:
    """Speak a text with a new voice: pitch, length of the throat, speed, loudness and background are its own; int16 samples."""
    base, throat, speed = chance.uniform(90, 240), chance.uniform(0.88, 1.14), chance.uniform(0.8, 1.3)
    phones = [PHONES[letter] for letter in " ".join(["", *(WORDS[word] for word in text.split()), ""])]
    lengths = [round(RATE * phone.seconds / speed * chance.uniform(0.8, 1.25)) for phone in phones]
    ends = np.cumsum(lengths)
    time, middles = np.arange(ends[-1]), ends - np.array(lengths) / 2
    formants = np.array([phone.formants for phone in phones]) * throat * chance.uniform(0.94, 1.06, (len(phones), 3))
    path = np.stack([np.interp(time, middles, column) for column in formants.T], axis=1)
    pitch = base * (1 + 0.12 * np.sin(2 * np.pi * chance.uniform(0.5, 1.5) * time / len(time) + chance.uniform(0, 6)))
    sound = voiced(path, pitch, np.interp(time, middles, [phone.voice for phone in phones]))
    for phone, end, length in zip(phones, ends, lengths, strict=True):
        if phone.hiss:
            middle, width, strength = phone.hiss
            sound[end - length : end] += strength * band(chance, length, middle * chance.uniform(0.9, 1.1), width)
    sound *= chance.uniform(400, 1400) / np.abs(sound).max()
    return (sound + chance.uniform(*BACKGROUND) * chance.standard_normal(len(sound))).round().astype(np.int16)


def utterances(name: str) -> list[tuple[np.ndarray, str]]:
    """Make one split; each has speakers of its own."""
    chance = np.random.default_rng([SEED, *name.encode()])
    texts = [" ".join(chance.choice(list(WORDS), chance.integers(2, 5))) for _ in range(SIZES[name])]
    return [(say(text, chance), text) for text in texts]


def floats(sound: np.ndarray) -> np.ndarray:
    """Return samples from -1 to 1, as a model gets them."""
    return sound.astype(np.float32) / 32768


def write_parquet(path: Path, split: list[tuple[np.ndarray, str]]) -> None:
    rows = []
    for sound, _ in split:
        buffer = io.BytesIO()
        soundfile.write(buffer, sound, RATE, format="FLAC")
        rows.append({"bytes": buffer.getvalue(), "path": None})
    schema = Features({"audio": Audio(sampling_rate=RATE), "text": Value("string")}).arrow_schema
    # not by `datasets`, which wants torchcodec for audio, even where nothing is left to encode
    parquet.write_table(pyarrow.Table.from_pydict({"audio": rows, "text": [text for _, text in split]}, schema=schema), path)


def new_processor() -> Wav2Vec2Processor:
    letters = sorted({letter for word in WORDS for letter in word})
    MODEL.mkdir(parents=True, exist_ok=True)
    vocabulary = {token: index for index, token in enumerate(["<pad>", "<unk>", "|", *letters])}
    (MODEL / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
    tokenizer = Wav2Vec2CTCTokenizer(MODEL / "vocab.json", bos_token=None, eos_token=None)
    return Wav2Vec2Processor(Wav2Vec2FeatureExtractor(sampling_rate=RATE, return_attention_mask=True), tokenizer)


def new_model(vocabulary: int) -> Wav2Vec2ForCTC:
    config = Wav2Vec2Config(
        vocab_size=vocabulary,
        hidden_size=72,
        intermediate_size=144,
        num_hidden_layers=4,
        num_attention_heads=4,
        conv_dim=(32, 48, 64, 72),
        conv_kernel=(10, 8, 4, 4),
        conv_stride=(5, 4, 4, 2),
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=4,
        feat_extract_norm="layer",
        conv_bias=True,
        apply_spec_augment=False,
        hidden_dropout=0.05,
        attention_dropout=0.05,
        activation_dropout=0.0,
        feat_proj_dropout=0.0,
        final_dropout=0.0,
        layerdrop=0.0,
        initializer_range=0.1,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=None,
        ctc_loss_reduction="mean",
        ctc_zero_infinity=True,
    )
    return Wav2Vec2ForCTC(config)


def batches(split: list[tuple[np.ndarray, str]]) -> list[list[int]]:
    """Put utterances of about the same length together, and the batches into a random order."""
    order = sorted(range(len(split)), key=lambda index: len(split[index][0]) + 400 * torch.rand(()).item())
    found = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    return [found[index] for index in torch.randperm(len(found)).tolist()]


def train(model: Wav2Vec2ForCTC, processor: Wav2Vec2Processor, split: list[tuple[np.ndarray, str]]) -> None:
    """Train in place: AdamW, one warm-up and a cosine."""
    steps = EPOCHS * math.ceil(len(split) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=PEAK_RATE, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(1, EPOCHS + 1):
        for chosen in batches(split):
            sounds = [floats(split[index][0]) for index in chosen]
            inputs = processor(sounds, sampling_rate=RATE, padding=True, return_tensors="pt")
            labels = processor.tokenizer([split[index][1] for index in chosen], padding=True, return_tensors="pt")
            loss = model(**inputs, labels=labels.input_ids.masked_fill(labels.attention_mask == 0, -100)).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(f"epoch {epoch}/{EPOCHS}: last loss {loss.item():.3f}", flush=True)
    model.eval()


@torch.inference_mode()
def heard(model: Wav2Vec2ForCTC, processor: Wav2Vec2Processor, split: list[tuple[np.ndarray, str]]) -> list[str]:
    texts = []
    for sound, _ in split:
        inputs = processor(floats(sound), sampling_rate=RATE, return_tensors="pt")
        texts += processor.batch_decode(model(**inputs).logits.argmax(dim=-1))
    return texts


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    DATA.mkdir(parents=True, exist_ok=True)
    evaluation = utterances("evaluation")
    write_parquet(DATA / "calibration.parquet", utterances("calibration"))
    write_parquet(DATA / "evaluation.parquet", evaluation)

    processor = new_processor()
    model = new_model(len(processor.tokenizer))
    train(model, processor, utterances("train"))
    model.save_pretrained(MODEL)
    processor.save_pretrained(MODEL)

    references = [text for _, text in evaluation]
    texts = heard(Wav2Vec2ForCTC.from_pretrained(MODEL).eval(), Wav2Vec2Processor.from_pretrained(MODEL), evaluation)
    wer, cer = f"{jiwer.wer(references, texts):.4f}", f"{jiwer.cer(references, texts):.4f}"
    card = CARD.format(
        layers=model.config.num_hidden_layers,
        width=model.config.hidden_size,
        parameters=model.num_parameters(),
        megabytes=(MODEL / "model.safetensors").stat().st_size / 1e6,
        words=len(WORDS),
        epochs=EPOCHS,
        train=SIZES["train"],
        count=SIZES["evaluation"],
        wer=wer,
        cer=cer,
    )
    (MODEL / "README.md").write_text(card, "utf-8")
    print(f"WER {wer}, CER {cer} on {SIZES['evaluation']} evaluation utterances")


if __name__ == "__main__":
    main()
