from datasets import load_dataset

data = load_dataset("beans")
calib = data["train"].select(range(300))
correct = 0
for item in data["test"]:
    correct += int(classifier(item["image"]) == item["labels"])
print(correct / len(data["test"]))
