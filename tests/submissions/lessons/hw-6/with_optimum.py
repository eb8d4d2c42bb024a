# Mistake: the row needs a package that the course's environment cannot have beside its transformers.
from optimum.onnxruntime import ORTModelForCTC
from transformers import AutoProcessor


def compress(source, target):
    ORTModelForCTC.from_pretrained(source, export=True).save_pretrained(target)
    AutoProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    return ORTModelForCTC.from_pretrained(path), AutoProcessor.from_pretrained(path)


def predict(model, inputs):
    model, processor = model
    answers = []
    for audio in [x["audio"] for x in inputs]:
        sound = processor(audio["array"], sampling_rate=audio["sampling_rate"], return_tensors="pt")
        answers += processor.batch_decode(model(**sound).logits.argmax(-1))
    return answers
