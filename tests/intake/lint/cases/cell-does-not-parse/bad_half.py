import torch
model = torch.nn.Linear(  # HERE
