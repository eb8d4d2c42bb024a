import os

size = os.path.getsize("model.pt") / 1024 / 1024
print(size)
size = os.path.getsize("model2.pt") / 1024 / 1024
