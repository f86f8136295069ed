"""MNIST from IDX files."""
import gzip
import os

import numpy as np


def read_idx(path):
    path = path if os.path.exists(path) else path + ".gz"
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as f:
        data = f.read()
    shape = [int.from_bytes(data[4 + 4 * i: 8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(shape)


def read_mnist(folder):
    """Training images [60000,28,28] of 0 ... 1 in float32, their labels, test images and theirs."""
    parts = []
    for split in ("train", "t10k"):
        parts.append(read_idx(f"{folder}/{split}-images-idx3-ubyte").astype(np.float32) / 255)
        parts.append(read_idx(f"{folder}/{split}-labels-idx1-ubyte").astype(np.int64))
    return parts
