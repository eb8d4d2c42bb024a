import tracemalloc

tracemalloc.start()
rows = list(range(10))
print(tracemalloc.get_traced_memory())
