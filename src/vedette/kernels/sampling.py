"""Samples of rows, and which row stands for its copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def half_at_most(n: int, size: int, least: int = 1) -> int:
    """Rows of a sample of n rows: so many, but half of them at most, so that samples differ.

    What has not seen a row can then judge it.
    """
    return max(least, min(size, n // 2))


def samples_of(
    rng: np.random.Generator, n: int, count: int, size: int
) -> npt.NDArray[np.int64]:
    """(count, size) row numbers below n, each sample without replacement."""
    return np.stack([rng.choice(n, size, replace=False) for _ in range(count)])


def rows_of_samples(
    rng: np.random.Generator,
    rows: npt.NDArray[np.float32],
    first: npt.NDArray[np.bool_],
    count: int,
    size: int,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """The rows (count * size, d) of samples, and which of them are the `first_of_copies`.

    An equal query is that very row: the sample must pass it over.
    """
    chosen = samples_of(rng, len(rows), count, size).ravel()
    return rows[chosen], first[chosen].astype(np.uint8)


def first_of_copies(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """(n,) whether a row is the first of those of its `row_hashes`."""
    first = np.zeros(len(hashes), dtype=bool)
    first[np.unique(hashes, return_index=True)[1]] = True
    return first
