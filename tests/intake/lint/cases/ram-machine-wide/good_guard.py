import psutil

if psutil.virtual_memory().percent > 90:
    raise MemoryError
