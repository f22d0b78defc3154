"""Gradient boosting on histograms: trees one after another, each on what is still wrong.

    log-odds = b + rate sum_t tree_t(x), tree_t fitted to the gradient of the log-loss

References
----------
.. [1] Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
   Statistics 29, 2001.
.. [2] Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NIPS 2017.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.parameters import check_number, check_whole
from vedette.detectors.supervised import trees
from vedette.detectors.supervised.base import LabelledDetector

# Means of two values, which the histograms are cut at, do not overflow within this.
LARGEST = 8e307


class BoostingDetector(LabelledDetector):
    """Small trees that correct each other: the sharpest with hundreds of labels and more.

    `LabelledDetector` tells the parameters that all classifiers share.

    Parameters
    ----------
    learning_rate
        Share of each tree that is added.
    max_iter
        Number of trees.
    max_leaf_nodes
        Leaves of a tree at most.
    min_samples_leaf
        Training rows in a leaf at least.
    l2_regularization
        Quadratic penalty on the leaves' values.
    n_jobs
        Threads; None and -1 are all that the process may use (of few rows, None is one).
        They change no bit.
    """

    def __init__(
        self,
        *,
        learning_rate: float = 0.1,
        max_iter: int = 100,
        max_leaf_nodes: int = 15,
        min_samples_leaf: int = 5,
        l2_regularization: float = 1.0,
        threshold: float | str = "auto",
        anomaly: Any = None,
        balanced: bool = True,
        extra: list[Any] | None = None,
        folds: int = 5,
        scale: str | None = "robust",
        random_state: int | None = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state
        self.n_jobs = n_jobs

    @property
    def n_iter_(self) -> int:
        """Number of trees grown."""
        self._check_fitted()
        return int(self.model_.n_iter_)

    def _check_params(self) -> None:
        check_number("learning_rate", self.learning_rate, 0, 1)
        check_whole("max_iter", self.max_iter, 1)
        check_whole("max_leaf_nodes", self.max_leaf_nodes, 2)
        check_whole("min_samples_leaf", self.min_samples_leaf, 1)
        check_number("l2_regularization", self.l2_regularization, 0, np.inf, closed="left")

    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Any:
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier(
            learning_rate=self.learning_rate,
            max_iter=self.max_iter,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            l2_regularization=self.l2_regularization,
            class_weight="balanced" if self.balanced else None,
            early_stopping=False,
            random_state=self.random_state,
        )
        with self._threads(len(X)):
            return model.fit(np.clip(X, -LARGEST, LARGEST), odd)

    def _log_odds(self, model: Any, X: Matrix) -> Vector:
        with self._threads(len(X)):
            return np.asarray(model.decision_function(np.clip(X, -LARGEST, LARGEST)))

    def _threads(self, n: int) -> AbstractContextManager[Any]:
        """While this is entered, the trees of n rows have so many threads."""
        jobs = trees.threads(self.n_jobs, n)
        limits = None if jobs < 0 else jobs
        held: AbstractContextManager[Any] = _pool().limit(limits=limits, user_api="openmp")
        return held


@cache
def _pool() -> Any:
    """What sets the number of threads of the libraries that are loaded."""
    return import_module("threadpoolctl").ThreadpoolController()
