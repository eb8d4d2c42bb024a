from datasets import load_dataset

train, test = load_dataset("beans", split="train"), load_dataset("beans", split="test")


def accuracy(model, data):
    correct = 0
    for item in data:
        correct += int(model(item["image"]) == item["labels"])
    return correct / len(data)


print("train", accuracy(model, train), "test", accuracy(model, test))
