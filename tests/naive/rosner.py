"""Rosner's procedure as it is written, value by value."""

import numpy as np
from scipy import stats


def generalized_esd(x, most, alpha):
    """R, lambda (lists), and the outliers in the order of their removal."""
    left, removed, statistics, critical = list(map(float, x)), [], [], []
    for _ in range(most):
        n = len(left)
        away = np.abs(np.array(left) - np.mean(left))
        statistics.append(away.max() / np.std(left, ddof=1))
        t = stats.t.ppf(1 - alpha / (2 * n), n - 2)
        critical.append((n - 1) * t / np.sqrt((n - 2 + t * t) * n))
        removed.append(left.pop(int(away.argmax())))
    beyond = [i for i in range(most) if statistics[i] > critical[i]]
    return statistics, critical, removed[: beyond[-1] + 1 if beyond else 0]
