"""Gaussian with a covariance: how far a row is from the mean, along and against the cloud.

    d^2(x) = (x - mu)' Sigma^-1 (x - mu)                      (Mahalanobis, squared)
    log p(x) = -1/2 (d^2 + log det Sigma + d log 2 pi)

Sigma is 'full', the covariance of the rows (divided by n); 'shrunk', drawn towards equal
variances without correlations by as much as its own uncertainty asks for; or 'mcd', that of
the half of the rows it is smallest for, which wild rows cannot move, then of all that are
within the 97.5 % of it. It is learned on columns in units of their own deviations.

Where rows lie on a plane (columns that follow from others), Sigma has no inverse. A row's
distance in the plane is then that of the plane's own coordinates, and how far it is off the
plane counts in units of a millionth of a standard deviation: rounding is nothing, a broken
sum is far. Where there are no more rows than columns, every row would be on such a plane;
then 'shrunk' is taken, and 'mcd' needs twice as many (`covariance_used_` tells).

References
----------
.. [1] Mahalanobis, "On the generalised distance in statistics", Proceedings of the National
   Institute of Sciences of India 2(1), 1936.
.. [2] Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance
   matrices", Journal of Multivariate Analysis 88(2), 2004: `shrunk`.
.. [3] Rousseeuw and Van Driessen, "A fast algorithm for the minimum covariance determinant
   estimator", Technometrics 41(3), 1999: `mcd`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_number, check_one_of, seed_of
from vedette.core.scaling import Scaler, fit_scaler
from vedette.detectors.statistical.minimum_determinant import floor_of, minimum_determinant

COVARIANCES = ("full", "shrunk", "mcd")
LOG_2PI = float(np.log(2 * np.pi))
BLOCK = 4_096  # rows scored at a time


class GaussianCovariance(Detector):
    """Squared Mahalanobis distance from the mean of the rows.

    Parameters
    ----------
    covariance
        'full', 'shrunk' (Ledoit-Wolf) or 'mcd' (minimum covariance determinant).
    support_fraction
        For 'mcd': the share of the rows that are surely usual, at least a little over half.
        None: that half, which copes with the most wild rows.
    random_state
        For 'mcd': which subsets it starts from.

    Attributes
    ----------
    location_ : (d,) array
    covariance_ : (d, d) array
        In units of the columns (as scaled, where `scale` is not None).
    covariance_used_ : str
    rank_ : int
        Dimensions of the plane the rows lie on.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.random.default_rng(0).normal(size=500)
    >>> X = np.c_[a, a + 0.1 * np.random.default_rng(1).normal(size=500)]
    >>> GaussianCovariance().fit(X).predict([[2.0, 2.0], [1.0, -1.0]])
    array([ 1, -1])
    """

    unit_free = True

    def __init__(
        self,
        covariance: str = "full",
        *,
        support_fraction: float | None = None,
        contamination: float | str = "auto",
        random_state: int | None = 0,
        scale: str | None = None,
    ) -> None:
        self.covariance = covariance
        self.support_fraction = support_fraction
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale

    def mahalanobis(self, X: Any) -> Vector:
        """Squared distance (n,) from the location: `unusualness` by its name."""
        return self.unusualness(X)

    def log_density(self, X: Any) -> Vector:
        """log p (n,), per unit of the columns (as scaled, where `scale` is not None).

        Where the rows lie on a plane: the density on it, per unit of the standardised
        columns.
        """
        return self.log_density_at(self.unusualness(X))

    def log_density_at(self, unusualness: Vector) -> Vector:
        """log p of rows by their unusualness, (n,): what a threshold is as a density."""
        self._check_fitted()
        return np.asarray(-0.5 * (unusualness + self._log_volume()))

    @property
    def location_(self) -> Vector:
        self._check_fitted()
        unit = self.columns_.centre + self.centre_ * self.columns_.spread
        with np.errstate(over="ignore", under="ignore"):
            return np.ldexp(unit, -self.columns_.exponent)

    @property
    def covariance_(self) -> Matrix:
        self._check_fitted()
        with np.errstate(over="ignore", under="ignore"):
            spread = np.ldexp(self.columns_.spread, -self.columns_.exponent)
            out: Matrix = spread[:, None] * self._standardised_covariance() * spread
        return out

    def _check_params(self) -> None:
        check_one_of("covariance", self.covariance, COVARIANCES)
        share = self.support_fraction
        if share is not None:
            check_number("support_fraction", share, 0.5, 1, closed="both")

    def _fit(self, X: Matrix) -> None:
        n, d = X.shape
        used = self.covariance
        if n <= d or (used == "mcd" and n < 2 * (d + 1)):
            used = "shrunk"
        self.covariance_used_ = used
        kind = "robust" if used == "mcd" else "standard"
        self.columns_: Scaler = fit_scaler(X, kind)
        z = self.columns_.scale(X)
        if used == "mcd":
            self.centre_, covariance = minimum_determinant(
                z, self.support_fraction, seed_of(self.random_state)
            )
            directions, variances = _axes(covariance)
            rest = 0.0
        else:
            self.centre_ = z.mean(axis=0)
            directions, variances = _axes_of_rows(z - self.centre_)
            rest = 0.0
            if used == "shrunk":
                share, mean = shrinkage(z - self.centre_)
                variances = (1 - share) * variances + share * mean
                rest = share * mean
        self._use(directions, variances, rest)

    def _use(self, directions: Matrix, variances: Vector, rest: float) -> None:
        """Keep the directions (r, d) that the rows vary in; `rest`: variance in the others."""
        d = directions.shape[1]
        floor = floor_of(variances)
        live = variances > floor
        self.rank_ = int(live.sum()) if rest <= floor else d
        self.axes_: Matrix = np.ascontiguousarray(directions[live])
        self.variances_: Vector = variances[live]
        self.rest_ = max(rest, floor)

    def _standardised_covariance(self) -> Matrix:
        d = self.axes_.shape[1]
        rest = self.rest_ if self.rank_ == d else 0.0
        inside = (self.axes_.T * (self.variances_ - rest)) @ self.axes_
        return np.asarray(inside + rest * np.eye(d))

    def _log_volume(self) -> float:
        """log det Sigma + r log 2 pi, over the r dimensions the rows vary in."""
        r, d = self.axes_.shape
        volume = float(np.log(self.variances_).sum()) + self.rank_ * LOG_2PI
        if self.rank_ == d:
            volume += (d - r) * float(np.log(self.rest_))
            live = self.columns_.spread > 0
            volume += 2 * float(np.log(self.columns_.spread[live]).sum())
            volume -= 2 * float(self.columns_.exponent[live].sum()) * float(np.log(2.0))
        return volume

    def _unusualness(self, X: Matrix) -> Vector:
        blocks = [self._squares(X[i : i + BLOCK]) for i in range(0, len(X), BLOCK)]
        return np.concatenate(blocks)

    def _squares(self, X: Matrix) -> Vector:
        _, along, off = self._split(X)
        inside = (np.square(along) / self.variances_).sum(axis=1)
        return np.asarray(inside + np.square(off).sum(axis=1) / self.rest_)

    def _split(self, X: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """Rows from the centre (n, d), along the axes (n, r), and what is left (n, d)."""
        gaps = self.columns_.scale(X) - self.centre_
        # Not a matrix product: its bits would depend on how many rows there are.
        along = np.einsum("ij,kj->ik", gaps, self.axes_)
        if len(self.axes_) == X.shape[1]:
            return gaps, along, np.zeros((len(X), 1))
        return gaps, along, gaps - np.einsum("ik,kj->ij", along, self.axes_)

    def _parts(self, X: Matrix) -> Matrix:
        gaps, along, off = self._split(X)
        inside = gaps * np.einsum("ik,kj->ij", along / self.variances_, self.axes_)
        return np.asarray(inside + np.square(off) / self.rest_)


def shrinkage(z: Matrix) -> tuple[float, float]:
    """The share of Ledoit and Wolf (2004, lemma 3.2-3.4), and the mean variance.

    z (n, d) are centred rows. The covariance becomes (1 - share) S + share * mean * I.
    """
    n, d = z.shape
    # The products of rows or of columns, whichever are fewer: their squares sum alike.
    products = z @ z.T if n < d else z.T @ z
    size = float(np.square(products / n).sum())
    lengths = np.square(z).sum(axis=1)
    mean = float(lengths.sum()) / n / d
    apart = size / d - mean * mean
    uncertain = (float(np.square(lengths).sum()) / n - size) / n / d
    if apart <= 0:
        return 1.0, mean
    return min(max(uncertain, 0.0), apart) / apart, mean


def _axes(covariance: Matrix) -> tuple[Matrix, Vector]:
    """Directions (d, d), one a row, and the variances (d,) along them."""
    variances, directions = np.linalg.eigh(covariance)
    return directions.T, np.maximum(variances, 0.0)


def _axes_of_rows(z: Matrix) -> tuple[Matrix, Vector]:
    """The same of centred rows z (n, d): min(n, d) directions hold all their variance."""
    n, d = z.shape
    if n > d:
        return _axes(z.T @ z / n)
    _, singular, directions = np.linalg.svd(z, full_matrices=False)
    return directions, np.square(singular) / n
