import jiwer
from transformers import pipeline
from transformers.models.whisper.english_normalizer import BasicTextNormalizer

asr = pipeline("automatic-speech-recognition", model="openai/whisper-small")
normalizer = BasicTextNormalizer()
print(jiwer.wer([normalizer(r) for r in refs], [normalizer(asr(a)["text"]) for a in audio]))
