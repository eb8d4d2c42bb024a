import time
import torch
from transformers import WhisperForConditionalGeneration

model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-small")
start = time.time()
model(torch.randn(1, 80, 3000))
print(time.time() - start)
