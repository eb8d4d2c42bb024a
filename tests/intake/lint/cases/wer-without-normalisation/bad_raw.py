import jiwer
from transformers import pipeline

asr = pipeline("automatic-speech-recognition", model="openai/whisper-small")
hypotheses = [asr(a)["text"] for a in audio]
print(jiwer.wer(references, hypotheses))  # HERE
