"""Writes clustering_goldens.json: small clusterings, and what scikit-learn says of them.

    python3 clustering_goldens.py     (made with NumPy 1.24.2, scikit-learn 1.2.1)
"""
import json
import os

import numpy as np
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA


def fit(x, init, **options):
    model = KMeans(len(init), init=init, n_init=1, algorithm="lloyd", **options).fit(x)
    return dict(
        labels=model.labels_.tolist(), inertia=float(model.inertia_), iterations=int(model.n_iter_),
        centroids=model.cluster_centers_.ravel().tolist())


def k_means(name, x, init, **options):
    x = np.asarray(x, dtype=np.float32)
    init = np.asarray(init, dtype=np.float64)
    return dict(
        name=name, dimensions=x.shape[1], values=[round(float(v), 2) for v in x.ravel()], first=init.ravel().tolist(),
        max_iter=options.get("max_iter", 300), tol=options.get("tol", 1e-4), **fit(x.astype(np.float64), init, **options))


def scores(name, y, clusters, classes, count):
    return dict(
        name=name, labels=list(map(int, y)), clusters=list(map(int, clusters)), class_count=classes, cluster_count=count,
        adjusted_rand_index=float(metrics.adjusted_rand_score(y, clusters)),
        normalized_mutual_information=float(metrics.normalized_mutual_info_score(y, clusters)),
        homogeneity=float(metrics.homogeneity_score(y, clusters)),
        completeness=float(metrics.completeness_score(y, clusters)),
        v_measure=float(metrics.v_measure_score(y, clusters)))


random = np.random.default_rng(1)


def blobs(n, d, k, spread):
    return random.normal(size=(k, d))[random.integers(k, size=n)] * 4 + random.normal(size=(n, d)) * spread


x1, x2 = np.round(blobs(150, 2, 4, 1.0), 2), np.round(blobs(200, 9, 6, 2.0) + 300, 1)
pixels = random.integers(0, 17, size=(180, 20))
far = np.concatenate([np.round(random.normal(size=(40, 3)), 2), [[30, 0, 0], [0, 40, 0], [0, 0, 50]]])
fits = [
    k_means("plane", x1, x1[:4]),
    k_means("nine features far from the origin", x2, x2[:6]),
    # Not whole numbers: no point may lie as near to one first centroid as to another.
    k_means("pixels", pixels, pixels[:7] + np.round(random.normal(size=(7, 20)), 2)),
    k_means("stopped early", x2, x2[10:15], max_iter=3),
    k_means("loose tolerance", pixels, pixels[20:25] + np.round(random.normal(size=(5, 20)), 2), tol=0.02),
    k_means("one cluster", x1, x1[:1]),
    # The last three first centroids are so far away that they lose all points and are given new places.
    k_means("empty clusters", far, np.concatenate([far[:2], [[900, 900, 900], [-900, 900, 900], [900, -900, 900]]])),
    k_means("an empty cluster of pixels", pixels, np.concatenate([pixels[:3] + np.round(random.normal(size=(3, 20)), 2), [[99] * 20]])),
]
cases = [
    scores("random", random.integers(0, 5, 100), random.integers(0, 7, 100), 5, 7),
    scores("mostly right", (y := random.integers(0, 10, 300)), np.where(random.random(300) < 0.8, (y * 3) % 10, random.integers(0, 10, 300)), 10, 10),
    scores("perfect", y, (y * 7 + 3) % 10, 10, 10),
    scores("one cluster", y, np.zeros(300), 10, 1),
    scores("one class", np.zeros(50), random.integers(0, 4, 50), 3, 4),
    scores("one of each", np.zeros(20), np.zeros(20), 2, 2),
    scores("every point its own", np.arange(12) % 4, np.arange(12), 4, 12),
    scores("independent", [0, 0, 1, 1], [0, 1, 0, 1], 2, 2),
    scores("two points", [0, 1], [1, 1], 2, 2),
]
silhouettes = []
for x, clusters in ((x1, random.integers(0, 4, 150)), (x2, KMeans(6, n_init=2, random_state=1).fit(x2).labels_),
                    (pixels, np.minimum(np.arange(180), 40))):
    x = np.asarray(x, dtype=np.float32)
    silhouettes.append(dict(
        dimensions=x.shape[1], values=[round(float(v), 2) for v in x.ravel()], clusters=list(map(int, clusters)),
        mean=float(metrics.silhouette_score(x.astype(np.float64), clusters))))
# The same points as above; the sign as scikit-learn 1.5 and later choose it.
pca = PCA(3).fit(np.asarray(x2, dtype=np.float32).astype(np.float64))
signs = np.sign(pca.components_[np.arange(3), np.abs(pca.components_).argmax(axis=1)])
digits, y = load_digits(return_X_y=True)
from_first_rows = fit(digits, digits[:10])
golden = dict(
    fits=fits, scores=cases, silhouettes=silhouettes,
    pca=dict(
        components=(pca.components_ * signs[:, None]).ravel().tolist(), variance=pca.explained_variance_.tolist(),
        ratio=pca.explained_variance_ratio_.tolist()),
    digits=dict(
        inertia=from_first_rows["inertia"], iterations=from_first_rows["iterations"],
        sizes=np.bincount(from_first_rows["labels"]).tolist(),
        silhouette=float(metrics.silhouette_score(digits, from_first_rows["labels"])),
        adjusted_rand_index=float(metrics.adjusted_rand_score(y, from_first_rows["labels"])),
        variance=PCA(5).fit(digits).explained_variance_.tolist()))
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clustering_goldens.json")
with open(path, "w") as out:
    json.dump(golden, out, indent=None, separators=(",", ":"))
    out.write("\n")
