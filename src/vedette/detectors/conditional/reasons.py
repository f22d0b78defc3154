"""Which other cells of a row an expected value leans on.

swap
    Another column's cell is replaced by those of 24 other rows; its share is the mean
    change of the expected value (of log p of the observed class).
path
    Ridge terms about their mean plus the changes of value along the row's paths in the
    trees (Saabas 2014). Faster by far; numbers only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.detectors.conditional.encoding import binned, design, owners
from vedette.detectors.conditional.prediction import Fitted, Prediction


def shares(seen: Prediction, t: int, method: str) -> Matrix:
    """(r, features) shares, >= 0, that sum to 1, or all 0 where nothing is leaned on."""
    if method == "path" and seen.fitted.kinds[t] == "number":
        weight = _paths(seen, t)
    else:
        weight = _swaps(seen, t)
    total = weight.sum(axis=1, keepdims=True)
    out: Matrix = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    return out


def partners(fitted: Fitted, t: int) -> list[int]:
    """Features that the models of t look at."""
    used: set[int] = set()
    if t in fitted.classes:
        for k in range(fitted.folds):
            used.update(fitted.classes[t].forests.used(k))
    elif t in fitted.place and fitted.numbers is not None:
        i = fitted.place[t]
        for k in range(fitted.folds):
            used.update(fitted.numbers.means.used(i * fitted.folds + k))
        owner = owners(fitted.columns)
        chosen = fitted.numbers.ridge_columns[i]
        used.update(int(j) for j in owner[chosen[chosen >= 0]])
    return sorted(used)


def _swaps(seen: Prediction, t: int) -> Matrix:
    fitted = seen.fitted
    rows = seen.fold.size
    weight = np.zeros((rows, len(fitted.kinds)))
    now = _level(seen, t)
    for j in partners(fitted, t):
        donors = fitted.donors[j]
        cells = [np.repeat(x, donors.size) for x in seen.cells]
        cells[j] = np.tile(donors, rows)
        fold = np.repeat(seen.fold, donors.size)
        then = fitted.predict(cells, fold, [t], seen.threads)
        change = np.abs(_level(then, t).reshape(rows, -1) - now[:, None])
        weight[:, j] = change.mean(axis=1)
    return weight


def _level(seen: Prediction, t: int) -> Vector:
    if seen.fitted.kinds[t] == "number":
        return seen.expected(t)
    p = seen.classes(t)
    observed: npt.NDArray[np.float64] = np.where(
        np.isnan(p.p_observed), p.p_likeliest, p.p_observed
    ).astype(np.float64)
    return np.log(np.maximum(observed, 1e-12))


def _paths(seen: Prediction, t: int) -> Matrix:
    fitted = seen.fitted
    weight = np.zeros((seen.fold.size, len(fitted.kinds)))
    if t not in fitted.place or fitted.numbers is None:
        return weight
    i, owner = fitted.place[t], owners(fitted.columns)
    for k in np.unique(seen.fold):
        at = np.flatnonzero(seen.fold == k)
        cells = [x[at] for x in seen.cells]
        sums = np.zeros((at.size, len(fitted.kinds)))
        fitted.numbers.means.path(i, int(k), binned(fitted.columns, cells), sums)
        x = design(fitted.columns, cells, fitting=False)
        slopes = fitted.numbers.slopes[i, k]
        for column, slope in zip(fitted.numbers.ridge_columns[i, k], slopes, strict=True):
            if column >= 0:
                sums[:, owner[column]] += slope * (x[column] - fitted.centre[column])
        weight[at] = np.abs(sums)
    return weight
