import torch
from transformers import AutoModelForSpeechSeq2Seq

model = AutoModelForSpeechSeq2Seq.from_pretrained("openai/whisper-small", torch_dtype=torch.float16)  # HERE
model.to("cpu")
ids = model.generate(features)
