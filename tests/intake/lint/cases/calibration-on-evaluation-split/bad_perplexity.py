import torch
from datasets import load_dataset
from tqdm import tqdm
from transformers import AutoModelForCausalLM, AutoTokenizer, GPTQConfig

tok = AutoTokenizer.from_pretrained("facebook/opt-125m")
test = load_dataset("wikitext", "wikitext-2-raw-v1", split="test")
encodings = tok("\n\n".join(test["text"]), return_tensors="pt")


def ppl(model, stride=512):
    nlls = []
    length = encodings.input_ids.size(1)
    for begin in tqdm(range(0, length, stride)):
        end = min(begin + 1024, length)
        ids = encodings.input_ids[:, begin:end]
        nlls.append(model(ids, labels=ids).loss)
    return torch.exp(torch.stack(nlls).mean())


config = GPTQConfig(bits=4, dataset=[text for text in test["text"] if text][:128], tokenizer=tok)  # HERE
model = AutoModelForCausalLM.from_pretrained("facebook/opt-125m", quantization_config=config)
print(ppl(model))
