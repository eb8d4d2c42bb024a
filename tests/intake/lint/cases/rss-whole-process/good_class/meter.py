import psutil


class Meter:
    def __enter__(self):
        self.before = psutil.Process().memory_info().rss
        return self

    def __exit__(self, *error):
        self.used = (psutil.Process().memory_info().rss - self.before) / 1e6
