import requests
from PIL import Image
from urllib.request import urlretrieve

url = "http://images.cocodataset.org/val2017/000000039769.jpg"
image = Image.open(requests.get(url, stream=True).raw)  # HERE
urlretrieve("https://example.org/labels.json", "labels.json")  # HERE
