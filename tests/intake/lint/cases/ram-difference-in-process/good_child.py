import multiprocessing as mp
import psutil


def child(queue):
    before = psutil.Process().memory_info().rss
    model = load()
    queue.put(psutil.Process().memory_info().rss - before)


queue = mp.Queue()
mp.Process(target=child, args=(queue,)).start()
