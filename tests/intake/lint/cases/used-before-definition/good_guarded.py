try:
    model
except NameError:
    model = None
print(model)
