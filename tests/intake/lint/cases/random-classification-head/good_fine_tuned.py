from transformers import AutoModelForImageClassification, AutoModelForTokenClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")
ner = AutoModelForTokenClassification.from_pretrained("dslim/bert-base-NER")
