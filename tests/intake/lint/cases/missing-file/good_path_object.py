from pathlib import Path
import pandas as pd

OUT = Path("results")
OUT.mkdir(exist_ok=True)
frame.to_csv(OUT / "scores.csv")
scores = pd.read_csv("results/scores.csv")
