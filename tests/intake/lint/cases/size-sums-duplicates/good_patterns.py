import os
from huggingface_hub import snapshot_download


def folder_size(path):
    return sum(os.path.getsize(os.path.join(r, f)) for r, _, fs in os.walk(path) for f in fs) / 1e6


path = snapshot_download("openai/whisper-small", allow_patterns=["*.safetensors", "*.json"])
print(folder_size(path))
