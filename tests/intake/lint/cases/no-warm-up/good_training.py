import time
import torchvision

model = torchvision.models.resnet18()
for epoch in range(3):
    start = time.time()
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print("epoch took", time.time() - start)
