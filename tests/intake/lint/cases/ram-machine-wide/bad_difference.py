from psutil import virtual_memory

before = virtual_memory().available  # HERE
model = load()
after = virtual_memory().available  # HERE
print((before - after) / 1e6)
