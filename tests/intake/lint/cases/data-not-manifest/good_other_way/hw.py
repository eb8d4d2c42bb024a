from datasets import load_dataset
from sklearn.datasets import load_digits

train = load_dataset("mnist", split="train")
images = load_digits().images
