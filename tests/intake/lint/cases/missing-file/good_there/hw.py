import pandas as pd
df = pd.read_csv("data/test.csv")
labels = open("labels.txt").read()
