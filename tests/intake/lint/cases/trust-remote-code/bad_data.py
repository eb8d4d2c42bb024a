from datasets import load_dataset

cv = load_dataset(  # HERE
    "mozilla-foundation/common_voice_16_1", "ru",
    split="test", trust_remote_code=True,
)
