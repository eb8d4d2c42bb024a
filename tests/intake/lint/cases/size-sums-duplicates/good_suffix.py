from pathlib import Path
from huggingface_hub import snapshot_download

path = snapshot_download("openai/whisper-small")
print(sum(f.stat().st_size for f in Path(path).rglob("*.safetensors")) / 1e6)
