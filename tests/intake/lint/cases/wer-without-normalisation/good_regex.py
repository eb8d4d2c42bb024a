import re
import jiwer
import whisper

model = whisper.load_model("small")
text = re.sub(r"[^\w\s]", "", model.transcribe("a.wav")["text"].lower())
print(jiwer.wer(reference, text))
