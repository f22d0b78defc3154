"""Measures of weighted rows, and what resampling rows does to them: one by one."""

from __future__ import annotations

import numpy as np


def weighted_ap(odd, scores, weights):
    """The mean over anomalies, by weight, of the precision at their score."""
    total = 0.0
    for i in np.flatnonzero(odd & (weights > 0)):
        over = scores >= scores[i]
        total += weights[i] * weights[over & odd].sum() / weights[over].sum()
    return total / weights[odd].sum()


def weighted_auroc(odd, scores, weights):
    """The share of pairs, by weight, in which the anomaly scores higher."""
    total = 0.0
    for i in np.flatnonzero(odd):
        for j in np.flatnonzero(~odd):
            better = (scores[i] > scores[j]) + (scores[i] == scores[j]) / 2
            total += weights[i] * weights[j] * better
    return total / (weights[odd].sum() * weights[~odd].sum())


def weighted_f1(odd, flagged, weights):
    whole = weights[flagged].sum() + weights[odd].sum()
    return 2 * weights[flagged & odd].sum() / whole if whole else 0.0


def derivative(measure, odd, what, step=1e-6):
    """(n,) by how much the measure moves with each weight, less the mean of its class."""
    n = len(odd)
    moved = np.empty(n)
    for k in range(n):
        up, down = np.ones(n), np.ones(n)
        up[k] += step
        down[k] -= step
        moved[k] = (measure(odd, what, up) - measure(odd, what, down)) / (2 * step)
    for rows in (odd, ~odd):
        moved[rows] -= moved[rows].mean()
    return moved


def bootstrap(measure, odd, what, draws, rng):
    """(draws,) the measure of rows drawn again, anomalies and usual rows apart."""
    found = []
    for _ in range(draws):
        weights = np.zeros(len(odd))
        for rows in (np.flatnonzero(odd), np.flatnonzero(~odd)):
            drawn = rng.choice(rows, len(rows))
            np.add.at(weights, drawn, 1.0)
        found.append(measure(odd, what, weights))
    return np.array(found)
