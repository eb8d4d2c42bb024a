import torch

small = torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear})
torch.save(small.state_dict(), "small.pt")
print(small(x))
