import pandas as pd
df = pd.DataFrame()
display(df)
get_ipython().run_line_magic
print(_)
print(__file__)
