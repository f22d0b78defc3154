"""Far values drawn in, for models that multiply: x within 30, beyond 30 (1 + log(|x| / 30)).

In units of a column's spread. One value at 1e15 would else be all that such a model sees.
Farther stays farther.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Matrix

REACH = 30.0


def drawn_in(X: Matrix) -> Matrix:
    """X (n, d) with what lies beyond REACH drawn in logarithmically."""
    size = np.abs(X)
    far = size > REACH
    if not far.any():
        return X
    bent = REACH * (1 + np.log(np.maximum(size, REACH) / REACH))
    return np.where(far, np.copysign(bent, X), X)
