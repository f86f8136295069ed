"""Times k-means on the 70,000 × 784 pixels of MNIST, side by side with scikit-learn, and prints Markdown.

    MISREAD_DATA=… python3 bench/clustering/compare.py [K [ROUNDS]]

Each round both cluster from the same k first centroids (k random images) and then, each with its own greedy k-means++,
from a seed; one after the other, in one session, so that a busy machine slows both. Medians of the rounds are compared.
"""
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import sklearn
from sklearn.cluster import KMeans

K = int(sys.argv[1]) if len(sys.argv) > 1 else 10
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
HERE = os.path.dirname(os.path.abspath(__file__))


def pixels(name):
    with gzip.open(os.path.join(os.environ["MISREAD_DATA"], "mnist", name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)


x = np.vstack([pixels("train-images-idx3-ubyte.gz"), pixels("t10k-images-idx3-ubyte.gz")]).astype(np.float32)
misread = subprocess.Popen(
    ["dotnet", "run", "-c", "Release", os.path.join(HERE, "kmeans.cs")],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
assert misread.stdout.readline().strip() == "ready"


def ask(line):
    misread.stdin.write(line + "\n")
    misread.stdin.flush()
    seconds, passes, inertia = misread.stdout.readline().split()
    return float(seconds), int(passes), float(inertia)


def peer(**options):
    began = time.perf_counter()
    model = KMeans(K, n_init=1, algorithm="lloyd", **options).fit(x)
    return time.perf_counter() - began, model.n_iter_, float(((x.astype(np.float64) - model.cluster_centers_[model.labels_]) ** 2).sum())


def median(runs, of=lambda r: r[0]):
    return statistics.median(map(of, runs))


same, own = ([], []), ([], [])
print(f"k-means, MNIST 70,000 × 784, k = {K}, {ROUNDS} alternated rounds; scikit-learn {sklearn.__version__} (float32, lloyd), {os.cpu_count()} cores\n")
print("| round | start | Misread s | passes | inertia | scikit-learn s | passes | inertia | ratio |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
with tempfile.TemporaryDirectory() as folder:
    for r in range(ROUNDS):
        first = x[np.random.default_rng(r).choice(len(x), K, replace=False)].astype(np.float64)
        path = os.path.join(folder, "first")
        first.tofile(path)
        for kind, runs, mine, theirs in (
                ("same centroids", same, lambda: ask(f"from {path}"), lambda: peer(init=first)),
                ("own k-means++", own, lambda: ask(f"seed {r} {K}"), lambda: peer(random_state=r))):
            a, b = (mine(), theirs()) if r % 2 == 0 else (theirs(), mine())[::-1]
            runs[0].append(a)
            runs[1].append(b)
            print(f"| {r + 1} | {kind} | {a[0]:.2f} | {a[1]} | {a[2]:.6e} | {b[0]:.2f} | {b[1]} | {b[2]:.6e} | {b[0] / a[0]:.1f}× |", flush=True)
misread.stdin.close()
for kind, runs in (("same centroids", same), ("own k-means++", own)):
    print(f"\n{kind}: medians {median(runs[0]):.2f} s and {median(runs[1]):.2f} s, **{median(runs[1]) / median(runs[0]):.1f}×**; "
          f"a pass {1000 * median(runs[0], lambda q: q[0] / q[1]):.1f} ms and {1000 * median(runs[1], lambda q: q[0] / q[1]):.1f} ms")
