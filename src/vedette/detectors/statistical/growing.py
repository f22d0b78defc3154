"""Learning that goes on: what rests on the mean and variance of each column alone.

The moments of two parts joined are those of all rows [1]_, so rows may come in any batches, and
two detectors that have learned apart may be merged.

References
----------
.. [1] Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American
   Statistician 37(3), 1983, eq. 2.1.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter, NotFitted
from vedette.core.parameters import seed_of
from vedette.core.scaling import Scaler, fit_scaler

# `partial_fit` sets the threshold from a sample of the rows seen, of so many rows and values.
KEPT_ROWS, KEPT_VALUES = 10_000, 1_000_000


class Growing(Detector):
    """A detector of each column's mean and variance. A subclass brings `_use`.

    Attributes
    ----------
    moments_ : Moments
        Count, means and sums of squares of the rows seen.
    """

    random_state: int | None = 0

    @abc.abstractmethod
    def _use(self, seen: Moments) -> None:
        """Take the columns' centres and spreads from the moments of all rows seen."""

    def partial_fit(self, X: Any, y: object = None) -> Self:
        """Go on learning: as if fitted on all rows seen, but for rounding.

        The threshold is learned from all rows up to 10,000 (or a million values), beyond
        from a random sample of so many. How gaps are filled, and `scale`, stay as at first.
        """
        if not hasattr(self, self.fitted_mark):
            return self.fit(X)
        rows = self._prepared(self._border(X))
        first = self.moments_.count
        self._see(merged(self.moments_, moments(rows)))
        self._keep(rows, self._keys(first, len(rows)))
        return self._settled()

    def merge(self, other: Self) -> Self:
        """Learn what another has learned from other rows: as if fitted on the rows of both.

        Raises
        ------
        InvalidParameter
            If the other is of another class or has other parameters, or if `scale` is not
            None: then each has units of its own.
        InvalidInput
            If it was fitted on other columns.
        """
        for one in (self, other):
            if not hasattr(one, self.fitted_mark):
                raise NotFitted("both must be fitted to be merged", hint="call fit first")
        if type(other) is not type(self) or other.get_params() != self.get_params():
            raise InvalidParameter(f"{self!r} cannot be merged with {other!r}")
        if self.get_params()["scale"] is not None:
            raise InvalidParameter("detectors with a scale have units of their own")
        if other.n_features_in_ != self.n_features_in_:
            raise InvalidInput(
                f"{other.n_features_in_} columns cannot be merged with {self.n_features_in_}"
            )
        self._see(merged(self.moments_, other.moments_))
        self._keep(other.kept_, other.keys_)
        return self._settled()

    def _fit(self, X: Matrix) -> None:
        self.kept_: Matrix = X[:0]
        self.keys_: Vector = np.empty(0)
        self._see(moments(X))
        self._keep(X, self._keys(0, len(X)))

    def _see(self, seen: Moments) -> None:
        self.moments_ = seen
        self._use(seen)

    def _settled(self) -> Self:
        scores = self._unusualness(self.kept_)
        self.training_ = np.sort(scores)
        self.offset_ = self._offset(scores)
        return self

    def _keep(self, rows: Matrix, keys: Vector) -> None:
        """Keep the rows with the lowest keys: a sample of all, however they came."""
        most = max(1, min(KEPT_ROWS, KEPT_VALUES // rows.shape[1]))
        keys = np.concatenate([self.keys_, keys])
        kept = np.sort(np.argsort(keys, kind="stable")[:most])
        self.keys_ = keys[kept]
        self.kept_ = np.vstack([self.kept_, rows])[kept]

    def _keys(self, first: int, n: int) -> Vector:
        """Random numbers (n,) of the rows from `first` on: the same whatever the batches."""
        if self.random_state is None:
            return np.random.default_rng().random(n)
        bits = np.random.Philox(seed_of(self.random_state))
        bits.advance(first // 4)
        return np.random.Generator(bits).random(n + first % 4)[first % 4 :]


def standard(seen: Moments) -> Scaler:
    """Each column by its mean, in standard deviations."""
    sigma = np.sqrt(seen.squares / seen.count)
    sigma[sigma <= 16 * EPS * np.abs(seen.mean)] = 0.0
    return replace(
        fit_scaler(np.zeros((1, len(sigma))), None),
        kind="standard",
        exponent=seen.exponent,
        centre=seen.mean,
        spread=sigma,
        known=np.ones(len(sigma), dtype=bool),
    )


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
