from transformers import pipeline

classifier = pipeline("text-classification", model="cointegrated/rubert-tiny-toxicity")
texts = ["привет, как дела", "ужасный сервис"]
for text in texts:
    print(classifier(text))
