import os


def folder_size(path):
    return sum(os.path.getsize(os.path.join(r, f)) for r, _, fs in os.walk(path) for f in fs) / 1e6


model.save_pretrained("fp32")
tokenizer.save_pretrained("fp32")
print(folder_size("fp32"))
