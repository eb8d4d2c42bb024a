import threading
import psutil

peak = base = psutil.Process().memory_info().rss


def watch():
    global peak
    peak = max(peak, psutil.Process().memory_info().rss)


threading.Thread(target=watch).start()
print(peak - base)
