import torch
from torchvision.models import resnet18

student = resnet18()
student.load_state_dict(torch.load("student.pt"))
