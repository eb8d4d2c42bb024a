def get_size(model):
    size = sum(p.numel() * p.element_size() for p in model.parameters())
    size += sum(b.nelement() * b.dtype.itemsize for b in model.buffers())
    return size / 1e6
