"""Rows in an order learned from verdicts, and whether that order is the better one.

Labelled rows are left out in turn with their copies, and scored by a model that was fitted
without them. Both orders are then compared on all labelled rows. The models see different
rows, so their scores are compared as ranks among all rows of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.verdicts import Comparison
from vedette.detectors.supervised.few_labels import FewLabels
from vedette.detectors.supervised.folds import folds
from vedette.metrics import average_precision, precision_at

Rows = npt.NDArray[np.int64]

# With fewer of one kind nothing can be left out and compared.
LEAST = 3
FOLDS = 5
REPEATS = 2
# Of rows that nobody labelled, a model learns from at most so many, spread evenly.
UNLABELLED = 5_000


@dataclass(frozen=True, eq=False)
class Ranking:
    """An order of all rows.

    score
        (n,) ranks from 0 to 1, higher is more like what was called real.
    before, after
        The given and the learned order; None where there are too few verdicts to compare.
    like
        What half of the real ones score at least, out of fold.
    """

    score: Vector
    before: Comparison | None
    after: Comparison | None
    like: float = 1.0

    @property
    def helps(self) -> bool:
        """Whether the learned order is at least as good; no more can be said of a few rows."""
        if self.before is None or self.after is None:
            return False
        return self.after.average_precision >= self.before.average_precision


def rank(X: Matrix, order: Vector, y: Rows, *, seed: int = 0) -> Ranking:
    """The order learned from verdicts, compared with a given one.

    X
        (n, d) features of the rows.
    order
        (n,) the given order, higher is odder.
    y
        (n,) 1 real, 0 expected, -1 not labelled.
    """
    given = ranks(order)
    taken = learned_from(y)
    Z, known = X[taken], y[taken]
    labelled = np.flatnonzero(known >= 0)
    real = known[labelled] == 1
    parts = [
        part
        for repeat in range(REPEATS)
        for part in folds(Z[labelled], real, FOLDS, seed + repeat)
    ]
    if not parts or min(real.sum(), (~real).sum()) < LEAST:
        return Ranking(given, None, None)
    sums = np.zeros(len(labelled))
    for _, out in parts:
        held = labelled[out]
        score = learned(np.delete(Z, held, axis=0), np.delete(known, held), seed)
        sums[out] += ranks(score(Z))[held]
    unseen = sums / REPEATS
    score = learned(Z, known, seed)
    return Ranking(
        ranks_among(score(X), score(Z)),
        compared(given[taken][labelled], real),
        compared(unseen, real),
        float(np.median(unseen[real])),
    )


def learned_from(y: Rows) -> Rows:
    """The rows that have a verdict, and others spread evenly, ascending."""
    rows, others = np.flatnonzero(y >= 0), np.flatnonzero(y < 0)
    if len(others) > UNLABELLED:
        others = others[np.linspace(0, len(others) - 1, UNLABELLED).astype(np.int64)]
    return np.sort(np.concatenate([rows, others])).astype(np.int64)


def learned(X: Matrix, y: Rows, seed: int) -> Callable[[Matrix], Vector]:
    """What scores rows, higher is more like the real ones, learned from (a part of) these."""
    rows = learned_from(y)
    # Whichever kind is rarer, the real rows are the anomalies.
    model = FewLabels(anomaly=1, threshold="proba", folds=2, random_state=seed)
    return model.fit(X[rows], y[rows]).unusualness


def ranks_among(scores: Vector, others: Vector) -> Vector:
    """(n,) the share of others that score lower, equal ones counted half."""
    falling = np.sort(others)
    below = np.searchsorted(falling, scores, "left") + np.searchsorted(
        falling, scores, "right"
    )
    return np.asarray(below / (2 * len(others)))


def ranks(scores: Vector) -> Vector:
    """(n,) the share of rows that score lower, of equal ones the mean; from 0 to 1."""
    from scipy.stats import rankdata

    return np.asarray((rankdata(scores) - 1) / max(len(scores) - 1, 1))


def compared(scores: Vector, real: npt.NDArray[np.bool_]) -> Comparison:
    """How well scores put the real ones first."""
    n = int(np.count_nonzero(real))
    return Comparison(average_precision(real, scores), precision_at(real, scores), n)
