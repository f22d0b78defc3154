"""LeSiNN: how far the nearest row is, in small samples.

    score(x) = (1 / t) sum over i = 1..t of  min over y in S_i of |x - y|

with t samples S_i of psi rows each. A small sample holds few anomalies of a kind, so a clump
of them does not hide itself as it does from nearest neighbours among all rows.

References
----------
.. [1] Pang, Ting and Albrecht, "LeSiNN: detecting anomalies by identifying least similar
   nearest neighbours", ICDM Workshops 2015. There psi is 8; the default here is 32, which
   tells finer structure apart and ranks public tables about as well.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_whole, seed_of
from vedette.kernels.centring import Centring, fit_centring
from vedette.kernels.ensemble import nearest_of_samples, row_hashes
from vedette.kernels.sampling import first_of_copies, half_at_most, rows_of_samples


class LeSiNN(Detector):
    """Mean distance to the nearest row of random samples.

    A training row that is in a sample is passed over there: it is not its own neighbour.
    The score is a distance, in units of the columns where `scale` is None.

    Parameters
    ----------
    n_estimators
        Number of samples.
    max_samples
        Rows of a sample; of fewer than twice as many training rows, half are taken.
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> LeSiNN().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 2

    def __init__(
        self,
        n_estimators: int = 100,
        max_samples: int = 32,
        *,
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
        check_whole("max_samples", self.max_samples, 1)

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.rows(X)
        self.size_ = half_at_most(len(rows), int(self.max_samples))
        first = first_of_copies(row_hashes(rows))
        self.samples_, self.own_ = rows_of_samples(
            rng, rows, first, int(self.n_estimators), self.size_
        )

    def _unusualness(self, X: Matrix) -> Vector:
        rows = self.centring_.rows(X)
        mean = nearest_of_samples(
            rows, self.samples_, self.own_, self.size_, n_jobs=self.n_jobs
        )
        return self.centring_.in_units_of_data(mean)
