from torchvision.datasets import ImageFolder

DATA = r"C:\Users\student\Downloads\imagenet-mini\val"  # HERE
dataset = ImageFolder(DATA)
