"""KDE: the density of a row, as a sum of Gaussian bells that stand on the training rows.

    p(x) = 1/m sum_i prod_j 1 / (sqrt(2 pi) h) exp(-(x_j - c_ij)^2 / (2 h^2))

    h = m^(-1 / (d + 4))  (Scott),    (m (d + 2) / 4)^(-1 / (d + 4))  (Silverman)

and the score is -log p(x). It is summed in logs, log sum exp(e_i) = e + log sum exp(e_i - e)
with e the largest: so a far row's is about d^2 / (2 h^2), however far, and never infinite.
One training row that is bit-equal to the query is left out.

References
----------
.. [1] Parzen, "On estimation of a probability density function and mode", Annals of
   Mathematical Statistics 33(3), 1962.
.. [2] Scott, "Multivariate density estimation", Wiley, 1992, eq. 6.42, and Silverman,
   "Density estimation for statistics and data analysis", Chapman and Hall, 1986, eq. 4.14:
   the bandwidths, in standard deviations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_number, check_positive, check_whole, seed_of

BANDWIDTHS = ("scott", "silverman")
WIDEST = 1e150  # its square does not overflow
LOG_2PI = float(np.log(2 * np.pi))
FARTHEST = (
    1e250  # exponents and squares are held within it, for columns that are not scaled
)
PAIRS = 200_000  # of a row and a centre at a time, which stay in the cache


class KDE(Detector):
    """How unlikely a row is under a kernel density of the training rows.

    Parameters
    ----------
    bandwidth
        Standard deviation of the bells, in units of the scaled columns; or 'scott' or
        'silverman', which take these for about normal with a deviation of 1.
    max_centres
        Of more training rows, a random sample of so many carries the bells.
    random_state
        Which rows are in it.

    Attributes
    ----------
    bandwidth_ : float
    centres_ : (m, d) array

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> X = np.r_[rng.normal(-5, 1, size=(300, 1)), rng.normal(5, 1, size=(300, 1))]
    >>> KDE().fit(X).predict([[-5.0], [0.0], [5.0]])  # the mean of all is in the gap
    array([ 1, -1,  1])
    """

    least_rows = 2
    # Scoring costs max_centres a row: more rows than these would not move the threshold.
    calibration_rows = 10_000

    def __init__(
        self,
        bandwidth: float | str = "scott",
        *,
        max_centres: int = 2_000,
        contamination: float | str = "auto",
        random_state: int | None = 0,
        scale: str | None = "robust",
    ) -> None:
        self.bandwidth = bandwidth
        self.max_centres = max_centres
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale

    def log_density(self, X: Any) -> Vector:
        """log p (n,), per unit of the scaled columns."""
        return self.log_density_at(self.unusualness(X))

    def log_density_at(self, unusualness: Vector) -> Vector:
        """log p of rows by their unusualness, (n,): what a threshold is as a density."""
        self._check_fitted()
        return np.negative(unusualness)

    def _check_params(self) -> None:
        if isinstance(self.bandwidth, str):
            if self.bandwidth not in BANDWIDTHS:
                raise InvalidParameter(
                    f"bandwidth must be a number above 0 or one of {BANDWIDTHS}, got "
                    f"{self.bandwidth!r}"
                )
        else:
            check_positive("bandwidth", self.bandwidth)
            check_number("bandwidth", self.bandwidth, 1 / WIDEST, WIDEST, closed="both")
        check_whole("max_centres", self.max_centres, 2)

    def _fit(self, X: Matrix) -> None:
        if len(X) > self.max_centres:
            rng = np.random.default_rng(seed_of(self.random_state))
            X = X[np.sort(rng.choice(len(X), self.max_centres, replace=False))]
        self.centres_: Matrix = np.ascontiguousarray(X)
        self.bandwidth_ = _bandwidth(self.bandwidth, *X.shape)

    def _unusualness(self, X: Matrix) -> Vector:
        rows = max(1, PAIRS // len(self.centres_))
        blocks = [self._cost(X[i : i + rows]) for i in range(0, len(X), rows)]
        return np.concatenate(blocks)

    def _cost(self, X: Matrix) -> Vector:
        """-log p (n,)."""
        exponents, own = self._exponents(X)
        nearest = exponents.min(axis=1)
        total = np.exp(nearest[:, None] - exponents).sum(axis=1)
        count = np.where(own, len(self.centres_) - 1, len(self.centres_))
        d = X.shape[1]
        constant = d * (LOG_2PI / 2 + np.log(self.bandwidth_))
        return np.asarray(nearest - np.log(total) + np.log(count) + constant)

    def _exponents(self, X: Matrix) -> tuple[Matrix, Vector]:
        """d_i^2 / (2 h^2) to each centre (n, m), and whether one was left out (n,)."""
        centres = self.centres_
        squares = np.zeros((len(X), len(centres)))
        with np.errstate(over="ignore", under="ignore"):
            for j in range(X.shape[1]):
                squares += np.square(X[:, j, None] - centres[:, j])
            squares /= 2 * self.bandwidth_**2
        np.minimum(squares, FARTHEST, out=squares)
        first = squares.argmin(axis=1)
        rows = np.arange(len(X))
        own = (centres[first] == X).all(axis=1)
        squares[rows[own], first[own]] = np.inf
        return squares, own

    def _parts(self, X: Matrix) -> Matrix:
        """Each column's part of the mean exponent, bells weighted by what they add to p."""
        rows = max(1, PAIRS // len(self.centres_))
        return np.vstack([self._blame(X[i : i + rows]) for i in range(0, len(X), rows)])

    def _blame(self, X: Matrix) -> Matrix:
        exponents, _ = self._exponents(X)
        weights = np.exp(exponents.min(axis=1)[:, None] - exponents)
        weights /= weights.sum(axis=1)[:, None]
        parts = np.empty_like(X)
        for j in range(X.shape[1]):
            with np.errstate(over="ignore", under="ignore"):
                squares = np.square(X[:, j, None] - self.centres_[:, j])
            np.minimum(squares, FARTHEST, out=squares)
            parts[:, j] = (weights * squares).sum(axis=1)
        return parts


def _bandwidth(bandwidth: float | str, m: int, d: int) -> float:
    if bandwidth == "scott":
        return float(m ** (-1.0 / (d + 4)))
    if bandwidth == "silverman":
        return float((m * (d + 2) / 4.0) ** (-1.0 / (d + 4)))
    return float(bandwidth)
