import torch

root = "/kaggle/input/imagenetmini-1000"  # HERE
weights = torch.load(f"/home/ivanov/models/{'best'}.pt")  # HERE
