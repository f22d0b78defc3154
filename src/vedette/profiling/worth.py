"""How many independent rows some rows are worth, where neighbours resemble each other.

The mean of n rows that come in runs varies more than that of n independent ones: by n times
the variance of the means of blocks (Carlstein, 1986) instead of the variance of the rows. What
an order of the rows does not show costs nothing: a ratio counts only where chance does not
explain it. Where even long blocks resemble the one before them, their number counts as
k (1 - r) / (1 + r) (Bayley and Hammersley, 1946).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

BLOCKS = (20, 60, 200)
FEWEST = 2  # rows in a block
SHOWN = 0.01  # level of the test that blocks vary more than rows explain
MOST_ALIKE = 0.95


@dataclass(frozen=True)
class Worth:
    """By how much the variance of a mean exceeds that of independent rows, and how well
    that is known: `df` degrees of freedom."""

    inflation: float
    df: float


def worth(values: Numbers, orders: Sequence[Rows]) -> Worth:
    """Of values (n,), finite, along each of several orders of them; the worst counts."""
    found = Worth(1.0, max(len(values) - 1.0, 1.0))
    spread = float(values.var(ddof=1)) if len(values) > 1 else 0.0
    if spread <= 0:
        return found
    for order in orders:
        for blocks in BLOCKS:
            if len(values) < FEWEST * blocks:
                break
            one = in_blocks(values[order], spread, blocks)
            if one.inflation > found.inflation:
                found = one
    return found


def in_blocks(values: Numbers, spread: float, blocks: int) -> Worth:
    """As blocks of neighbours tell."""
    from scipy.special import chdtrc

    edges = np.linspace(0, len(values), blocks + 1).round().astype(np.int64)
    sizes = np.diff(edges)
    means = np.add.reduceat(values, edges[:-1]) / sizes
    ratio = float(np.sum(sizes * (means - values.mean()) ** 2)) / (blocks - 1) / spread
    if chdtrc(blocks - 1, ratio * (blocks - 1)) >= SHOWN / len(BLOCKS):
        return Worth(1.0, len(values) - 1.0)
    centred = means - means.mean()
    r = float(centred[1:] @ centred[:-1] / (centred @ centred))
    if r <= 2 / np.sqrt(blocks):
        return Worth(ratio, blocks - 1.0)
    r = min(r, MOST_ALIKE)
    longer = (1 + r) / (1 - r)
    return Worth(ratio * longer, max(blocks / longer - 1, 1.0))
