"""EfficientViT-B3 for classification (Cai et al. 2022, arXiv:2205.14756), and an adapter for it as a team would write one.

timm has this model; the bot's environment need not: what a team hands in may bring its architecture as code.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTHS, DEPTHS, HEAD_DIMENSION, HEAD_WIDTHS = (32, 64, 128, 256, 512), (1, 4, 6, 6, 9), 32, (2304, 2560)
#: Pixels of a side, and the mean and deviation of ImageNet's channels.
SIDE, MEAN, DEVIATION = 224, np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
EPSILON = 1e-6


def convolution(
    inside: int, outside: int, kernel: int = 1, *, stride: int = 1, groups: int = 1, norm: bool = True, act: bool = True
) -> Any:
    """A convolution with its batch normalisation, or a bias in place of it, and an activation."""
    layers = [nn.Conv2d(inside, outside, kernel, stride, kernel // 2, groups=groups, bias=not norm)]
    return nn.Sequential(*layers, *([nn.BatchNorm2d(outside)] if norm else []), *([nn.Hardswish()] if act else []))


class Residual(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        added: Tensor = self.inner(x)
        return x + added


def inverted(inside: int, outside: int, *, stride: int = 1, norm: bool = True) -> Any:
    """Widen fourfold, convolve each channel, narrow again; without `norm` only the last convolution is normalised."""
    middle = 4 * inside
    return nn.Sequential(
        convolution(inside, middle, norm=norm),
        convolution(middle, middle, 3, stride=stride, groups=middle, norm=norm),
        convolution(middle, outside, act=False),
    )


class LinearAttention(nn.Module):
    """Attention without a softmax, over queries, keys and values as they are and over their 5x5 neighbourhoods."""

    def __init__(self, width: int) -> None:
        super().__init__()
        parts = 3 * width
        self.qkv = nn.Conv2d(width, parts, 1, bias=False)
        self.neighbours = nn.Sequential(
            nn.Conv2d(parts, parts, 5, padding=2, groups=parts, bias=False),
            nn.Conv2d(parts, parts, 1, groups=parts // HEAD_DIMENSION, bias=False),
        )
        self.proj = convolution(2 * width, width, act=False)

    def forward(self, x: Tensor) -> Tensor:
        qkv = self.qkv(x)
        found = torch.cat([qkv, self.neighbours(qkv)], dim=1).reshape(len(x), -1, 3 * HEAD_DIMENSION, x.shape[2] * x.shape[3])
        query, key, value = found.chunk(3, dim=2)
        query, key = query.relu(), key.relu()
        value = nn.functional.pad(value, (0, 0, 0, 1), value=1.0)
        out = value @ key.transpose(-1, -2) @ query
        out = out[:, :, :-1] / (out[:, :, -1:] + EPSILON)
        attended: Tensor = self.proj(out.reshape(len(x), -1, *x.shape[2:]))
        return attended


class EfficientVit(nn.Module):
    def __init__(self, classes: int) -> None:
        super().__init__()
        stem, *stages = WIDTHS
        depthwise = (nn.Sequential(convolution(stem, stem, 3, groups=stem), convolution(stem, stem, act=False)) for _ in range(DEPTHS[0]))
        layers: list[nn.Module] = [convolution(3, stem, 3, stride=2), *map(Residual, depthwise)]
        width = stem
        for stage, (wider, depth) in enumerate(zip(stages, DEPTHS[1:], strict=True)):
            attends = stage >= 2
            layers.append(inverted(width, wider, stride=2, norm=not attends))
            for _ in range(depth if attends else depth - 1):
                layers += [Residual(LinearAttention(wider))] if attends else []
                layers.append(Residual(inverted(wider, wider, norm=not attends)))
            width = wider
        self.body = nn.Sequential(*layers)
        first, second = HEAD_WIDTHS
        self.head = nn.Sequential(
            convolution(width, first), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(first, second, bias=False), nn.LayerNorm(second), nn.Hardswish(), nn.Linear(second, classes),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.body(x))
        return logits


class Classifier(NamedTuple):
    model: EfficientVit
    labels: list[str]


def compress(source: Path, target: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        shutil.copyfile(source / name, target / name)


def load(path: Path, device: str) -> Classifier:
    labels = json.loads((path / "config.json").read_text("utf-8"))["labels"]
    with torch.device("meta"):
        model = EfficientVit(len(labels))
    model.load_state_dict(load_file(path / "model.safetensors"), assign=True)
    return Classifier(model.to(device).eval(), labels)


@torch.inference_mode()
def predict(model: Classifier, inputs: list[dict[str, Any]]) -> list[str]:
    pixels = [np.asarray(each["image"].convert("RGB").resize((SIDE, SIDE)), dtype=np.float32) / 255 for each in inputs]
    batch = torch.from_numpy((np.stack(pixels) - MEAN) / DEVIATION).permute(0, 3, 1, 2)
    return [model.labels[index] for index in model.model(batch).argmax(dim=-1).tolist()]
