import time
import torch
from transformers import WhisperForConditionalGeneration

model = WhisperForConditionalGeneration.from_pretrained("openai/whisper-small")
model.generate(torch.randn(1, 80, 3000))
start = time.time()
model.generate(processor(audio, return_tensors="pt").input_features)
print(time.time() - start)
