import torch
from scipy.cluster.vq import kmeans2

state_dict = model.state_dict()
for key in list(state_dict):
    centers, labels = kmeans2(state_dict[key].flatten().numpy(), 8)
    state_dict[key] = torch.tensor(centers[labels]).view(state_dict[key].shape)  # HERE
model.load_state_dict(state_dict)
