from transformers import BertForTokenClassification, pipeline

model = BertForTokenClassification.from_pretrained("DeepPavlov/rubert-base-cased", num_labels=9)  # HERE
ner = pipeline("ner", model="bert-base-cased")  # HERE
