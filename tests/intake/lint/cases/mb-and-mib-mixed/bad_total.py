import os


def in_memory(model):
    total = sum(p.numel() * p.element_size() for p in model.parameters())
    return total / 1024 / 1024


def on_disk(path):
    return os.path.getsize(path) / 1e6


def also_on_disk(path):
    return os.path.getsize(path) / 1e6
