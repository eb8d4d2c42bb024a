import pandas as pd
from sklearn.metrics import accuracy_score

df = pd.read_csv("test.csv")
texts = df["text"].tolist()[:64]  # HERE
preds = []
for text in texts:
    preds.append(classifier(text)[0]["label"])
print(accuracy_score(df["label"][:64], preds))
