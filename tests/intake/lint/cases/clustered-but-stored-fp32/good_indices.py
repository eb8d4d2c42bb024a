import numpy as np
from sklearn.cluster import KMeans

packed = {}
for name, param in model.named_parameters():
    km = KMeans(16).fit(param.data.numpy().reshape(-1, 1))
    packed[name] = km.labels_.astype(np.uint8), km.cluster_centers_
    param.data = restored(km.cluster_centers_, km.labels_)
np.savez("clustered", **packed)
