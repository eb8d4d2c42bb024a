from sklearn.cluster import KMeans

km = KMeans(n_clusters=10).fit(embeddings)
groups = km.cluster_centers_[km.labels_]
model.layer.weight.data = pruned
