from datasets import load_dataset
from sklearn.metrics import accuracy_score

test = load_dataset("beans", split="test")
quantizer.fit(dataset=None, calibration_dataset=test)  # HERE
preds = []
for item in test:
    preds.append(classifier(item["image"]))
print(accuracy_score(test["labels"], preds))
