import time
from PIL import Image
import timm
from torchvision import transforms

model = timm.create_model("resnet18", pretrained=True).eval()
transform = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])


def predict(path):
    image = Image.open(path).convert("RGB")
    return model(transform(image).unsqueeze(0)).argmax(-1)


predict(paths[0])
start = time.time()
for path in paths:
    predict(path)  # HERE
latency = (time.time() - start) / len(paths)
