"""Blobs of rows, planted."""

from __future__ import annotations

import numpy as np


def blobs(
    k: int, d: int, seed: int, *, sizes: tuple[int, ...] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """k normal blobs of sigma 1, centres at least 6 apart, sizes up to 5:1; and their labels."""
    rng = np.random.default_rng(seed)
    side = 6 * max(2.0, 1.6 * k ** (1 / d))
    centres: list[np.ndarray] = []
    while len(centres) < k:
        new = rng.uniform(0, side, d)
        if all(np.linalg.norm(new - c) >= 6 for c in centres):
            centres.append(new)
    if sizes is None:
        shares = rng.uniform(1, 5, k)
        sizes = tuple((shares / shares.sum() * 800).astype(int))
    X = np.concatenate(
        [c + rng.normal(size=(n, d)) for c, n in zip(centres, sizes, strict=True)]
    )
    return X, np.repeat(np.arange(k), sizes)
