from datasets import load_dataset

data = load_dataset("beans")
CALIB_SAMPLES = 64
calibrate(prepared, data["train"].select(range(CALIB_SAMPLES)))
correct = 0
for item in data["test"]:
    correct += int(model(item["image"]) == item["labels"])
