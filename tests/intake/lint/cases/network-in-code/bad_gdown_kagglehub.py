import gdown
import kagglehub
import torch

gdown.download("https://drive.google.com/uc?id=1abc", "student.pt", quiet=False)  # HERE
path = kagglehub.dataset_download("ifigotin/imagenetmini-1000")  # HERE
model = torch.load("student.pt")
