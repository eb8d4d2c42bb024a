from pathlib import Path
import pandas as pd

HERE_DIR = Path("data")
test = pd.read_csv(HERE_DIR / "test.csv")
