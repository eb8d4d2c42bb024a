import torch
from transformers import AutoModelForImageClassification


class Benchmark:
    def __init__(self, model):
        self.model = model.cuda().eval()

    def run(self):
        self.model(pixels)
        print(torch.cuda.max_memory_allocated())  # HERE


teacher = AutoModelForImageClassification.from_pretrained("nateraw/vit-base-beans")
student = AutoModelForImageClassification.from_pretrained("WinKawaks/vit-tiny-patch16-224")
Benchmark(teacher).run()
Benchmark(student).run()
