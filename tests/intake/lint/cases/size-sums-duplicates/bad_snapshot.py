import os
from huggingface_hub import snapshot_download


def folder_size(path):
    total = 0
    for root, _, files in os.walk(path):
        for f in files:
            total += os.path.getsize(os.path.join(root, f))
    return total / 1e6


path = snapshot_download("openai/whisper-small")
print(folder_size(path))  # HERE
