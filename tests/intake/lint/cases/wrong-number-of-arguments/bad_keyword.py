def get_size(path, *, packed):
    return 1

get_size("x", compressed=True)  # HERE
get_size("x")  # HERE
