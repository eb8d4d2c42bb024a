import torch

def f(x):
return x  # HERE
