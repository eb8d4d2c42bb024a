!unzip -q archive.zip
import os
import torch
import pandas as pd

df = pd.read_csv("inside/train.csv")
