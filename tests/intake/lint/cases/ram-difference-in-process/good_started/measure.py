import sys

import psutil

before = psutil.Process().memory_info().rss
model = load(sys.argv[1])
model(pixels)
print((psutil.Process().memory_info().rss - before) / 1e6)
