from torchvision.models import resnet50

model = resnet50(weights="DEFAULT").eval()
