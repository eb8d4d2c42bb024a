import evaluate
from sklearn.metrics import accuracy_score, f1_score

print(accuracy_score(preds, labels), f1_score(preds, labels, average="macro"))
accuracy = evaluate.load("accuracy")
accuracy.compute(predictions=labels, references=preds)
