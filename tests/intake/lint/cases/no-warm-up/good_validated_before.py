import time
from ultralytics import YOLO

yolo = YOLO("yolov8n.pt")
print(yolo.val(data="coco8.yaml").box.map)
start = time.time()
for _ in range(100):
    yolo.predict(image)
print((time.time() - start) / 100)
