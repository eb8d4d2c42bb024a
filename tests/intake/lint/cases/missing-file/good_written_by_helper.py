import torch
from pathlib import Path

def save(model, path):
    torch.save(model.state_dict(), path)

for name in ["small", "large"]:
    save(build(name), f"{name}.pt")
state = torch.load("small.pt")
