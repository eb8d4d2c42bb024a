def run():
    return helper(DATA)

def helper(data):
    return data

DATA = [1]
print(run())
