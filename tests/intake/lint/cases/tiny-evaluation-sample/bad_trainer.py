from datasets import load_dataset
from transformers import Trainer

raw = load_dataset("imdb")
trainer = Trainer(
    model=model,
    train_dataset=raw["train"],
    eval_dataset=raw["test"].shuffle(seed=1).select(range(100)),  # HERE
)
trainer.train()
print(trainer.evaluate())
