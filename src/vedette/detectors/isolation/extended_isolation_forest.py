"""ExtendedIsolationForest: cuts along random planes instead of single columns.

A node sends a row x to the left if (x - p) . w <= 0: p is a random point in the box around
the node's rows, w a random direction of independent standard normals, in which all but
`extension_level` + 1 columns are 0. So scores have no bands along the axes.

    score(x) = 2^(-h(x) / c(max_samples)), see `vedette.detectors.isolation.trees`

Outside the training range, where planes no longer tell far from farther, the score goes half
of what is left to 1 with each width of the range; inside it nothing is changed.

References
----------
.. [1] Hariri, Carrasco Kind and Brunner, "Extended isolation forest", IEEE TKDE 2019,
   arXiv:1811.02141.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_whole, seed_of
from vedette.detectors.isolation import trees
from vedette.kernels import isolation as kernels
from vedette.kernels.ensemble import common_exponent

# A plane has at most so many columns unless more are asked for: time and memory grow with
# them, and a sum of 64 random terms is as good a direction as one of 10,000.
MOST_COLUMNS = 64


class ExtendedIsolationForest(Detector):
    """Isolation forest of oblique cuts.

    Parameters
    ----------
    n_estimators
        Trees.
    max_samples
        Rows that a tree sees: 'auto' is 256 (or all, if there are fewer), else a whole
        number or a share of the training rows.
    extension_level
        A plane is a mix of so many columns and one more. 0 are cuts of one column, as in
        `IsolationForest`; None is the most there can be: all columns, or 64 of them.
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> ExtendedIsolationForest().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2
    calibration_rows = trees.CALIBRATION_ROWS

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        max_samples: int | float | str = "auto",
        extension_level: int | None = None,
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.extension_level = extension_level
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_estimators", self.n_estimators, 1)
        trees.check_sample(self.max_samples)
        level = self.extension_level
        if level is not None:
            check_whole("extension_level", level, 0)

    def _fit(self, X: Matrix) -> None:
        d = X.shape[1]
        level = self.extension_level
        if level is not None and level >= d:
            raise InvalidParameter(
                f"extension_level={level} needs {level + 1} columns, X has {d}"
            )
        self.low_, self.high_ = X.min(axis=0), X.max(axis=0)
        # A power of two rounds nothing, and keeps sums of 1e308 from overflowing.
        self.unit_ = 0 if self.scale is not None else common_exponent(X)
        self.max_samples_ = trees.sample_size(self.max_samples, len(X))
        self.forest_ = kernels.grow(
            self._in_units(X),
            trees=int(self.n_estimators),
            sample=self.max_samples_,
            seed=seed_of(self.random_state),
            terms=min(d, MOST_COLUMNS) if level is None else int(level) + 1,
            max_depth=trees.depth_limit(self.max_samples_),
            n_jobs=self.n_jobs,
        )

    def _unusualness(self, X: Matrix) -> Vector:
        path = kernels.mean_path(self._in_units(X), self.forest_, n_jobs=self.n_jobs)
        score = trees.score_of_path(path, self.max_samples_)
        return trees.farther(score, X, self.low_, self.high_)

    def _in_units(self, X: Matrix) -> Matrix:
        if not self.unit_:
            return X
        with np.errstate(over="ignore", under="ignore"):
            # Ends of the range of floats: infinite values would make no number.
            return np.asarray(np.clip(np.ldexp(X, -self.unit_), -1e300, 1e300))
