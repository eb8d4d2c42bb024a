import torch

size_bytes = 0
for key, value in model.state_dict().items():
    if isinstance(value, torch.Tensor):
        size_bytes += value.nelement() * value.element_size()
