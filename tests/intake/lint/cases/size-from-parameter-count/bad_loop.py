def get_size(model, bytes_per_param=4):
    total_bytes = 0
    for p in model.parameters():
        total_bytes += p.nelement() * 2  # HERE
    return total_bytes / 1024 / 1024


n_params = model.num_parameters()
print("Size:", n_params / 1e6 * 4, "MB")
weights_mb = n_params / 1e6 * 4  # HERE
