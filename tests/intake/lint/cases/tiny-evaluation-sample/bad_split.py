from datasets import load_dataset

data = load_dataset("imdb", split="test[:100]")  # HERE
correct = 0
for item in data:
    correct += int(classifier(item["text"])[0]["label"] == item["label"])
print(correct / len(data))
