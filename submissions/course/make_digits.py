"""Make what the course ships: the digits images as parquet and a tiny ViT trained on them.

    python submissions/course/make_digits.py

The same versions of the libraries give the same bytes: every random choice is seeded and one thread does the work.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from datasets import ClassLabel, Dataset, Features, Image
from PIL import Image as Pillow
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.nn.functional import affine_grid, cross_entropy, grid_sample
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessorPil

HERE = Path(__file__).parent
DATA = HERE / "data" / "digits"
MODEL = HERE / "models" / "digits-vit"

LABELS = [str(digit) for digit in range(10)]
EVALUATION, CALIBRATION = 400, 200
SEED = 7
EPOCHS, BATCH, PEAK_RATE = 60, 64, 1.5e-3
MEAN = STD = 0.5

CARD = """---
license: mit
pipeline_tag: image-classification
---
# digits-vit

A Vision Transformer small enough for a homework: {layers} layers of width {width}, {parameters:,} parameters,
{megabytes:.2f} MB in fp32. It reads 8×8 grey images of handwritten digits in patches of 2×2.

Trained for {epochs} epochs on `../../data/digits/train.parquet` with small random shifts, turns and scales.
Accuracy on `evaluation.parquet` ({count} images it has never seen): **{accuracy}**. Learning rate, initialisation and
number of epochs were chosen on `calibration.parquet`; the weights are those of the last epoch.

Made by `../../make_digits.py`. The images come from the UCI Machine Learning Repository, *Optical Recognition of
Handwritten Digits*, E. Alpaydin and C. Kaynak, CC BY 4.0.
"""


def split() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Divide the images in three, with the same share of each digit; grey levels 0..16 become 0..255."""
    digits = load_digits()
    images = (digits.images * 255 / 16).round().astype(np.uint8)
    rest, evaluation, rest_labels, evaluation_labels = train_test_split(
        images, digits.target, test_size=EVALUATION, stratify=digits.target, random_state=SEED
    )
    train, calibration, train_labels, calibration_labels = train_test_split(
        rest, rest_labels, test_size=CALIBRATION, stratify=rest_labels, random_state=SEED
    )
    return {
        "train": (train, train_labels),
        "calibration": (calibration, calibration_labels),
        "evaluation": (evaluation, evaluation_labels),
    }


def write_parquet(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    features = Features({"image": Image(), "label": ClassLabel(names=LABELS)})
    columns = {"image": [Pillow.fromarray(image) for image in images], "label": labels.tolist()}
    Dataset.from_dict(columns, features=features).to_parquet(path)


def pixels(images: np.ndarray) -> torch.Tensor:
    """Return images as the processor would: (N, 1, 8, 8), normalised to -1..1."""
    return (torch.from_numpy(images)[:, None].float() / 255 - MEAN) / STD


def augment(batch: torch.Tensor) -> torch.Tensor:
    """Turn up to 10 degrees, scale up to 10 %, shift up to half a pixel, each image on its own."""
    turn, scale, *shift = torch.empty(4, len(batch)).uniform_(-1, 1)
    turn, scale = turn * math.radians(10), 1 + scale * 0.1
    rows = [scale * turn.cos(), -scale * turn.sin(), shift[0] / 8, scale * turn.sin(), scale * turn.cos(), shift[1] / 8]
    grid = affine_grid(torch.stack(rows, dim=1).view(-1, 2, 3), list(batch.shape), align_corners=False)
    return grid_sample(batch, grid, padding_mode="border", align_corners=False)


def new_model() -> ViTForImageClassification:
    config = ViTConfig(
        image_size=8,
        patch_size=2,
        num_channels=1,
        hidden_size=48,
        intermediate_size=96,
        num_hidden_layers=12,
        num_attention_heads=4,
        hidden_dropout_prob=0.1,
        initializer_range=0.1,  # the usual 0.02 is meant for wide models: a narrow one learns slowly from it
        id2label=dict(enumerate(LABELS)),
        label2id={label: index for index, label in enumerate(LABELS)},
    )
    return ViTForImageClassification(config)


def train(model: ViTForImageClassification, images: torch.Tensor, labels: torch.Tensor) -> None:
    """Train in place: AdamW, one warm-up and a cosine, smoothed labels."""
    steps = EPOCHS * math.ceil(len(images) / BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=PEAK_RATE, total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(1, EPOCHS + 1):
        for chosen in torch.randperm(len(images)).split(BATCH):
            logits = model(augment(images[chosen])).logits
            loss = cross_entropy(logits, labels[chosen], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        if epoch % 10 == 0:
            print(f"epoch {epoch}/{EPOCHS}: last loss {loss.item():.3f}", flush=True)
    model.eval()


@torch.inference_mode()
def correct(model: ViTForImageClassification, images: np.ndarray, labels: np.ndarray) -> int:
    return int((model(pixels(images)).logits.argmax(dim=1).numpy() == labels).sum())


def main() -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    splits = split()
    DATA.mkdir(parents=True, exist_ok=True)
    for name, (images, labels) in splits.items():
        write_parquet(DATA / f"{name}.parquet", images, labels)

    model = new_model()
    images, labels = splits["train"]
    train(model, pixels(images), torch.from_numpy(labels))
    model.save_pretrained(MODEL)
    processor = ViTImageProcessorPil(size={"height": 8, "width": 8}, image_mean=[MEAN], image_std=[STD])
    processor.save_pretrained(MODEL)

    right = correct(ViTForImageClassification.from_pretrained(MODEL), *splits["evaluation"])
    accuracy = f"{right / EVALUATION:.4f}"
    card = CARD.format(
        layers=model.config.num_hidden_layers,
        width=model.config.hidden_size,
        parameters=model.num_parameters(),
        megabytes=(MODEL / "model.safetensors").stat().st_size / 1e6,
        epochs=EPOCHS,
        count=EVALUATION,
        accuracy=accuracy,
    )
    (MODEL / "README.md").write_text(card, "utf-8")
    print(f"accuracy {accuracy}: {right} of {EVALUATION} evaluation images")


if __name__ == "__main__":
    main()
