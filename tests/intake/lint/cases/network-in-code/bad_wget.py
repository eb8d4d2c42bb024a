!pip install -q gdown==5.2.0
!wget -q https://example.org/weights/best_model.pt -O best_model.pt  # HERE
import torch

model = torch.load("best_model.pt")
