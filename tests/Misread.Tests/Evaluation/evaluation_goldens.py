"""Writes evaluation_goldens.json: random predictions, and what scikit-learn and NumPy say of them.

    python3 evaluation_goldens.py     (made with NumPy 1.24.2, scikit-learn 1.2.1)
"""
import base64
import json
import os
import warnings

import numpy as np
from sklearn import metrics

warnings.filterwarnings("ignore")  # on classes that are never predicted


def classification_report(y, predicted, labels, **options):
    """With a class that occurs neither in y nor in predicted, 1.2 heads the accuracy "micro avg", which 1.5 corrected
    (scikit-learn issue 27927). This does as 1.5 does."""
    from sklearn.metrics import _classification
    occurring = _classification.unique_labels
    _classification.unique_labels = lambda *ys: np.asarray(labels)
    try:
        return metrics.classification_report(y, predicted, labels=labels, **options)
    finally:
        _classification.unique_labels = occurring


def calibration_error(p, correct, bins=15):
    """Guo et al. 2017, equations 2 and 3, with bins (m/M, (m+1)/M]."""
    confidence = p.max(axis=1).astype(np.float64)
    total, table = 0.0, []
    for m in range(bins):
        inside = (confidence * bins > m) & (confidence * bins <= m + 1)
        if inside.any():
            accuracy, mean = correct[inside].mean(), confidence[inside].mean()
            total += inside.mean() * abs(accuracy - mean)
            table.append([int(inside.sum()), float(mean), float(accuracy)])
        else:
            table.append([0, 0.0, 0.0])
    return float(total), table


def case(name, names, n, seed, sharpness, absent=(), never=()):
    random = np.random.default_rng(seed)
    k = len(names)
    weights = np.array([0.0 if c in absent else 1.0 + c % 3 for c in range(k)])
    y = random.choice(k, size=n, p=weights / weights.sum())
    logits = random.normal(size=(n, k)) + sharpness * (np.arange(k) == y[:, None])
    logits[:, list(never)] = -80
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = (p / p.sum(axis=1, keepdims=True)).astype(np.float32)
    predicted = p.argmax(axis=1)
    labels = list(range(k))
    wide = p.astype(np.float64)
    report = lambda **kw: classification_report(y, predicted, labels, target_names=names, **kw)
    values = report(output_dict=True)
    one_hot = (np.arange(k) == y[:, None]).astype(np.float64)
    error, reliability = calibration_error(p, predicted == y)
    scores = lambda key: [values[key][s] for s in ("precision", "recall", "f1-score", "support")]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(y, predicted, labels=labels)
    top_2 = (metrics.top_k_accuracy_score(y, p, k=2, labels=labels) if k > 2 else 1.0)
    return dict(
        name=name, names=names, labels=y.tolist(),
        probabilities=base64.b64encode(p.astype("<f4").tobytes()).decode(),
        confusion=metrics.confusion_matrix(y, predicted, labels=labels).ravel().tolist(),
        accuracy=float(metrics.accuracy_score(y, predicted)),
        per_class=np.stack([precision, recall, f1, support], axis=1).tolist(),
        macro_avg=scores("macro avg"), weighted_avg=scores("weighted avg"),
        text_2=report(), text_4=report(digits=4), text_15=report(digits=15),
        log_loss=float(metrics.log_loss(y, wide, labels=labels, eps=2.0**-23)),
        log_loss_float32=float(metrics.log_loss(y, p, labels=labels)),
        top_2_accuracy=float(top_2),
        brier_score=float(((wide - one_hot) ** 2).sum(axis=1).mean()),
        expected_calibration_error=error, reliability=reliability)


def counts_case(random):
    """A small matrix of counts and its reports: rounding ties such as 0.125 are common here."""
    k = int(random.integers(2, 13))
    counts = random.integers(0, random.choice([2, 3, 9]), size=(k, k)) + np.diag(random.integers(0, 17, size=k))
    counts[0, 0] += 1
    y, predicted = np.nonzero(counts)
    repeat = counts[y, predicted]
    y, predicted = np.repeat(y, repeat), np.repeat(predicted, repeat)
    report = lambda digits: classification_report(y, predicted, list(range(k)), digits=digits)
    return dict(classes=k, counts=counts.ravel().tolist(), text_2=report(2), text_3=report(3))


digits = [str(c) for c in range(10)]
letters = [chr(ord("A") + c) for c in range(26)]
cases = [
    case("digits", digits, 200, 1, 3.0),
    case("two classes", ["no", "yes"], 60, 2, 1.0),
    case("letters", letters, 130, 3, 2.5),
    case("never predicted and absent", digits, 120, 4, 2.0, absent=(3, 9), never=(5, 9)),
    case("long and foreign names", ["a rather long class name", "ゼロ", "𝟘𝟙", "with, comma", "q\"uote"], 50, 5, 1.5),
    # Read rightly: where nothing is, 1.2 prints the support as 0.0 by an accident of types.
    case("one row", ["a", "b", "c"], 1, 6, 5.0),
    case("many classes", [f"c{c}" for c in range(150)], 60, 7, 6.0),
]
random = np.random.default_rng(8)
wilson = []
for successes, trials in ((0, 10), (10, 10), (1, 1), (81, 263), (9772, 10000), (68696, 70000)):
    # statsmodels is not at hand: the roots of (p - x)^2 = z^2 x (1 - x) / n, which define the interval.
    z, p = 1.959963984540054, successes / trials
    a, b, c = 1 + z * z / trials, -(2 * p + z * z / trials), p * p
    roots = sorted(np.roots([a, b, c]).real)
    wilson.append([successes, trials, *map(float, roots)])
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "evaluation_goldens.json")
with open(path, "w") as out:
    json.dump(dict(cases=cases, counts=[counts_case(random) for _ in range(60)], wilson=wilson), out, indent=None, separators=(",", ":"))
    out.write("\n")
