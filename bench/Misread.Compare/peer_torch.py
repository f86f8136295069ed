"""PyTorch. Data lie ready in one tensor and batches are gathered by index, which is faster than a DataLoader. Three passes forward
and backward before the clock starts fill its caches, as the other side's kernels are compiled before its clock starts.
"""
import time

import torch
from torch import nn

VERSION = torch.__version__
torch.set_flush_denormal(True)


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
    best = float("inf")
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
                best = min(best, time.perf_counter() - start)
    return {"seconds": best, "accuracy": None}


def run(work, data, count, threads, seed):
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    x, y, xt, yt = (torch.from_numpy(a) for a in data)
    x, xt = x[:, None], xt[:, None]
    return predict(torch.cat([x, xt])[:count]) if work == "predict" else train(work, x[:count], y[:count], xt, yt)
