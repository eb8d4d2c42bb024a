from tracemalloc import get_traced_memory, start
import onnxruntime

start()
session.run(None, feed)
print(get_traced_memory()[1] / 1e6)  # HERE
