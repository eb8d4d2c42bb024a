linear_params = 0
for module in model.modules():
    if isinstance(module, nn.Linear):
        linear_params += module.weight.numel()
print(linear_params)
