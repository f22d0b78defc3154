"""The obvious way to find the best cut: try one between every two scores."""

import numpy as np


def best_f1(scores, odd):
    """The greatest F1 of any cut."""
    return best_f(scores, odd, 1.0)


def best_f(scores, odd, beta):
    """The greatest F-beta of any cut, by its definition from precision and recall."""
    best = 0.0
    for cut in [-np.inf, *np.unique(scores)]:
        flagged = scores > cut
        hits = (flagged & odd).sum()
        if hits:
            precision, recall = hits / flagged.sum(), hits / odd.sum()
            weight = beta**2
            f = (1 + weight) * precision * recall / (weight * precision + recall)
            best = max(best, f)
    return best


def least_cost(scores, odd, costs):
    """The least cost of mistakes at any cut, also at one that flags nothing."""
    return min(costs[(scores > cut) != odd].sum() for cut in [-np.inf, *np.unique(scores)])


def p_value(score, calibration):
    """The conformal p-value of one score, counted."""
    return (1 + sum(other >= score for other in calibration)) / (len(calibration) + 1)


def benjamini_hochberg(p, q):
    """Which p-values are found, by the definition: the largest k with k of them <= q k / m."""
    m = len(p)
    largest = max((k for k in range(1, m + 1) if sorted(p)[k - 1] * m <= q * k), default=0)
    line = sorted(p)[largest - 1] if largest else -1.0
    return np.array([value <= line for value in p], dtype=bool)
