import psutil

memory = psutil.Process().memory_info().rss
print("RAM", memory / 1050000)  # HERE
