"""Each column from all others, out of fold: how well it is told, and by whom."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.dependence import Leaning, Predicted
from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel
from vedette.profiling.sides import Side

LEAST_ROWS = 60
# Rows that say what predictions lean on: cheap for numbers, dear for kinds.
ASKED, ASKED_OF_KINDS = 200, 40
MOST_LEANED, LEAST_SHARE = 4, 0.05
TOLD = 0.02  # explained less, nothing is leaned on
RIDGE = 1e-3


def predictions(sides: list[Side], seed: int) -> tuple[Predicted, ...]:
    """Every column that can be predicted, best told first."""
    n = len(sides[0].values)
    if n < LEAST_ROWS:
        return ()
    features = [feature_of(side, j) for j, side in enumerate(sides)]
    model = ConditionalModel(seed=seed).fit(features)
    able = [t for t in range(len(sides)) if model.status(t) == "model"]
    numbers = [t for t in able if not sides[t].kinds]
    linear = linearly(model, features, numbers)
    found = []
    for t in able:
        side = sides[t]
        explained = of_kinds(model, t) if side.kinds else of_number(model, t)
        by = leanings(model, sides, t) if explained >= TOLD else ()
        known = np.count_nonzero(
            np.asarray(side.values) >= 0 if side.kinds else ~np.isnan(features[t].values)
        )
        found.append(Predicted(side.name, explained, linear.get(t), by, int(known)))
    return tuple(sorted(found, key=lambda one: -one.explained))


def feature_of(side: Side, source: int) -> Feature:
    """The column as the conditional model takes it."""
    if side.kinds:
        return Feature(side.values.astype(np.int32), "category", source, target=True)
    return Feature(side.values.astype(np.float64), "number", source, target=True)


def of_number(model: ConditionalModel, t: int) -> float:
    """How much of the mean deviation the other columns explain."""
    y = model.transform(t).forward(np.asarray(model.held()[0][t], dtype=np.float64))
    return spared(y, model.expected(t))


def spared(y: Vector, expected: Vector) -> float:
    """1 - the mean deviation from what is expected, over that from the median; at least 0."""
    known = np.isfinite(y) & np.isfinite(expected)
    if not known.any():
        return 0.0
    alone = float(np.abs(y[known] - np.median(y[known])).mean())
    left = float(np.abs(y[known] - expected[known]).mean())
    return max(0.0, 1 - left / alone) if alone > 0 else 0.0


def of_kinds(model: ConditionalModel, t: int) -> float:
    """How much fewer guesses are wrong than if the most frequent kind were guessed."""
    code = np.asarray(model.held()[0][t], dtype=np.int64)
    known = code >= 0
    guessed = model.classes(t).likeliest[known]
    most = int(np.bincount(code[known]).max())
    wrong, wrong_alone = int((guessed != code[known]).sum()), int(known.sum()) - most
    return max(0.0, 1 - wrong / wrong_alone) if wrong_alone else 0.0


def leanings(model: ConditionalModel, sides: list[Side], t: int) -> tuple[Leaning, ...]:
    """What the prediction of a column leans on, most first."""
    n, kinds = len(sides[t].values), sides[t].kinds
    m = min(n, ASKED_OF_KINDS if kinds else ASKED)
    rows = np.unique(np.linspace(0, n - 1, m).astype(np.intp))
    shares = model.reasons(rows, t, "swap" if kinds else "path").mean(axis=0)
    total = float(shares.sum())
    if not total > 0:
        return ()
    order = np.argsort(-shares, kind="stable")[:MOST_LEANED]
    return tuple(
        Leaning(sides[j].name, float(shares[j] / total))
        for j in order.tolist()
        if shares[j] >= LEAST_SHARE * total
    )


def linearly(
    model: ConditionalModel, features: list[Feature], targets: list[int]
) -> dict[int, float]:
    """By quantity, what a weighted sum of the others explains, in the model's folds.

    Least squares of values in the model's units, missing ones at the median.
    """
    if len(targets) < 2:
        return dict.fromkeys(targets, 0.0)
    y = np.stack([model.transform(t).forward(features[t].values) for t in targets])
    X = np.nan_to_num(np.clip(y, -10, 10), nan=0.0).T
    fold = model.fold()
    expected = np.zeros_like(y)
    for k in np.unique(fold):
        mine = fold == k
        expected[:, mine] = fitted(X[~mine], X[mine])
    return {t: spared(y[i], expected[i]) for i, t in enumerate(targets)}


def fitted(seen: Matrix, new: Matrix) -> Matrix:
    """(d, n) each column of new rows by the others, as least squares say of those seen.

    All columns by one inverse: the slopes of column i are -P[i, :] / P[i, i].
    """
    centre = seen.mean(axis=0)
    spread = np.maximum(seen.std(axis=0), 1e-9)
    Z = (seen - centre) / spread
    d = Z.shape[1]
    precision = np.linalg.inv(Z.T @ Z / max(1, len(Z)) + RIDGE * np.eye(d))
    slopes = -precision / np.diag(precision)[:, None]
    np.fill_diagonal(slopes, 0.0)
    out: Matrix = (slopes @ ((new - centre) / spread).T) * spread[:, None] + centre[:, None]
    return out
