import torch
from sklearn.cluster import KMeans

for name, param in model.named_parameters():
    if param.dim() < 2:
        continue
    values = param.data.cpu().numpy().reshape(-1, 1)
    kmeans = KMeans(n_clusters=16).fit(values)
    new = kmeans.cluster_centers_[kmeans.labels_].reshape(param.shape)
    param.data = torch.tensor(new, dtype=torch.float32)  # HERE
torch.save(model.state_dict(), "clustered.pt")
