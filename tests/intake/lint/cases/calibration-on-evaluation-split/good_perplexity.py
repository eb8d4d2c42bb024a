import torch
from datasets import load_dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, GPTQConfig

tok = AutoTokenizer.from_pretrained("facebook/opt-125m")
train = load_dataset("wikitext", "wikitext-2-raw-v1", split="train")
test = load_dataset("wikitext", "wikitext-2-raw-v1", split="test")
encodings = tok("\n\n".join(test["text"]), return_tensors="pt")


def ppl(model, stride=512):
    nlls = []
    length = encodings.input_ids.size(1)
    for begin in range(0, length, stride):
        ids = encodings.input_ids[:, begin : begin + 1024]
        nlls.append(model(ids, labels=ids).loss)
    return torch.exp(torch.stack(nlls).mean())


config = GPTQConfig(bits=4, dataset=[text for text in train["text"] if text][:128], tokenizer=tok)
model = AutoModelForCausalLM.from_pretrained("facebook/opt-125m", quantization_config=config)
print(ppl(model))
