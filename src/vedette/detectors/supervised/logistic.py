"""Logistic regression: log-odds = w . x + b, with a quadratic penalty on w.

    minimise  |w|^2 / 2 + C sum_i weight_i log(1 + exp(-y_i (w . x_i + b))),  y = +-1

References
----------
.. [1] Cox, "The regression analysis of binary sequences", JRSS B 20, 1958.
.. [2] King and Zeng, "Logistic regression in rare events data", Political Analysis 9, 2001:
   weighting the classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_positive, check_whole
from vedette.detectors.supervised.multiplying import MultiplyingDetector
from vedette.detectors.supervised.rowwise import product


@dataclass(frozen=True)
class Line:
    """Weights (d, 1), intercept, and the steps it took to find them."""

    weights: Matrix
    intercept: float
    steps: int


class LogisticDetector(MultiplyingDetector):
    """Each column moves the log-odds of an anomaly in one direction.

    With few labels (under ten anomalies) the best choice here, best with `extra=`.
    `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    C
        Inverse strength of the penalty, as in scikit-learn: smaller is smoother.
    max_iter
        Steps of the solver at most.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(300, 2))
    >>> y = X[:, 0] > 2
    >>> LogisticDetector().fit(X, y).predict([[0.0, 0.0], [4.0, 0.0]])
    array([False,  True])
    """

    def __init__(
        self,
        *,
        C: float = 1.0,
        max_iter: int = 1000,
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
    ) -> None:
        self.C = C
        self.max_iter = max_iter
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state

    @property
    def n_iter_(self) -> int:
        """Steps the solver took."""
        self._check_fitted()
        return int(self.model_.steps)

    def _check_params(self) -> None:
        check_positive("C", self.C)
        check_whole("max_iter", self.max_iter, 1)

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Line:
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(
            C=self.C,
            class_weight="balanced" if self.balanced else None,
            max_iter=self.max_iter,
            random_state=self.random_state,
        )
        with self._fitting():
            model.fit(self._seen(X), odd)
        line = Line(model.coef_.T.copy(), float(model.intercept_[0]), int(model.n_iter_[0]))
        if not (np.isfinite(line.weights).all() and np.isfinite(line.intercept)):
            raise self._no_fit("no finite weights are found")
        return line

    def _log_odds(self, model: Line, X: Matrix) -> Vector:
        with np.errstate(over="ignore", invalid="ignore"):
            odds = product(self._seen(X), model.weights)[:, 0] + model.intercept
        return np.nan_to_num(odds)

    def _parts(self, X: Matrix) -> Matrix:
        if self.extra_:
            return super()._parts(X)
        # What occlusion comes to, without scoring for every column.
        with np.errstate(
            over="ignore", invalid="ignore"
        ):  # without a scale, 1e308 - -1e308
            apart = self._seen(X) - self._seen(self.middle_[None])
            return np.asarray(np.nan_to_num(apart * self.model_.weights[:, 0]))
