import os
import torch

if os.path.exists("cache/state.pt"):
    state = torch.load("cache/state.pt")
