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

References
----------
.. [1] Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American
   Statistician 37(3), 1983: moments of two parts joined (`partial_fit`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import seed_of
from vedette.core.scaling import Scaler, fit_scaler

LOG_2PI = float(np.log(2 * np.pi))
# `partial_fit` sets the threshold from a sample of the rows seen, of so many rows and values.
KEPT_ROWS, KEPT_VALUES = 10_000, 1_000_000


class Gaussian(Detector):
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
        half = self.unusualness(X)
        live = self.columns_.spread > 0
        log_sigma = np.log(self.columns_.spread[live])
        log_sigma -= self.columns_.exponent[live] * np.log(2.0)
        return np.asarray(-half - log_sigma.sum() - live.sum() * LOG_2PI / 2)

    def density(self, X: Any) -> Vector:
        """p (n,): 0 where it is below what a float can hold; compare logs instead."""
        with np.errstate(under="ignore", over="ignore"):
            return np.exp(self.log_density(X))

    def partial_fit(self, X: Any, y: object = None) -> Self:
        """Go on learning: as if fitted on all rows seen, but for rounding.

        The threshold is learned from all rows up to 10,000 (or a million values), beyond
        from a random sample of so many. How gaps are filled, and `scale`, stay as at first.
        """
        if not hasattr(self, self.fitted_mark):
            return self.fit(X)
        rows = self._prepared(self._border(X))
        self._use(merged(self.moments_, moments(rows)))
        self._keep(rows)
        scores = self._unusualness(self.kept_)
        self.training_ = np.sort(scores)
        self.offset_ = self._offset(scores)
        return self

    def _fit(self, X: Matrix) -> None:
        self.kept_: Matrix = X[:0]
        self.keys_: Vector = np.empty(0)
        self._use(moments(X))
        self._keep(X)

    def _use(self, seen: Moments) -> None:
        self.moments_ = seen
        sigma = np.sqrt(seen.squares / seen.count)
        sigma[sigma <= 16 * EPS * np.abs(seen.mean)] = 0.0
        self.columns_: Scaler = replace(
            fit_scaler(np.zeros((1, len(sigma))), None),
            kind="standard",
            exponent=seen.exponent,
            centre=seen.mean,
            spread=sigma,
            known=np.ones(len(sigma), dtype=bool),
        )

    def _keep(self, rows: Matrix) -> None:
        """Keep the rows with the lowest keys: a sample of all, however they came."""
        most = max(1, min(KEPT_ROWS, KEPT_VALUES // rows.shape[1]))
        first = self.moments_.count - len(rows)
        keys = _keys(self.random_state, first, len(rows))
        keys = np.concatenate([self.keys_, keys])
        kept = np.sort(np.argsort(keys, kind="stable")[:most])
        self.keys_ = keys[kept]
        self.kept_ = np.vstack([self.kept_, rows])[kept]

    def _unusualness(self, X: Matrix) -> Vector:
        return np.asarray(self._parts(X).sum(axis=1))

    def _parts(self, X: Matrix) -> Matrix:
        return np.square(self.columns_.scale(X)) / 2


@dataclass(frozen=True)
class Moments:
    """Of `count` rows of d columns, each multiplied by 2^exponent.

    mean, squares
        (d,) mean, and sum of squared deviations from it.
    """

    count: int
    exponent: npt.NDArray[np.int32]
    mean: Vector
    squares: Vector


def moments(X: Matrix) -> Moments:
    """Of the rows of X (n, d); no value of 1e308 overflows."""
    exponent = (-np.frexp(np.abs(X).max(axis=0))[1]).astype(np.int32)
    with np.errstate(under="ignore"):
        unit = np.ldexp(X, exponent)
        # From the mean of the deviations: rounding of a large mean is left out.
        mean = unit[0] + (unit - unit[0]).mean(axis=0)
        squares = np.square(unit - mean).sum(axis=0)
    return Moments(len(X), exponent, mean, squares)


def merged(a: Moments, b: Moments) -> Moments:
    """Of the rows of both (Chan et al., 1983, eq. 2.1)."""
    exponent = np.minimum(a.exponent, b.exponent)
    with np.errstate(under="ignore"):
        a, b = _brought(a, exponent), _brought(b, exponent)
        n, gap = a.count + b.count, b.mean - a.mean
        mean = a.mean + gap * (b.count / n)
        squares = a.squares + b.squares + np.square(gap) * (a.count * (b.count / n))
    return Moments(n, exponent, mean, squares)


def _brought(m: Moments, exponent: npt.NDArray[np.int32]) -> Moments:
    less = exponent - m.exponent
    return Moments(m.count, exponent, np.ldexp(m.mean, less), np.ldexp(m.squares, 2 * less))


def _keys(seed: int | None, first: int, n: int) -> Vector:
    """Random numbers (n,) of the rows from `first` on: the same whatever the batches."""
    if seed is None:
        return np.random.default_rng().random(n)
    bits = np.random.Philox(seed_of(seed))
    bits.advance(first // 4)
    return np.random.Generator(bits).random(n + first % 4)[first % 4 :]
