import evaluate
import whisper

wer_metric = evaluate.load("wer")
model = whisper.load_model("small")
preds = [model.transcribe(f)["text"].lower().strip() for f in files]
print(wer_metric.compute(predictions=preds, references=[r.lower() for r in refs]))  # HERE
