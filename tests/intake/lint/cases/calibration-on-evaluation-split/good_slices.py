from datasets import load_dataset

calib = load_dataset("beans", split="test[:100]")
quantizer.fit(calibration_dataset=calib)
correct = 0
for item in load_dataset("beans", split="test[100:]"):
    correct += int(classifier(item["image"]) == item["labels"])
