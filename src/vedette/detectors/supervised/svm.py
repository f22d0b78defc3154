"""Support vector machine: the widest margin between usual rows and anomalies.

    f(x) = sum_i a_i y_i K(x_i, x) + b,   0 <= a_i <= C weight_i

References
----------
.. [1] Cortes and Vapnik, "Support-vector networks", Machine Learning 20, 1995.
.. [2] Chang and Lin, "LIBSVM: a library for support vector machines", 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_one_of, check_positive
from vedette.detectors.supervised.multiplying import MultiplyingDetector

KERNELS = ("rbf", "linear", "poly", "sigmoid")
MOST_STEPS = 1_000_000  # on columns of unlike units the solver might not end


class SVMDetector(MultiplyingDetector):
    """A smooth border round the labelled anomalies (rbf), or a plane (linear).

    `unusualness` is the margin f(x), taken for log-odds: `predict_proba` gives an order,
    not frequencies. `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    C
        What a row on the wrong side costs, as in scikit-learn.
    kernel
        'rbf', 'linear', 'poly' or 'sigmoid'.
    gamma
        Reach of the kernel: 'scale', 'auto' or a number above 0.
    """

    def __init__(
        self,
        *,
        C: float = 1.0,
        kernel: str = "rbf",
        gamma: float | str = "scale",
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
    ) -> None:
        self.C = C
        self.kernel = kernel
        self.gamma = gamma
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state

    def _check_params(self) -> None:
        check_positive("C", self.C)
        check_one_of("kernel", self.kernel, KERNELS)
        if self.gamma not in ("scale", "auto"):
            check_positive("gamma", self.gamma)

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Any:
        from sklearn.svm import SVC

        model = SVC(
            C=self.C,
            kernel=self.kernel,
            gamma=self.gamma,
            class_weight="balanced" if self.balanced else None,
            max_iter=MOST_STEPS,
        )
        with self._fitting():
            return model.fit(self._seen(X), odd)

    def _log_odds(self, model: Any, X: Matrix) -> Vector:
        with np.errstate(all="ignore"):
            margin: Vector = model.decision_function(self._seen(X))
        return np.asarray(np.nan_to_num(margin))
