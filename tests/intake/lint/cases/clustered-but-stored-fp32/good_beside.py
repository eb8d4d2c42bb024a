import torch
from sklearn.cluster import KMeans

packed = {}
for name, p in model.named_parameters():
    km = KMeans(16).fit(p.data.numpy().reshape(-1, 1))
    p.data = torch.tensor(km.cluster_centers_[km.labels_]).view_as(p)
    packed[name] = {"centroids": km.cluster_centers_, "indices": km.labels_}
torch.save(packed, "clustered.pt")
