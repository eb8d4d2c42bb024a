n_params = sum(p.numel() for p in model.parameters())
flops = 2 * n_params * 512
print(f"{n_params / 1e6:.1f} M parameters, {flops / 1e9} GFLOPs")
