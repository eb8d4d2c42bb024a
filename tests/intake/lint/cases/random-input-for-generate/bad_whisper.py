import time
import torch
from transformers import WhisperForConditionalGeneration

model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-small").to("cuda")
dummy = torch.randn(1, 80, 3000).to("cuda")
for _ in range(20):
    start = time.time()
    model.generate(dummy)  # HERE
    times.append(time.time() - start)
