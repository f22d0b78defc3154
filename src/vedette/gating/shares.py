"""Whether a share of a load's rows is one that such a load may have.

Two things move a share: that rows are finitely many, and that loads differ. The first is the
beta-binomial distribution of a count given the counts so far (Jeffreys prior). The second is
known from the fitted loads, on the scale of asin(sqrt(share)), where the variance does not depend
on the share (Anscombe, 1948); both must be exceeded. With too few loads the second is assumed:
a standard deviation between loads of 30 % of the share itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vedette.gating.forecast import forecast
from vedette.gating.loads import Loads, Numbers

ASSUMED = 0.3  # standard deviation between loads, of the share
# Of larger loads the same is asked as of one so large: what is left then is not chance.
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Share:
    """A share of rows, and what was expected.

    low, high
        The share that is allowed.
    p
        Of a share this far out, in the direction asked for.
    """

    observed: float
    expected: float
    low: float
    high: float
    p: float

    @property
    def allowed(self) -> bool:
        return self.low <= self.observed <= self.high


def judge_share(
    counts: Numbers,
    sizes: Numbers,
    count: float,
    size: float,
    loads: Loads,
    level: float,
    *,
    total: tuple[float, float] | None = None,
    least: float,
    factor: float = 0.0,
    side: Literal["both", "above"] = "both",
) -> Share:
    """The share `count` of `size` in the new load, given those of the fitted loads.

    total
        Count and size over the whole fitted table, if the loads leave some rows out.
    least, factor
        A share that differs by less than `least` and `factor` of what was expected is
        allowed, whatever its p-value.
    """
    k, n = total or (float(counts.sum()), float(sizes.sum()))
    observed = count / size
    a, b = prior(k, n, many=loads.many)
    p, low, high = _by_rows(a, b, count, size, level, side)
    expected = k / n if n else 0.0
    if loads.many:
        seen = forecast(
            angle(counts, sizes), 1 / (4 * sizes + 2), 1 / (4 * size + 2), loads
        )
        at = float(angle(np.array([count]), np.array([size]))[0])
        between = seen.p(at)
        if side == "above":
            between = between / 2 if at > seen.centre else 1 - between / 2
        bounds = seen.range(level if side == "both" else 2 * level)
        p = max(p, between)
        low = min(low, share(bounds[0], size))
        high = max(high, share(bounds[1], size))
    floor = max(least, factor * expected)
    low = 0.0 if side == "above" else max(0.0, min(low, expected - floor))
    return Share(observed, expected, low, min(1.0, max(high, expected + floor)), p)


def angle(counts: Numbers, sizes: Numbers) -> Numbers:
    """(k,) shares on the scale where they vary by 1 / (4 n + 2), whatever they are."""
    return np.asarray(np.arcsin(np.sqrt((counts + 0.375) / (sizes + 0.75))))


def share(at: float, size: float) -> float:
    """Back from that scale, for a load of so many rows."""
    count = float(np.sin(np.clip(at, 0, np.pi / 2)) ** 2) * (size + 0.75) - 0.375
    return min(1.0, max(0.0, count / size))


def prior(k: float, n: float, *, many: bool) -> tuple[float, float]:
    """The beta distribution of the new load's share, given `k` of `n` so far."""
    a, b = k + 0.5, n - k + 0.5
    if many:
        return a, b
    mean = a / (a + b)
    variance = mean * (1 - mean) / (a + b + 1) + (ASSUMED * mean * (1 - mean)) ** 2
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size


def _by_rows(
    a: float, b: float, count: float, size: float, level: float, side: str
) -> tuple[float, float, float]:
    """p and the allowed shares by the beta-binomial distribution."""
    shrunk = min(1.0, MOST_ROWS / size)
    n, k = round(size * shrunk), round(count * shrunk)
    cdf = np.cumsum(beta_binomial(n, a, b))
    above = 1.0 - float(cdf[k - 1]) if k else 1.0
    if side == "above":
        return above, 0.0, int(np.searchsorted(cdf, 1 - level)) / n
    low, high = np.searchsorted(cdf, [level / 2, 1 - level / 2])
    return min(1.0, 2 * min(above, float(cdf[k]))), int(low) / n, int(high) / n


def beta_binomial(n: int, a: float, b: float) -> Numbers:
    """(n + 1,) probabilities of 0 to n."""
    from scipy.special import betaln

    k = np.arange(n + 1.0)
    choose = -betaln(n - k + 1, k + 1) - np.log(n + 1)
    probabilities = np.exp(choose + betaln(k + a, n - k + b) - betaln(a, b))
    return np.asarray(probabilities / probabilities.sum())
