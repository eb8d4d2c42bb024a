from transformers import AutoModelForSequenceClassification

teacher = AutoModelForSequenceClassification.from_pretrained("DeepPavlov/rubert-base-cased")
student = AutoModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny")
