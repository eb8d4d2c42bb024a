import time
from transformers import AutoTokenizer, AutoModelForTokenClassification

tok = AutoTokenizer.from_pretrained("dslim/bert-base-NER")
model = AutoModelForTokenClassification.from_pretrained("dslim/bert-base-NER").to("cuda")
times = []
for sentence in sentences:
    start = time.perf_counter()
    enc = tok(sentence, return_tensors="pt").to("cuda")  # HERE
    logits = model(**enc).logits.cpu()
    times.append(time.perf_counter() - start)
