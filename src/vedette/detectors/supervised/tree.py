"""Decision tree: cuts of one column at a time, each the purest by Gini's measure.

    impurity = sum over classes of p (1 - p), p the weighted share of the class in the leaf

References
----------
.. [1] Breiman, Friedman, Olshen and Stone, "Classification and regression trees", 1984.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.detectors.supervised import trees
from vedette.detectors.supervised.base import LabelledDetector


class TreeDetector(LabelledDetector):
    """A few questions of one column each; readable, and rough.

    `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    max_depth
        Questions asked of a row at most; None: no limit.
    min_samples_leaf
        Training rows in a leaf at least.
    """

    def __init__(
        self,
        *,
        max_depth: int | None = 6,
        min_samples_leaf: int = 3,
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
    ) -> None:
        self.max_depth = max_depth
        self.min_samples_leaf = min_samples_leaf
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state

    def _check_params(self) -> None:
        trees.check_growth(self.max_depth, self.min_samples_leaf, None)

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Any:
        from sklearn.tree import DecisionTreeClassifier

        model = DecisionTreeClassifier(
            max_depth=self.max_depth,
            min_samples_leaf=self.min_samples_leaf,
            class_weight="balanced" if self.balanced else None,
            random_state=self.random_state,
        )
        with trees.large_values():
            return model.fit(trees.within_reach(X), odd)

    def _log_odds(self, model: Any, X: Matrix) -> Vector:
        return trees.odds_of_leaf(model, X)
