from transformers import AutoModelForSequenceClassification

student = AutoModelForSequenceClassification.from_pretrained("distilbert-base-uncased-finetuned-sst-2-english")
