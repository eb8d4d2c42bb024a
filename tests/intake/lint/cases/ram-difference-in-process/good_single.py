import sys

import psutil
from transformers import AutoModelForImageClassification

before = psutil.Process().memory_info().rss
model = AutoModelForImageClassification.from_pretrained(sys.argv[1])
model(pixels)
print((psutil.Process().memory_info().rss - before) / 1e6)
