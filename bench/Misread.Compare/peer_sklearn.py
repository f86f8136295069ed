"""scikit-learn's MLPClassifier. It has no dropout, which spares it that work."""
import time
import warnings

import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

VERSION = sklearn.__version__


def run(work, data, count, threads, seed):
    x, y, xt, yt = data
    x, y, xt = x[:count].reshape(count, -1), y[:count], xt.reshape(len(xt), -1)
    model = MLPClassifier((128, 128), alpha=0, batch_size=512, max_iter=10, n_iter_no_change=10, random_state=seed)
    with threadpool_limits(threads), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        start = time.perf_counter()
        model.fit(x, y)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "accuracy": model.score(xt, yt)}
