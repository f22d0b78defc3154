"""Gaussian: the density of a row if each column is normal and none depends on another.

    p(x) = prod_j 1 / (sqrt(2 pi) sigma_j) exp(-(x_j - mu_j)^2 / (2 sigma_j^2))

    mu_j = mean of x_j,    sigma_j^2 = mean of (x_j - mu_j)^2

One sigma, in both places: some texts divide by the variance in front and by the deviation
in the exponent, or the reverse, which is no density. All is in logs, as the product of 500
columns is 0 in floating point:

    log p(x) = -1/2 sum_j z_j^2 - sum_j log sigma_j - d/2 log 2 pi

    z_j = (x_j - mu_j) / sigma_j

The score is the first term, turned: how much less likely a row is than the likeliest, in
logs. It does not depend on units, which the density does.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.scaling import Scaler
from vedette.detectors.statistical.growing import Growing, Moments, standard

LOG_2PI = float(np.log(2 * np.pi))


class Gaussian(Growing):
    """How unlikely a row is if each column is normal by itself.

    A constant column has no density: it adds nothing where a row has its value, and counts
    as 20 standard deviations elsewhere.

    Parameters
    ----------
    random_state
        Which rows `partial_fit` keeps to set the threshold by, once they are over 10,000.

    Attributes
    ----------
    moments_ : Moments
        Count, means and sums of squares of the rows seen.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> detector = Gaussian().fit(X)
    >>> detector.predict([[0.0, 0.0], [4.0, 4.0]])
    array([ 1, -1])
    >>> detector.log_density([[0.0, 0.0]]).round(1)  # of a standard normal: -log(2 pi)
    array([-1.8])
    """

    unit_free = True

    def __init__(
        self,
        *,
        contamination: float | str = "auto",
        random_state: int | None = 0,
        scale: str | None = None,
    ) -> None:
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale

    def log_density(self, X: Any) -> Vector:
        """log p (n,), per unit of the columns (as scaled, where `scale` is not None)."""
        return self.log_density_at(self.unusualness(X))

    def log_density_at(self, unusualness: Vector) -> Vector:
        """log p of rows by their unusualness, (n,): what a threshold is as a density."""
        self._check_fitted()
        live = self.columns_.spread > 0
        log_sigma = np.log(self.columns_.spread[live])
        log_sigma -= self.columns_.exponent[live] * np.log(2.0)
        return np.asarray(-unusualness - log_sigma.sum() - live.sum() * LOG_2PI / 2)

    def density(self, X: Any) -> Vector:
        """p (n,): 0 where it is below what a float can hold; compare logs instead."""
        with np.errstate(under="ignore", over="ignore"):
            return np.exp(self.log_density(X))

    def _use(self, seen: Moments) -> None:
        self.columns_: Scaler = standard(seen)

    def _unusualness(self, X: Matrix) -> Vector:
        return np.asarray(self._parts(X).sum(axis=1))

    def _parts(self, X: Matrix) -> Matrix:
        return np.square(self.columns_.scale(X)) / 2
