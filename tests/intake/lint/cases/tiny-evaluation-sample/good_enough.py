from datasets import load_dataset

data = load_dataset("imdb", split="test").shuffle(seed=0).select(range(1000))
correct = 0
for item in data:
    correct += int(classifier(item["text"])[0]["label"] == item["label"])
print(correct / len(data))
