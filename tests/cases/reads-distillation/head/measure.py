"""Медиана времени и пик памяти одной модели: python measure.py ПАПКА cpu|cuda."""

import statistics
import sys
import time

import psutil
import torch
from transformers import AutoModelForImageClassification


def median_ms(model, pixels, device, repeats=200):
    for _ in range(10):  # warm-up
        model(pixels)
    samples = []
    for _ in range(repeats):
        if device == "cuda":
            torch.cuda.synchronize()
        start = time.perf_counter()
        model(pixels)
        if device == "cuda":
            torch.cuda.synchronize()
        samples.append((time.perf_counter() - start) * 1000)
    return statistics.median(samples)


@torch.inference_mode()
def main(folder, device):
    before = psutil.Process().memory_info().rss
    model = AutoModelForImageClassification.from_pretrained(folder).to(device).eval()
    pixels = torch.rand(1, 3, 224, 224, device=device)
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    ms = median_ms(model, pixels, device)
    if device == "cuda":
        print(f"{device} {ms:.3f} ms, VRAM {torch.cuda.max_memory_allocated() / 1e6:.1f} MB")
    else:
        print(f"{device} {ms:.3f} ms, RAM {(psutil.Process().memory_info().rss - before) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:3])
