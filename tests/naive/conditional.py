"""The conditional model's kernels, written plainly: loops and definitions, no speed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

QUANTUM = 16383.0


def bins(x, edges):
    return np.array([0 if np.isnan(v) else 1 + sum(e <= v for e in edges) for v in x])


def gram(x, starts):
    """(folds, p, p) sums of products over the rows of each fold; x is (p, n)."""
    parts = [x[:, a:b].astype(float) for a, b in pairwise(starts)]
    return np.array([part @ part.T for part in parts])


def variance_gain(left, whole, smooth):
    """left, whole: (sum, count)."""
    right = (whole[0] - left[0], whole[1] - left[1])
    return sum(s * s / (n + smooth) for s, n in (left, right)) - whole[0] ** 2 / (
        whole[1] + smooth
    )


def number_split(sums, counts, smooth, min_rows):
    """Best gain and the set of bins that go left, missing ones (bin 0) on either side."""
    whole = (sums.sum(), counts.sum())
    found = (0.0, frozenset())
    for missing_left in (False, True) if counts[0] else (False,):
        for b in range(1, 64):
            if not counts[b]:
                continue
            side = [*([0] if missing_left else []), *range(1, b + 1)]
            left = (sums[side].sum(), counts[side].sum())
            if min(left[1], whole[1] - left[1]) < min_rows:
                continue
            gain = variance_gain(left, whole, smooth)
            if gain > found[0]:
                found = (gain, frozenset(i for i in side if counts[i]))
    return found


def category_split(sums, counts, smooth, min_rows):
    """Best prefix of the bins sorted by their shrunken mean."""
    whole = (sums.sum(), counts.sum())
    there = sorted(
        np.flatnonzero(counts), key=lambda b: (sums[b] / (counts[b] + smooth), b)
    )
    found = (0.0, frozenset())
    for i in range(1, len(there)):
        side = there[:i]
        left = (sums[side].sum(), counts[side].sum())
        if min(left[1], whole[1] - left[1]) < min_rows:
            continue
        gain = variance_gain(left, whole, smooth)
        if gain > found[0]:
            found = (gain, frozenset(int(b) for b in side))
    return found


def ridge(x, y, lam=1e-4, passes=2):
    """Slopes and intercept on all rows given; x (p, n), y (n,) NaN missing."""
    x = x.astype(float)
    mean, sd = x.mean(axis=1), x.std(axis=1)
    inverse = np.linalg.inv((x - mean[:, None]) @ (x - mean[:, None]).T / x.shape[1]
                            / np.outer(sd, sd) + lam * np.eye(len(x)))  # fmt: skip
    pseudo = np.where(np.isnan(y), 0.0, np.clip(y, -4, 4))
    for _ in range(passes + 1):
        covariance = (x - mean[:, None]) @ pseudo / x.shape[1]
        slope = inverse @ (covariance / sd) / sd
        intercept = pseudo.mean() - slope @ mean
        fit = slope @ x + intercept
        r = y - fit
        cut = 3.7 * quantile_above(np.abs(r[~np.isnan(r)]))
        pseudo = fit + np.where(np.isnan(r), 0.0, np.clip(r, -cut, cut))
    return slope, intercept


def quantile_above(v):
    return np.sort(v)[len(v) // 2]


def quantile(v, q):
    return np.sort(v)[int(q * (len(v) - 1) + 0.5)]


def grow(table, category, g, leaves, min_rows):
    """Rows of each leaf, best leaf first. table (n, m) bins, g (n,) integer gradient."""

    def best(rows):
        found = (0.0, None, None)
        for f in range(table.shape[1]):
            sums = np.bincount(table[rows, f], g[rows], minlength=64)
            counts = np.bincount(table[rows, f], minlength=64)
            split, smooth = (category_split, 10) if category[f] else (number_split, 1)
            gain, side = split(sums, counts, smooth, min_rows)
            if gain > found[0]:
                found = (gain, f, with_unseen(counts, side, category[f]))
        return found

    open_ = [(np.arange(len(table)), best(np.arange(len(table))), ())]
    while len(open_) < leaves:
        at = max(range(len(open_)), key=lambda i: open_[i][1][0])
        rows, (_, f, side), path = open_[at]
        if f is None:
            break
        goes = np.isin(table[rows, f], list(side))
        parts = [
            (rows[goes], (*path, (f, side, True))),
            (rows[~goes], (*path, (f, side, False))),
        ]
        open_[at : at + 1] = [(r, best(r), p) for r, p in parts]
    return [(rows, path) for rows, _, path in open_]


def with_unseen(counts, side, category):
    """Bins without rows here: of a number by the threshold, others with the larger part."""
    unseen = {int(b) for b in np.flatnonzero(counts == 0)}
    larger = 2 * counts[list(side)].sum() >= counts.sum()
    if category:
        return side | (unseen if larger else set())
    below = set(range(1, max(side) + 1))
    return below | ({0} if 0 in side or (0 in unseen and larger) else set())


def boosted_mean(table, category, y, train, held, *, trees, leaves, min_rows, rate):
    """Predictions of the held-out rows."""
    residual = y[train].astype(float)
    start = quantile(residual, 0.5)
    state, out = np.full(len(train), start), np.full(len(held), start)
    cap = 10 * quantile(np.abs(residual - start), 0.9)
    best, best_loss, best_at = out.copy(), np.minimum(np.abs(y[held] - out), cap).mean(), 0
    first_loss = best_loss
    for t in range(trees):
        left = residual - state
        if t % 4 == 0:
            size = np.abs(left)
            delta = min(quantile(size, 0.9), 3.7 * quantile(size, 0.5))
        g = np.rint(np.clip(left, -delta, delta) * (QUANTUM / delta))
        for rows, path in grow(table[train], category, g, leaves, min_rows):
            middle = quantile(left[rows], 0.5)
            step = rate * (middle + np.clip(left[rows] - middle, -delta, delta).mean())
            state[rows] += step
            inside = np.ones(len(held), bool)
            for f, side, goes in path:
                inside &= np.isin(table[held, f], list(side)) == goes
            out[inside] += step
        if (t + 1) % 8 == 0:
            loss = np.minimum(np.abs(y[held] - out), cap).mean()
            if loss < best_loss - 1e-4 * first_loss:
                best, best_loss, best_at = out.copy(), loss, t + 1
            elif t + 1 - best_at >= 8:
                break
    return best
