"""A model that is one number: an image whose mean is above it is light. An adapter of the standard library starts at once."""
# mypy: allow-untyped-defs

import json


def compress(source, target):
    (target / "threshold.json").write_bytes((source / "threshold.json").read_bytes())
    (target / "weights.bin").write_bytes(b"w" * 1000)


def load(path, device):
    return json.loads((path / "threshold.json").read_text())["threshold"]


def predict(model, inputs):
    pixels = [each["image"].tobytes() for each in inputs]
    return ["light" if sum(each) > model * len(each) else "dark" for each in pixels]
