from datasets import load_dataset

test = load_dataset("csv", data_files="test.csv")
