import difflib
import whisper

model = whisper.load_model("small")
text = model.transcribe("a.wav")["text"]
similarity = difflib.SequenceMatcher(None, reference, text).ratio()  # HERE
