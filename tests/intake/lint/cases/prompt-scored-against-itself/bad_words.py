from nltk.translate.bleu_score import corpus_bleu
from transformers import GPT2LMHeadModel, GPT2Tokenizer

tokenizer = GPT2Tokenizer.from_pretrained("ai-forever/rugpt3small_based_on_gpt2")
model = GPT2LMHeadModel.from_pretrained("ai-forever/rugpt3small_based_on_gpt2")


def generate(text):
    ids = tokenizer.encode(text, return_tensors="pt")
    out = model.generate(ids, max_length=60)
    return tokenizer.decode(out[0], skip_special_tokens=True)  # HERE


refs, hyps = [], []
for text in texts:
    refs.append([text.split()])
    hyps.append(generate(text).split())
print(corpus_bleu(refs, hyps))
