"""The same work in other programs. Reads one line a job from standard input, PROGRAM WORK IMAGES THREADS SEED, and answers each
with one line of JSON: {"seconds": ..., "accuracy": ...}. The first line it writes tells which programs there are, with versions.
"""
import json
import sys

from peer_data import read_mnist

programs = {}
for name, module in (("PyTorch", "peer_torch"), ("scikit-learn", "peer_sklearn"), ("NumPy", "peer_numpy")):
    if name not in sys.argv[2:]:
        continue
    try:
        programs[name] = __import__(module)
    except ImportError as missing:
        print(f"{name} is left out: {missing}", file=sys.stderr)

data = read_mnist(sys.argv[1])
print(", ".join(f"{name} {program.VERSION}" for name, program in programs.items()), flush=True)
for line in sys.stdin:
    program, work, count, threads, seed = line.split()
    answer = programs[program].run(work, data, int(count), int(threads), int(seed))
    print(json.dumps(answer), flush=True)
