"""The same work in PyTorch. Reads one line a job from standard input, WORK IMAGES THREADS SEED, and answers each with one
line of JSON: {"seconds": ..., "accuracy": ...}. The first line it writes tells its versions.

Data lie ready in one tensor and batches are gathered by index, which is faster than a DataLoader. Three passes forward and
backward before the clock starts fill its caches, as the other side's kernels are compiled before its clock starts.
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn


def read_idx(path):
    import gzip
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
        data = f.read()
    shape = [int.from_bytes(data[4 + 4 * i: 8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def cnn_small():
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                         nn.Linear(32 * 13 * 13, 64), nn.ReLU(), nn.Linear(64, 10))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Dropout(0.25),
                         nn.Linear(128, 10))


def conv2():
    return nn.Sequential(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
                         nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))


WORKS = {"cnn-small": (cnn_small, 32, 5), "cnn-small-128": (cnn_small, 128, 5), "mlp": (mlp, 512, 10), "conv2": (conv2, 128, 1)}


def train(name, x, y, xt, yt):
    build, batch, epochs = WORKS[name]
    model = build()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_of = nn.CrossEntropyLoss()
    for _ in range(3):
        loss_of(model(x[:batch]), y[:batch]).backward()
    optimizer.zero_grad(set_to_none=True)
    start = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for i in range(0, len(x), batch):
            rows = order[i: i + batch]
            optimizer.zero_grad(set_to_none=True)
            loss_of(model(x[rows]), y[rows]).backward()
            optimizer.step()
    seconds = time.perf_counter() - start
    model.eval()
    with torch.inference_mode():
        hits = sum((model(xt[i: i + 1000]).argmax(1) == yt[i: i + 1000]).sum().item() for i in range(0, len(xt), 1000))
    return {"seconds": seconds, "accuracy": hits / len(xt)}


def predict(x):
    """The best of PyTorch's ways: eager and traced with frozen weights, in both memory layouts."""
    best = {"seconds": float("inf")}
    for layout in (torch.contiguous_format, torch.channels_last):
        images = x.contiguous(memory_format=layout)
        for traced in (False, True):
            model = cnn_small().eval().to(memory_format=layout)
            with torch.inference_mode():
                if traced:
                    model = torch.jit.optimize_for_inference(torch.jit.trace(model, images[:1000]))
                for i in range(0, 3000, 1000):
                    model(images[i: i + 1000])
                start = time.perf_counter()
                for i in range(0, len(x), 1000):
                    model(images[i: i + 1000]).softmax(1)
                seconds = time.perf_counter() - start
            if seconds < best["seconds"]:
                best = {"seconds": seconds, "accuracy": None}
    return best


folder = sys.argv[1]
parts = []
for split in ("train", "t10k"):
    images, labels = (next(read_idx(p) for p in (f"{folder}/{split}-{kind}-ubyte.gz", f"{folder}/{split}-{kind}-ubyte")
                           if __import__("os").path.exists(p)) for kind in ("images-idx3", "labels-idx1"))
    parts += [torch.from_numpy(images.astype(np.float32) / 255)[:, None], torch.from_numpy(labels.astype(np.int64))]
torch.set_flush_denormal(True)
print(f"PyTorch {torch.__version__}", flush=True)
for line in sys.stdin:
    work, count, threads, seed = line.split()
    torch.set_num_threads(int(threads))
    torch.manual_seed(int(seed))
    x, y, xt, yt = parts
    if work == "predict":
        answer = predict(torch.cat([x, xt])[: int(count)])
    else:
        answer = train(work, x[: int(count)], y[: int(count)], xt, yt)
    print(json.dumps(answer), flush=True)
