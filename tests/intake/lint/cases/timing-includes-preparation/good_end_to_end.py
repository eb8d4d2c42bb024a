import time
from transformers import AutoTokenizer, AutoModelForTokenClassification

tokenizer = AutoTokenizer.from_pretrained("dslim/bert-base-NER")
model = AutoModelForTokenClassification.from_pretrained("dslim/bert-base-NER")
# end-to-end: токенизация + модель
start = time.perf_counter()
for sentence in sentences:
    model(**tokenizer(sentence, return_tensors="pt"))
end_to_end = time.perf_counter() - start
