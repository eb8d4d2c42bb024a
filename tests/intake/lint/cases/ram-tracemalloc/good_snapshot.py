import tracemalloc, torch

tracemalloc.start()
print(tracemalloc.take_snapshot().statistics('lineno')[:3])
