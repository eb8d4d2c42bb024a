import psutil

print('machine', psutil.virtual_memory().total / 1e9)
