from sacrebleu import corpus_bleu
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")


def answer(prompt):
    output = model.generate(**tokenizer(prompt, return_tensors="pt"))
    return tokenizer.decode(output[0], skip_special_tokens=True)  # HERE


hyps = []
for p in prompts:
    hyps.append(answer(p))
print(corpus_bleu(hyps, [refs]))
