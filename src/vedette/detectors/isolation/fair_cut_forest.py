"""FairCutForest: random mixes of two columns, cut where the parts differ most.

Each cut mixes two random columns with random weights (in units of their standard deviation
among the node's rows), and lies where the pooled standard deviation of the mix falls most:

    n_left sd_left + n_right sd_right = min        score(x) = 2^(-h(x) / c(max_samples))

So clusters are parted from each other before rows are parted from their cluster, and an
odd row between two clusters is found. But cuts through the middle of a cloud say little of
how far out a row is: outside the training range, the score goes half of what is left to 1
with each width of the range; inside it nothing is changed.

References
----------
.. [1] Cortes, "Revisiting randomized choices in isolation forests", arXiv:2110.13402.
.. [2] Liu, Ting and Zhou, "Isolation forest", ICDM 2008, eq. 2: the score.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_whole, seed_of
from vedette.detectors.isolation import trees
from vedette.kernels import ensemble as kernels
from vedette.kernels.ensemble import Forest, Rows
from vedette.kernels.sampling import samples_of


class FairCutForest(Detector):
    """Isolation forest of random mixes of two columns, cut by pooled gain.

    Parameters
    ----------
    n_estimators
        Trees.
    max_samples
        Rows that a tree sees: 'auto' is 256 (or all, if there are fewer), else a whole
        number or a share of the training rows.
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> FairCutForest().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2
    calibration_rows = trees.CALIBRATION_ROWS

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        max_samples: int | float | str = "auto",
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_samples = max_samples
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("n_estimators", self.n_estimators, 1)
        trees.check_sample(self.max_samples)

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        self.low_, self.high_ = X.min(axis=0), X.max(axis=0)
        self.unit_ = 0 if self.scale is not None else kernels.common_exponent(X)
        self.max_samples_ = trees.sample_size(self.max_samples, len(X))
        self.forest_: Forest = kernels.grow_forest(
            self._rows(X),
            samples_of(rng, len(X), int(self.n_estimators), self.max_samples_),
            max_depth=trees.depth_limit(self.max_samples_),
            seed=int(rng.integers(2**63)),
            # Every row is judged by every tree, whether it has seen the row or not.
            first=np.zeros(len(X), dtype=bool),
            hashes=np.zeros(len(X), dtype=np.uint64),
            n_jobs=self.n_jobs,
        )

    def _unusualness(self, X: Matrix) -> Vector:
        path = kernels.path_length(self._rows(X), self.forest_, n_jobs=self.n_jobs)
        score = trees.score_of_path(path, self.max_samples_)
        return trees.farther(score, X, self.low_, self.high_)

    def _rows(self, X: Matrix) -> Rows:
        """Rows as the kernels take them: float32, from their medians."""
        near = X - self.middle_ if self.scale is not None else self._centred(X)
        return kernels.as_rows(near)

    def _centred(self, X: Matrix) -> Matrix:
        # Before the loss of digits: seconds since 1970 would be a few values in float32.
        with np.errstate(over="ignore"):
            return np.asarray(
                np.ldexp(X, -self.unit_) - np.ldexp(self.middle_, -self.unit_)
            )
