"""Two methods on the same tables: who won, by how much, and how sure that is.

Tables are the unit: what is asked is how it would be on other tables like these, so the
bootstrap draws tables, both methods' figures of a table together.

References
----------
.. [1] Demsar, "Statistical comparisons of classifiers over multiple data sets", JMLR 2006:
   Wilcoxon's signed-rank test over data sets.
.. [2] Efron and Tibshirani, "An introduction to the bootstrap", 1993: percentile intervals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

DRAWS = 20_000
SHARE = 0.95


@dataclass(frozen=True)
class Comparison:
    """The first against the second over `sets` tables.

    gain
        Mean of first minus second; `low` and `high` are the ends of its interval.
    p
        Wilcoxon's signed-rank test, two-sided: how often as one-sided a picture would come
        of two equal methods.
    """

    sets: int
    gain: float
    low: float
    high: float
    won: int
    lost: int
    tied: int
    p: float


def compare(first: np.ndarray, second: np.ndarray, *, seed: int = 0) -> Comparison:
    """Figures (n,) of two methods on the same tables; those where one is NaN are left out.

    Raises
    ------
    ValueError
        If no table has both.
    """
    both = ~(np.isnan(first) | np.isnan(second))
    gains = (first - second)[both]
    if not gains.size:
        raise ValueError("there is no table on which both have a figure")
    low, high = interval(gains[:, None], seed=seed)
    return Comparison(
        sets=gains.size,
        gain=float(gains.mean()),
        low=low,
        high=high,
        won=int((gains > 0).sum()),
        lost=int((gains < 0).sum()),
        tied=int((gains == 0).sum()),
        p=signed_rank(gains),
    )


def signed_rank(gains: np.ndarray) -> float:
    """Wilcoxon's two-sided p of (n,) differences; 1 if all are 0."""
    from scipy.stats import wilcoxon

    gains = gains[gains != 0]
    return float(wilcoxon(gains).pvalue) if gains.size else 1.0


def interval(gains: np.ndarray, *, seed: int = 0) -> tuple[float, float]:
    """The bootstrap interval of the least of the mean gains (n tables, m rivals).

    With one rival it is that of the mean gain. With several, each draw of tables is judged
    by the rival that is nearest on *it*: one that was best by luck is no lower a bar. A NaN
    is left out of its rival's mean.
    """
    n = len(gains)
    known = ~np.isnan(gains)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    with np.errstate(invalid="ignore"):
        means = drawn @ np.where(known, gains, 0.0) / (drawn @ known)
    least = np.nanmin(means, axis=1)
    low, high = np.nanquantile(least, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return float(low), float(high)


def against_best(ours: np.ndarray, rivals: np.ndarray, *, seed: int = 0) -> Comparison:
    """Ours (n,) against the rival of (n, m) that is nearest to it by the mean gain.

    The interval is that of `interval`; the rest is `compare` with that one rival.

    Raises
    ------
    ValueError
        If there is a rival without any figure.
    """
    pairs = [compare(ours, rival, seed=seed) for rival in rivals.T]
    best = min(pairs, key=lambda pair: pair.gain)
    low, high = interval(ours[:, None] - rivals, seed=seed)
    return replace(best, low=low, high=high)
