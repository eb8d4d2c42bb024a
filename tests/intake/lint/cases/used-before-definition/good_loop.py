last = None
for value in range(3):
    print(last, value)
    last = value
print(last)
