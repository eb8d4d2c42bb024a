import torch.nn as nn


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 2)


student = Student().eval()  # HERE
acc = evaluate(student, loader)
