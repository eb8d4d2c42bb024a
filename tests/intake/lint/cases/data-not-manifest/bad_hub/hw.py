import datasets

cv = datasets.load_dataset("mozilla-foundation/common_voice_16_1", "ru", split="test")  # HERE
