"""Writes paired_goldens.json: McNemar's exact p by exact fractions, Newcombe's (1998) method 10 by the text of the paper."""

import json
import math
import pathlib
from fractions import Fraction
from statistics import NormalDist


def mcnemar(b, c):
    n = b + c
    tail = sum(math.comb(n, i) for i in range(min(b, c) + 1))
    return float(min(Fraction(1), Fraction(2 * tail, 2**n)))


def wilson(x, n, z):
    root = z * math.sqrt(z * z + 4 * x * (1 - x / n))
    return (2 * x + z * z - root) / (2 * (n + z * z)), (2 * x + z * z + root) / (2 * (n + z * z))


def newcombe(e, f, g, h, level):
    """Difference of g-side less f-side: (g - f) / n."""
    z = NormalDist().inv_cdf(0.5 + level / 2)
    n = e + f + g + h
    p1, p2 = (e + g) / n, (e + f) / n
    l1, u1 = wilson(e + g, n, z)
    l2, u2 = wilson(e + f, n, z)
    margins = (e + f) * (g + h) * (e + g) * (f + h)
    numerator = e * h - f * g
    if numerator > 0:
        numerator = max(numerator - n / 2, 0)
    phi = numerator / math.sqrt(margins) if margins else 0
    delta = math.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    epsilon = math.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return (g - f) / n, (g - f) / n - delta, (g - f) / n + epsilon


pairs = [(0, 0), (0, 1), (1, 1), (0, 5), (2, 8), (3, 7), (10, 10), (10, 11), (42, 80), (80, 42), (121, 59), (1000, 1100), (5, 400), (30000, 30500)]
tables = [
    (12, 9, 2, 21), (36, 12, 2, 0), (0, 5, 0, 0), (10, 0, 0, 0), (0, 3, 4, 3), (9730, 42, 80, 148), (9900, 0, 0, 100), (1, 20, 3, 1), (50, 5, 5, 1),
]
golden = {
    "mcnemar": [[b, c, mcnemar(b, c)] for b, c in pairs],
    "newcombe": [[*t, level, *newcombe(*t, level)] for t in tables for level in (0.9, 0.95)],
}
pathlib.Path(__file__).with_name("paired_goldens.json").write_text(json.dumps(golden, indent=1) + "\n")
