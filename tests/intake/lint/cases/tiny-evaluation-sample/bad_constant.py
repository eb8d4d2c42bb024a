import evaluate
from common import run_model

EVAL_SAMPLES = 100  # HERE
acc = evaluate.load("accuracy")
preds, refs = run_model(model, EVAL_SAMPLES)
print(acc.compute(predictions=preds, references=refs))
