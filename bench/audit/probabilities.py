"""Writes made-up probabilities and noisy labels: python3 probabilities.py N K probs.npy labels.npy [seed] [float32]

A classifier of varying sureness, right about nine times in ten, and labels of which a tenth are flipped. The same seed gives
the same files.
"""
import sys

import numpy as np


def write(n, k, probabilities, labels, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    out = np.lib.format.open_memmap(probabilities, mode="w+", dtype=dtype, shape=(n, k))
    given = np.empty(n, np.int64)
    step = max(1, 4_000_000 // k)
    for start in range(0, n, step):
        rows = min(step, n - start)
        truth = rng.integers(0, k, rows)
        logits = rng.standard_normal((rows, k), dtype=np.float32).astype(np.float64)
        logits[np.arange(rows), truth] += np.log(k) + 8 * rng.random(rows)
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(axis=1, keepdims=True)
        out[start:start + rows] = p
        flipped = rng.random(rows) < 0.1
        given[start:start + rows] = np.where(flipped, rng.integers(0, k, rows), truth)
    out.flush()
    np.save(labels, given)


if __name__ == "__main__":
    write(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]) if len(sys.argv) > 5 else 0,
          np.float32 if "float32" in sys.argv else np.float64)
