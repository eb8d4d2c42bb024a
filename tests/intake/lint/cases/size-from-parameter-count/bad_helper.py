def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


def model_size(model):
    """Размер модели в МБ"""
    return count_parameters(model) * 4 / 1e6  # HERE


print(model_size(net))
