start = time.time()  # HERE
import time
print(time.time() - start)
