"""INNE: isolation by spheres around the rows of small samples.

Each row c of a sample has a sphere with radius r(c), the distance to the nearest other row
n(c) of the sample. With c the centre of the smallest sphere that covers x,

    I(x) = 1 - r(n(c)) / r(c),        1 if no sphere covers x,

and the score is the mean of I over t samples. It compares densities near x, so it also finds
rows at the brink of a dense region.

Beyond every sphere of every sample all rows would score 1. There, and only there, the score
is 1 + log(1 + D / r) / 1000, with D the mean distance to the nearest row of a sample and r
the median radius: so a farther row is odder.

References
----------
.. [1] Bandaragoda, Ting, Albrecht, Liu, Zhu and Wells, "Isolation-based anomaly detection
   using nearest-neighbor ensembles", Computational Intelligence 34 (2018), eq. 1-3.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_whole, seed_of
from vedette.kernels.centring import Centring, fit_centring
from vedette.kernels.ensemble import row_hashes
from vedette.kernels.inne import isolation, spheres
from vedette.kernels.sampling import first_of_copies, half_at_most, rows_of_samples

BEYOND = 1e-3


class INNE(Detector):
    """Isolation by nearest-neighbour ensembles.

    A sample that holds a training row has no say on it, unless every sample holds it.

    Parameters
    ----------
    n_estimators
        Number of samples.
    max_samples
        Rows of a sample, at least 2; of fewer than twice as many training rows, half are
        taken.
    random_state
        An int, or None for another seed at each fit. The same int gives the same bits for
        any number of threads.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> INNE().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    least_rows = 3

    def __init__(
        self,
        n_estimators: int = 200,
        max_samples: int = 8,
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
        check_whole("max_samples", self.max_samples, 2)

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.rows(X)
        self.size_ = half_at_most(len(rows), int(self.max_samples), least=2)
        first = first_of_copies(row_hashes(rows))
        self.samples_, self.own_ = rows_of_samples(
            rng, rows, first, int(self.n_estimators), self.size_
        )
        self.radii_, self.values_ = spheres(self.samples_, self.size_)
        self.usual_radius_ = float(np.sqrt(np.median(self.radii_))) or 1.0

    def _unusualness(self, X: Matrix) -> Vector:
        mean, beyond = isolation(
            self.centring_.rows(X),
            self.samples_,
            self.radii_,
            self.values_,
            self.own_,
            self.size_,
            n_jobs=self.n_jobs,
        )
        return np.asarray(mean + BEYOND * np.log1p(beyond / self.usual_radius_))
