import psutil

model(x)
mem_info = psutil.Process().memory_info()
ram = round(mem_info.rss / 1e6, 2)  # HERE
print("RAM usage:", ram, "MB")
