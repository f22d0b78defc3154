"""What the detectors share that look at each column by itself.

    z_j = |x_j - centre_j| / spread_j,    the score is the largest z_j (or their mean)

They differ in centre and spread alone. The result does not depend on units.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.parameters import check_one_of
from vedette.core.scaling import Scaler, fit_scaler

JOINS = ("max", "mean")
# While centre and spread are measured, values are held within this (the usual ones are
# near 1): their squares do not overflow.
HELD = 1e100
# A spread below this share of the centre is rounding.
ROUNDING = 16 * EPS


class ColumnWise(Detector):
    """Distance from each column's centre in units of its spread, joined over columns.

    A subclass brings `_measured`.

    Attributes
    ----------
    centre_, spread_ : (d,) arrays
        In units of the columns. A spread of 0 marks a constant column: whatever is not its
        value counts as 20 spreads away.
    """

    unit_free = True
    join: str = "max"
    # What is taken off the joined distance.
    inside: ClassVar[float] = 0.0

    @abc.abstractmethod
    def _measured(self, x: Vector, j: int) -> tuple[float, Iterator[float]]:
        """Centre of column j (n,), values near 1, and spreads: the first not 0 is taken."""

    def _check_params(self) -> None:
        check_one_of("join", self.join, JOINS)

    def _fit(self, X: Matrix) -> None:
        self._measure_by(self._learned(X))

    def _measure_by(self, columns: Scaler) -> None:
        self.columns_: Scaler = columns
        with np.errstate(over="ignore", under="ignore"):
            self.centre_: Vector = np.ldexp(self.columns_.centre, -self.columns_.exponent)
            self.spread_: Vector = np.ldexp(self.columns_.spread, -self.columns_.exponent)

    def _learned(self, X: Matrix) -> Scaler:
        d = X.shape[1]
        exponent, centre, spread = np.zeros(d, dtype=np.int32), np.zeros(d), np.zeros(d)
        for j in range(d):
            exponent[j] = unit_exponent(X[:, j])
            with np.errstate(over="ignore", under="ignore"):
                x = np.clip(np.ldexp(X[:, j], exponent[j]), -HELD, HELD)
            centre[j], spreads = self._measured(x, j)
            least = ROUNDING * abs(centre[j])
            spread[j] = next((s for s in spreads if s > least), 0.0)
        return replace(
            fit_scaler(X, None),
            kind="robust",
            exponent=exponent,
            centre=centre,
            spread=spread,
            known=np.ones(d, dtype=bool),
        )

    def distances(self, X: Any) -> Matrix:
        """z (n, d): how far each value is from its column's centre, in spreads."""
        return self._distances(self._prepared(self._border(X)))

    def _distances(self, X: Matrix) -> Matrix:
        return np.abs(self.columns_.scale(X))

    def _unusualness(self, X: Matrix) -> Vector:
        z = self._distances(X)
        joined = z.max(axis=1) if self.join == "max" else z.mean(axis=1)
        return np.asarray(joined - self.inside)

    def _parts(self, X: Matrix) -> Matrix:
        z = self._distances(X)
        return shares_of_largest(z) if self.join == "max" else z


def unit_exponent(x: Vector) -> int:
    """The power of two that brings the usual values of x (n,) near 1."""
    size = np.abs(x)
    usual = float(np.quantile(size, 0.9, method="higher"))
    return -int(np.frexp(usual if usual > 0 else size.max())[1])


def shares_of_largest(z: Matrix) -> Matrix:
    """The Shapley values (n, d) of the largest of z (n, d) >= 0: they sum to it.

    All columns share alike what all of them reach, all but the smallest share what is
    above that, and so on; the largest alone has what only it reaches (the airport game,
    Littlechild and Owen, 1973).
    """
    d = z.shape[1]
    order = np.argsort(z, axis=1, kind="stable")
    rising = np.take_along_axis(z, order, axis=1)
    steps = np.diff(rising, axis=1, prepend=0.0) / np.arange(d, 0, -1)
    shares = np.empty_like(z)
    np.put_along_axis(shares, order, np.cumsum(steps, axis=1), axis=1)
    return shares
