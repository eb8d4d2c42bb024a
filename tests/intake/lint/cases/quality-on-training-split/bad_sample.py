import pandas as pd
from sklearn.metrics import f1_score

train_df = pd.read_csv("train.csv")  # HERE
sample = train_df.sample(1000, random_state=42)
predictions = []
for text in sample["text"]:
    predictions.append(classifier(text)[0]["label"])
print(f1_score(sample["label"], predictions, average="macro"))
