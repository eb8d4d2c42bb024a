import requests

URL = "http://localhost:8000/process"
# wget не нужен: сервис запущен рядом
answer = requests.post(URL, json={"text": "hello"})
health = requests.get(f"http://127.0.0.1:8000/healthcheck")
