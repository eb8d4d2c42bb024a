from pathlib import Path
import pandas as pd

DATA = Path("data")
test = pd.read_csv("data/sentiment_test.csv")  # HERE
