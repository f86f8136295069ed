"""Confident learning beside one pass of NumPy over the same file, alternated: python3 bench/audit/bench.py [ROUNDS]

Prints for each size the median seconds and spread of both, and their ratio. Needs NumPy and the .NET SDK.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

from probabilities import write

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [(1_000_000, 10), (10_000_000, 10), (100_000, 1_000)]


def main(rounds):
    program = os.path.join(tempfile.gettempdir(), "misread-audit-bench")
    subprocess.run(["dotnet", "publish", "-c", "Release", "-o", program, os.path.join(HERE, "AuditBench.cs")], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        for n, k in SIZES:
            measure(n, k, folder, os.path.join(program, "AuditBench"), rounds)


def measure(n, k, folder, program, rounds):
    p, y = os.path.join(folder, "p.npy"), os.path.join(folder, "y.npy")
    write(n, k, p, y)
    loaded = np.load(p)
    for mode in [["--in-memory"], []]:
        peer = subprocess.Popen([program, p, y] + mode, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ours, theirs, cold = [], [], None
        for r in range(rounds + 1):
            peer.stdin.write("go\n")
            peer.stdin.flush()
            ms, issues, allocated, peak = peer.stdout.readline().split()
            start = time.perf_counter()
            loaded.max(axis=1)
            seconds = time.perf_counter() - start
            if r == 0:
                cold = float(ms) / 1e3
                continue
            ours.append(float(ms) / 1e3)
            theirs.append(seconds)
        peer.stdin.close()
        peer.wait()
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"{n:>10,} x {k:<5,} {'mapped' if not mode else 'memory':>6}: {a:.3f} s ({min(ours):.3f}-{max(ours):.3f}, first {cold:.3f}), "
              f"p.max(axis=1) {b:.3f} s ({min(theirs):.3f}-{max(theirs):.3f}), ratio {a / b:.2f}; {int(issues):,} issues; "
              f"{int(allocated) / 1e6:.1f} MB allocated, peak {int(peak) / 1e6:.0f} MB, data {loaded.nbytes / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
