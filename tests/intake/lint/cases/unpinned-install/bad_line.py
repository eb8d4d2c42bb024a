!pip install -q transformers datasets evaluate accelerate  # HERE
import torch
