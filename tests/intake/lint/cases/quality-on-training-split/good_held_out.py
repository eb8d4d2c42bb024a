import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

df = pd.read_csv("train.csv")
train_df, val_df = train_test_split(df, test_size=0.2, random_state=0)
predictions = []
for text in val_df["text"]:
    predictions.append(classifier(text))
print(accuracy_score(val_df["label"], predictions))
