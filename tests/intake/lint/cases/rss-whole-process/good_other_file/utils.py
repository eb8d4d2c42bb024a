import psutil


def rss():
    return psutil.Process().memory_info().rss
