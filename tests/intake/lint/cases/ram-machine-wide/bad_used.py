import psutil

model(x)
print(psutil.virtual_memory().used / 1024**2)  # HERE
