"""Many trees and the mean of what they say: random forest and extra trees differ in the cuts."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_whole
from vedette.detectors.supervised import trees
from vedette.detectors.supervised.base import LabelledDetector


class ManyTrees(LabelledDetector, abc.ABC):
    """A subclass says which trees of scikit-learn it grows.

    Parameters
    ----------
    n_estimators
        Number of trees.
    max_depth
        Questions asked of a row at most; None: no limit.
    min_samples_leaf
        Training rows in a leaf at least.
    max_features
        Columns looked at for a cut: 'sqrt', 'log2', None for all, a share or a number.
    n_jobs
        Threads that grow the trees; None and -1 are all that the process may use (of few
        rows, None is one). They change no bit.
    """

    def __init__(
        self,
        *,
        n_estimators: int = 200,
        max_depth: int | None = None,
        min_samples_leaf: int = 1,
        max_features: float | int | str | None = "sqrt",
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_depth = max_depth
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_estimators", self.n_estimators, 1)
        trees.check_growth(self.max_depth, self.min_samples_leaf, self.max_features)

    @abc.abstractmethod
    def _kind(self) -> Any:
        """The class of scikit-learn."""

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Any:
        model = self._kind()(
            n_estimators=self.n_estimators,
            max_depth=self.max_depth,
            min_samples_leaf=self.min_samples_leaf,
            max_features=self.max_features,
            class_weight="balanced" if self.balanced else None,
            random_state=self.random_state,
            n_jobs=trees.threads(self.n_jobs, len(X)),
        )
        with trees.large_values():
            model.fit(trees.within_reach(X), odd)
        # Threads would add up the trees in the order in which they come back.
        return model.set_params(n_jobs=1)

    def _log_odds(self, model: Any, X: Matrix) -> Vector:
        return trees.odds_of_votes(model, X)
