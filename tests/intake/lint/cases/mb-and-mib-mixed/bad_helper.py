import os


def get_model_size(model):
    size_bytes = sum(p.nelement() * p.element_size() for p in model.parameters())
    return size_bytes / 1024**2  # HERE


def get_file_size(path):
    return os.path.getsize(path) / 1e6


def get_dir_size(path):
    total_size = sum(os.path.getsize(f) for f in path)
    return total_size / 10**6
