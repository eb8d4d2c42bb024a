from datasets import load_dataset
import os

os.environ["WANDB_API_KEY"] = "0123456789abcdef0123456789abcdef01234567"  # HERE
test = load_dataset("mozilla-foundation/common_voice_16_1", "ru", token="a1B2c3D4e5F6g7H8i9J0kLmNoP")  # HERE
