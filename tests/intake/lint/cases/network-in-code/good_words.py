print("если модели нет: wget https://example.org/model.pt")
!ls -la
requests = [1, 2, 3]
first = requests.pop()
