"""Бенчмарк optimum: оригинал, onnx, статическая квантизация."""
import argparse
import gc
import json
import os
import time
from pathlib import Path

import numpy as np
import psutil
import torch
from datasets import load_dataset
from optimum.onnxruntime import ORTModelForSequenceClassification, ORTQuantizer
from optimum.onnxruntime.configuration import AutoCalibrationConfig, AutoQuantizationConfig
from transformers import AutoModelForSequenceClassification, AutoTokenizer

MODEL_ID = "distilbert-base-uncased-finetuned-sst-2-english"


def folder_size_mb(path):
    total = 0
    for f in Path(path).rglob("*"):
        if f.is_file():
            total += f.stat().st_size
    return total / 1e6


def load(kind):
    if kind == "torch":
        m = AutoModelForSequenceClassification.from_pretrained(MODEL_ID)
        m.save_pretrained("out/torch")
        return m, "out/torch"
    if kind == "onnx":
        m = ORTModelForSequenceClassification.from_pretrained(MODEL_ID, export=True)
        m.save_pretrained("out/onnx")
        return m, "out/onnx"
    return ORTModelForSequenceClassification.from_pretrained("out/onnx", file_name="model_quantized.onnx"), "out/onnx"


def quantize(tokenizer):
    onnx = ORTModelForSequenceClassification.from_pretrained("out/onnx", file_name="model.onnx")
    quantizer = ORTQuantizer.from_pretrained(onnx)
    qconfig = AutoQuantizationConfig.avx512_vnni(is_static=True, per_channel=False)
    calibration = quantizer.get_calibration_dataset(
        "glue",
        dataset_config_name="sst2",
        preprocess_function=lambda ex: tokenizer(ex["sentence"], padding="max_length", max_length=128, truncation=True),
        num_samples=300,
        dataset_split="validation",
    )
    ranges = quantizer.fit(dataset=calibration, calibration_config=AutoCalibrationConfig.minmax(calibration), operators_to_quantize=qconfig.operators_to_quantize)
    quantizer.quantize(save_dir="out/onnx", quantization_config=qconfig, calibration_tensors_range=ranges)


def time_model(model, tokenizer, texts, n):
    enc = tokenizer(texts[0], return_tensors="pt")
    model(**enc)
    times = []
    for i in range(n):
        enc = tokenizer(texts[i % len(texts)], return_tensors="pt")
        start = time.perf_counter()
        model(**enc)
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def accuracy(model, tokenizer, ds):
    good = 0
    for row in ds:
        enc = tokenizer(row["sentence"], return_tensors="pt", truncation=True)
        with torch.no_grad():
            good += int(model(**enc).logits.argmax(-1)) == row["label"]
    return good / len(ds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--out", default="results.json")
    args = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(MODEL_ID)
    ds = load_dataset("glue", "sst2", split="validation")
    results = {}
    for kind in ["torch", "onnx", "static"]:
        if kind == "static":
            quantize(tokenizer)
        model, folder = load(kind)
        results[kind] = {
            "size": folder_size_mb(folder),
            "cpu_ms": time_model(model, tokenizer, ds["sentence"], args.n),
            "ram": psutil.Process(os.getpid()).memory_info().rss / 1024 / 1024,
            "accuracy": accuracy(model, tokenizer, ds),
        }
        del model
        gc.collect()
        print(kind, results[kind])
    json.dump(results, open(args.out, "w"), indent=2)


if __name__ == "__main__":
    main()
