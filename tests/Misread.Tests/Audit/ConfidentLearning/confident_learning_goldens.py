"""Small seeded cases for the tests of confident learning, computed from the definitions with NumPy alone.

Definitions: Northcutt, Jiang, Chuang, "Confident learning", JAIR 70 (2021), with the numerical details that
LabelFilter, LabelScore and ConfidentJoint document. Run: python3 confident_learning_goldens.py > confident_learning_goldens.json
"""
import json

import numpy as np

EPS = 1e-6


def joint_of(p, y):
    n, k = p.shape
    count = np.bincount(y, minlength=k)
    t = np.array([max(2e-6, p[y == c, c].mean()) if count[c] else 2.0 for c in range(k)])
    raw = np.zeros((k, k), int)
    off = []
    for i in range(n):
        above = np.flatnonzero(p[i] >= t - EPS)
        if len(above) == 0:
            continue
        guess = above[0] if len(above) == 1 else int(np.argmax(p[i]))
        raw[y[i], guess] += 1
        if guess != y[i]:
            off.append(i)
    np.fill_diagonal(raw, np.maximum(raw.diagonal(), 1))
    scaled = raw / raw.sum(axis=1)[:, None] * count[:, None]
    scaled = scaled / scaled.sum() * n
    return t, count, raw, np.array([round_keeping_sum(r) for r in scaled]), off


def round_keeping_sum(values):
    whole = np.rint(values).astype(int)
    missing = int(np.rint(values.sum())) - whole.sum()
    order = np.argsort(values - whole, kind="stable")
    for j in (order[::-1] if missing > 0 else order)[: abs(missing)]:
        whole[j] += np.sign(missing)
    return whole


def latent(c, count, converge):
    noise = c / np.maximum(c.sum(axis=0), 1e-100)
    inverse = (c / np.maximum(c.sum(axis=1), 1e-100)[:, None]).T
    given = count / count.sum()

    def prior_of(noise, inverse):
        prior = np.clip(inverse.diagonal() / np.maximum(noise.diagonal(), 1e-100) * given, 0, 1)
        return prior / prior.sum()

    def bayes(conditional, of, by):  # p(i|j), p(j), p(i) -> p(j|i)
        m = (conditional * of / np.maximum(by, 1e-100)[:, None]).T
        s = m.sum(axis=0)
        return m / np.where(s > 0, s, 1)

    prior = prior_of(noise, inverse)
    if converge:
        for _ in range(3):
            for _ in range(5):
                inverse = bayes(noise, prior, given)
                prior = prior_of(noise, inverse)
            noise = bayes(inverse, given, prior)
    return {"py": prior.tolist(), "noise_matrix": noise.tolist(), "inverse_noise_matrix": inverse.tolist()}


def margin(p, y):
    rows = np.arange(len(y))
    others = p.copy()
    others[rows, y] = -np.inf
    return (p[rows, y] - others.max(axis=1) + 1) / 2


def entropy_score(p, y):
    with np.errstate(divide="ignore", invalid="ignore"):
        h = -np.where(p > 0, p * np.log(p), 0).sum(axis=1)
        x = h / (np.log(p.shape[1]) * np.maximum(p[np.arange(len(y)), y], EPS))
        return np.where(x < EPS, 1 - x / 2 + x * x / 3, np.log(1 + x) / x)


def scores_of(p, y, t):
    adjusted = p - t + t.max()
    adjusted = adjusted / adjusted.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    return {
        "self_confidence": p[rows, y],
        "normalized_margin": margin(p, y),
        "confidence_weighted_entropy": entropy_score(p, y),
        "self_confidence_adjusted": adjusted[rows, y],
        "normalized_margin_adjusted": margin(adjusted, y),
        "confidence_weighted_entropy_adjusted": entropy_score(adjusted, y),
    }


def filters_of(p, y, count, c, off, scores):
    n, k = p.shape
    rows = np.arange(n)
    raised = p.copy()
    raised[rows, y] += EPS
    wins = raised.argmax(axis=1) == y
    by_class, by_rate = set(), set()
    for a in range(k):
        members = np.flatnonzero(y == a)
        if len(members) < 2:
            continue
        order = members[np.argsort(p[members, a], kind="stable")]
        by_class.update(order[: count[a] - max(c[a, a], 1)])
        for b in range(k):
            if b != a and c[a, b] > 0:
                order = members[np.argsort(-(p[members, b] - p[members, a]), kind="stable")]
                by_rate.update(order[: c[a, b]])

    def keep(found):
        return sorted(int(i) for i in found if not wins[i])

    confident = keep(off)
    return {
        "prune_by_noise_rate": keep(by_rate),
        "prune_by_class": keep(by_class),
        "both": keep(by_rate & by_class),
        "confident_learning": confident,
        "predicted_neq_given": keep(np.flatnonzero(p.argmax(axis=1) != y)),
        "low_self_confidence": sorted(np.argsort(scores["self_confidence"], kind="stable")[: len(confident)].tolist()),
        "low_normalized_margin": sorted(np.argsort(scores["normalized_margin"], kind="stable")[: len(confident)].tolist()),
    }


def case(name, p, y):
    t, count, raw, c, off = joint_of(p, y)
    scores = scores_of(p, y, t)
    filters = filters_of(p, y, count, c, off, scores)
    return {
        "name": name,
        "classes": p.shape[1],
        "probabilities": p.ravel().tolist(),
        "labels": y.tolist(),
        "thresholds": t.tolist(),
        "counts": raw.tolist(),
        "calibrated": c.tolist(),
        "off_diagonal": off,
        "latent": latent(c, count, False),
        "latent_converged": latent(c, count, True),
        "scores": {s: v.tolist() for s, v in scores.items()},
        "filters": filters,
        "ranked": {f: {s: [i for _, i in sorted((scores[s][i], i) for i in rows)] for s in scores} for f, rows in filters.items()},
    }


def noisy(rng, n, k, flip, sharp, decimals=None, weights=None):
    """A classifier of varying sureness on labels of which a share is flipped; coarse decimals make ties."""
    truth = rng.choice(k, n, p=weights)
    logits = rng.normal(size=(n, k))
    logits[np.arange(n), truth] += sharp * rng.random(n)
    p = np.exp(logits * 2)
    p /= p.sum(axis=1, keepdims=True)
    if decimals is not None:
        steps = 2**decimals
        whole = np.floor(p * steps)
        whole[np.arange(n), p.argmax(axis=1)] += steps - whole.sum(axis=1)
        p = whole / steps
    y = np.where(rng.random(n) < flip, rng.integers(0, k, n), truth)
    return p, y


def main():
    rng = np.random.default_rng(20210412)
    cases = [
        case("three classes", *noisy(rng, 90, 3, 0.2, 4)),
        case("two classes", *noisy(rng, 60, 2, 0.15, 3)),
        case("many ties", *noisy(rng, 120, 4, 0.25, 3, decimals=3)),
        case("ten classes, some rare", *noisy(rng, 220, 10, 0.3, 5, weights=[0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05, 0.03, 0.01, 0.01])),
    ]
    p, y = noisy(rng, 60, 4, 0.2, 4)
    y = np.where(y == 2, 1, y)
    y[7] = 3
    cases.append(case("a class without rows", p, y))
    y = np.where(y == 3, 0, y)
    y[11] = 3
    cases.append(case("a class of one row", p, y))
    print(json.dumps({"cases": cases}, separators=(",", ":")))


main()
