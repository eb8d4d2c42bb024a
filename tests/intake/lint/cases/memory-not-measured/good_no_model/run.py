import pandas as pd
print(pd.read_csv('results.csv'))
