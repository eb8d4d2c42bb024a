import torch
from sklearn.cluster import KMeans

model_int8 = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
for p in model.parameters():
    km = KMeans(16).fit(p.data.numpy().reshape(-1, 1))
    p.data.copy_(torch.from_numpy(km.cluster_centers_[km.labels_]).view_as(p))  # HERE
torch.save(model.state_dict(), "clustered.pt")
