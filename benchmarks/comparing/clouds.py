"""The table that speed is measured on."""

from __future__ import annotations

import numpy as np


def mixture(n: int, d: int, seed: int = 0) -> np.ndarray:
    """Five Gaussian clouds and 1 % of rows spread over all of them, (n, d) float32."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(scale=4, size=(5, d))
    X = centres[rng.integers(5, size=n)] + rng.normal(size=(n, d))
    odd = rng.random(n) < 0.01
    X[odd] = rng.uniform(-12, 12, size=(int(odd.sum()), d))
    return X.astype(np.float32)
