import torch
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoTokenizer

tok = AutoTokenizer.from_pretrained("facebook/opt-350m")
model = AutoModelForCausalLM.from_pretrained("facebook/opt-350m")


def ppl(model, n=50):
    data = load_dataset("wikitext", "wikitext-2-raw-v1", split="validation")
    texts = [row["text"] for row in data if len(row["text"]) > 100][:n]  # HERE
    losses = []
    for text in texts:
        ids = tok(text, return_tensors="pt").input_ids
        losses.append(model(ids, labels=ids).loss.item())
    return torch.tensor(losses).mean().exp().item()


print(ppl(model))
