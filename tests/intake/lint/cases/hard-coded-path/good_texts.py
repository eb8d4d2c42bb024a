"""Запуск: /home/user/project, см. README."""
print("a:b", "c/d")
url = "https://example.org/home/data.csv"
prompt = "/content moderation/ is hard"
line = "D: the answer"
