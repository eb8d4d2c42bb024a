import time
from transformers import AutoTokenizer, AutoModelForTokenClassification

tokenizer = AutoTokenizer.from_pretrained("dslim/bert-base-NER")
model = AutoModelForTokenClassification.from_pretrained("dslim/bert-base-NER").to("cuda")
for sentence in sentences:
    enc = tokenizer(sentence, return_tensors="pt").to("cuda")
    start = time.perf_counter()
    logits = model(**enc).logits.cpu()
    times.append(time.perf_counter() - start)
