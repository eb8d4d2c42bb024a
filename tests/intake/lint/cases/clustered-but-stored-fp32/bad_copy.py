import torch
from sklearn.cluster import MiniBatchKMeans


def cluster_weights(weight, k=32):
    flat = weight.detach().cpu().numpy().reshape(-1, 1)
    km = MiniBatchKMeans(n_clusters=k, random_state=0).fit(flat)
    centroids = km.cluster_centers_.flatten()
    return torch.from_numpy(centroids[km.predict(flat)]).view_as(weight)


with torch.no_grad():
    for m in model.modules():
        if isinstance(m, torch.nn.Linear):
            m.weight.copy_(cluster_weights(m.weight))  # HERE
model.save_pretrained("clustered")
