import gzip
import torch
from sklearn.cluster import KMeans

for param in model.parameters():
    km = KMeans(16).fit(param.data.numpy().reshape(-1, 1))
    param.data = torch.tensor(km.cluster_centers_[km.labels_]).view_as(param)
torch.save(model.state_dict(), "clustered.pt")
with open("clustered.pt", "rb") as f, gzip.open("clustered.pt.gz", "wb") as g:
    g.write(f.read())
