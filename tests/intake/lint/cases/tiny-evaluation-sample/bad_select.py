from datasets import load_dataset
import evaluate

NUM_SAMPLES = 50
wer_metric = evaluate.load("wer")
dataset = load_dataset("librispeech_asr", "clean", split="test").select(range(NUM_SAMPLES))  # HERE


def evaluate_model(model, data):
    predictions, references = [], []
    for sample in data:
        predictions.append(transcribe(model, sample["audio"]))
        references.append(sample["text"])
    return wer_metric.compute(predictions=predictions, references=references)


print(evaluate_model(model, dataset))
