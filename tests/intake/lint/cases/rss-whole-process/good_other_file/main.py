from utils import rss

base = rss()
model = load()
print(rss() - base)
