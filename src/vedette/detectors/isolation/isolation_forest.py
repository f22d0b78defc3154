"""IsolationForest: how few random cuts part a row from the others.

Each of `n_estimators` trees sees `max_samples` rows and cuts them, again and again, at a
random place of a random column, until each is alone or the depth of a balanced tree is
reached. Rows that are few and different are soon alone: their paths are short.

    score(x) = 2^(-h(x) / c(max_samples)), see `vedette.detectors.isolation.trees`

References
----------
.. [1] Liu, Ting and Zhou, "Isolation forest", ICDM 2008.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.parameters import check_whole, seed_of
from vedette.detectors.isolation import trees
from vedette.kernels import isolation as kernels


class IsolationForest(Detector):
    """Isolation forest of axis-parallel cuts: scikit-learn's parameters and scores.

    Scores are scikit-learn's but for the seed: -1 is oddest, `score_samples` is the negative
    of the paper's score. Two things differ. `contamination='auto'` is a false alarm on one
    usual row in 100, not a score of -0.5. And columns are compared as float64, so seconds
    since 1970 do not collapse to a few values. Beyond the training range, all rows are
    equally odd: cuts lie where the training rows are.

    Parameters
    ----------
    n_estimators
        Trees.
    max_samples
        Rows that a tree sees: 'auto' is 256 (or all, if there are fewer), else a whole
        number or a share of the training rows.
    max_features
        Columns that a tree sees: a whole number, or a share of the columns.
    bootstrap
        Whether a tree's rows are drawn with replacement.
    n_jobs
        Threads; None and -1 are all that the process may use.
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    verbose
        Changes nothing: fitting takes milliseconds.
    warm_start
        Whether `fit` keeps the trees there are, and grows only those that are lacking to
        `n_estimators`: on the same rows, these are the trees of a fit from the start.
        Samples must stay of one size, and `scale` must be None.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> IsolationForest().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2
    unit_free = True
    reads_single = True
    calibration_rows = trees.CALIBRATION_ROWS

    def __init__(
        self,
        *,
        n_estimators: int = 100,
        max_samples: int | float | str = "auto",
        contamination: float | str = "auto",
        max_features: int | float = 1.0,
        bootstrap: bool = False,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = 0,
        verbose: int = 0,
        warm_start: bool = False,
        scale: str | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.contamination = contamination
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.verbose = verbose
        self.warm_start = warm_start
        self.scale = scale

    def _check_params(self) -> None:
        check_whole("n_estimators", self.n_estimators, 1)
        trees.check_sample(self.max_samples)
        trees.check_features(self.max_features)
        if self.warm_start and self.scale is not None:
            raise InvalidParameter(
                f"warm_start needs scale=None, got {self.scale!r}: the trees there are were "
                "grown in the units of an earlier fit",
                hint="scale the rows yourself, or fit from the start",
            )

    def _forget(self) -> None:
        kept: dict[str, Any] = {}
        if self.warm_start:
            names = ("forest_", "seed_", "max_samples_")
            kept = {name: vars(self)[name] for name in names if name in vars(self)}
        super()._forget()
        vars(self).update(kept)

    def _fit(self, X: Matrix) -> None:
        size = trees.sample_size(self.max_samples, len(X))
        features = trees.feature_count(self.max_features, X.shape[1])
        before = getattr(self, "forest_", None)
        if before is None:
            self.seed_ = seed_of(self.random_state)
        else:
            self._check_warm_start(before, size, X.shape[1])
        have = 0 if before is None else len(before)
        if have < self.n_estimators:
            more = kernels.grow(
                X,
                trees=int(self.n_estimators) - have,
                sample=size,
                seed=self.seed_,
                bootstrap=bool(self.bootstrap),
                features=features,
                max_depth=trees.depth_limit(size),
                first=have,
                n_jobs=self.n_jobs,
            )
            self.forest_ = more if before is None else kernels.joined(before, more)
        self.max_samples_ = size

    def _check_warm_start(self, before: kernels.Forest, size: int, d: int) -> None:
        if before.n_columns != d:
            raise InvalidInput(
                f"X has {d} columns, the trees that warm_start keeps have "
                f"{before.n_columns}",
                hint="warm_start=False forgets them",
            )
        if len(before) > self.n_estimators:
            raise InvalidParameter(
                f"n_estimators={self.n_estimators} is less than the {len(before)} trees that "
                "warm_start keeps",
                hint="warm_start=False forgets them",
            )
        if self.max_samples_ != size:
            raise InvalidParameter(
                f"trees of {size} rows do not go with those of {self.max_samples_} rows that "
                "warm_start keeps",
                hint="give max_samples as a number, or warm_start=False",
            )

    def _unusualness(self, X: Matrix) -> Vector:
        path = kernels.mean_path(X, self.forest_, n_jobs=self.n_jobs)
        return trees.score_of_path(path, self.max_samples_)
