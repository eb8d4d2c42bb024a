import torch

def peak(model, x):
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()  # HERE
    model(x)
    return torch.cuda.max_memory_allocated() / 2**20
