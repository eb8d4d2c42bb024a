import evaluate
from datasets import load_dataset
from transformers import pipeline
from transformers.pipelines.pt_utils import KeyDataset

pipe = pipeline("image-classification", model="nateraw/vit-base-beans")
ds = load_dataset("beans", split="test").select(range(64))  # HERE
predictions = []
for out in pipe(KeyDataset(ds, "image")):
    predictions.append(out[0]["label"])
print(evaluate.load("f1").compute(predictions=predictions, references=ds["labels"]))
