"""What ECOD and COPOD share: the tails of each column's empirical distribution.

With n training values of column j, of which b are below x and u are at most x,

    left_j(x)  = -log(u / n)          right_j(x) = -log((n - b) / n)
    skewed_j(x) = left_j(x) where the column's skewness is below 0, else right_j(x)

    score(x) = max( sum_j left_j,  sum_j right_j,  sum_j skewed_j )

Below all training values u is 0, and the formula has no answer. There the share counts the
value itself, as it would be counted had it been seen, and the distance goes on telling:

    left_j(x) = log(n + 1) + log(1 + gap / spread)

`gap` is the distance to the smallest training value and `spread` the interquartile range
(of a column that has none, its range; of a constant one, its value, or 1). Above all
training values likewise. So a value outside is odder than every one seen, and farther is
odder; between the training values the formula holds as it is.

The distribution is that of the training rows alone: a row's score does not depend on the
rows it is scored with.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.kernels import ranks
from vedette.kernels.ranks import Choice, Columns


class TailDetector(Detector):
    """Scores rows by how far their values lie in the tails of the columns."""

    unit_free = True
    # A sweep over the training values serves so many rows.
    chunk = 1 << 20
    # What `larger='column'` adds up.
    each_column: ClassVar[Choice]

    larger: str
    n_jobs: int | None

    def _check_params(self) -> None:
        if self.larger not in ("row", "column"):
            raise InvalidParameter(f"larger must be 'row' or 'column', got {self.larger!r}")

    def _fit(self, X: Matrix) -> None:
        self.columns_, self._scores = ranks.fit_columns(
            X, self._choice(), n_jobs=self.n_jobs
        )

    def _training_scores(self, X: Matrix) -> Vector:
        scores: Vector = vars(self).pop("_scores")
        return scores

    def _unusualness(self, X: Matrix) -> Vector:
        return ranks.tail_scores(X, self.columns_, self._choice(), n_jobs=self.n_jobs)

    def _parts(self, X: Matrix) -> Matrix:
        """The summands of the score: exact."""
        left, right = ranks.tails(X, self.columns_, n_jobs=self.n_jobs)
        return summands(left, right, self.columns_, self._choice())

    def _choice(self) -> Choice:
        return "largest sum" if self.larger == "row" else self.each_column


def summands(left: Matrix, right: Matrix, columns: Columns, choice: Choice) -> Matrix:
    """What the columns (n, d) add to the score, from their tails (n, d)."""
    if choice == "larger tail":
        return np.maximum(left, right)
    skewed = np.where(columns.skewed_left.astype(bool), left, right)
    if choice == "skewed or mean":
        return np.maximum(skewed, (left + right) / 2)
    sums = np.column_stack([tail.sum(axis=1) for tail in (left, right, skewed)])
    largest = sums.argmax(axis=1)[:, None]
    return np.where(largest == 0, left, np.where(largest == 1, right, skewed))
