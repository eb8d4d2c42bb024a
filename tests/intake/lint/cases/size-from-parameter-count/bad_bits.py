total_params = sum(p.numel() for p in model.parameters())
print("int4 size, MB:", total_params * 4 / 8 / 1e6)  # HERE
