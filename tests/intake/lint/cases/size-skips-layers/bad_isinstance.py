import torch.nn as nn

size_bytes = 0
for module in model.modules():
    if isinstance(module, nn.Linear):  # HERE
        size_bytes += module.weight.numel() * module.weight.element_size()
print(size_bytes / 1e6)
