"""Classifiers that multiply columns: what they see of far values, and what they cannot fit.

Far values are drawn in: x within 30, beyond 30 (1 + log(|x| / 30)), in units of a column's
spread. One value at 1e15 would else be all that such a model sees. Farther stays farther.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from vedette.core.arrays import Matrix
from vedette.core.errors import InvalidInput
from vedette.detectors.quietly import quietly
from vedette.detectors.supervised.base import LabelledDetector

REACH = 30.0


class MultiplyingDetector(LabelledDetector, abc.ABC):
    """A classifier to whose columns the size of a value matters."""

    def _seen(self, X: Matrix) -> Matrix:
        return X if self.scale is None else drawn_in(X)

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        """For the `with` round a call of `fit`; not quite converged is near enough."""
        with quietly(), np.errstate(all="ignore"):
            try:
                yield
            except ValueError as error:  # the sums and kernels of 1e308 are no numbers
                raise self._no_fit(str(error)) from error

    def _no_fit(self, why: str) -> InvalidInput:
        return InvalidInput(
            f"{type(self).__name__} cannot be fitted on these columns: {why}",
            hint="scale='robust' brings them to like units",
        )


def drawn_in(X: Matrix) -> Matrix:
    """X (n, d) with what lies beyond REACH drawn in logarithmically."""
    size = np.abs(X)
    far = size > REACH
    if not far.any():
        return X
    bent = REACH * (1 + np.log(np.maximum(size, REACH) / REACH))
    return np.where(far, np.copysign(bent, X), X)
