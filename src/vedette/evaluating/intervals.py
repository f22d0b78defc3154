"""Between what a figure may well lie: 95 % intervals that hold up with few anomalies.

share      Wilson's (1927) score interval of k of n. Also for F1, which depends on one
           share only: with J = hits / (hits + false alarms + missed), F1 = 2 J / (1 + J).
AUROC      Newcombe's (2006, Statistics in Medicine 25) fifth method: all values that the
           measured one is within 1.96 standard errors of, the error being that of Hanley
           and McNeil at the value. It is not empty at an AUROC of 1.
AP         Wilson's, of as many trials as there are anomalies (Boyd, Eng and Page, 2013,
           ECML PKDD: binomial intervals of areas under precision-recall curves).
folds      mean +- t sd sqrt(1/k + test/train), as folds share what they learn from
           (Nadeau and Bengio, 2003, Machine Learning 52). Folds that all say the same: the
           interval of all their rows together, as one part.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from vedette.core.evaluation import Estimate

Z = 1.959964  # 95 % of a normal distribution lie within


def of_share(hits: float, trials: float) -> Estimate:
    """A share with its interval; 0 / 0 is 0 and may be anything."""
    if trials <= 0:
        return Estimate(0.0, 0.0, 1.0)
    return Estimate(hits / trials, *_wilson(hits / trials, trials))


def of_f1(hits: float, wrong: float) -> Estimate:
    """F1 of so many hits, and so many false alarms and misses together."""
    share = of_share(hits, hits + wrong)
    value, low, high = (
        2 * x / (1 + x) for x in (share.value or 0.0, share.low or 0.0, share.high or 0.0)
    )
    return Estimate(value, low, high)


def of_auroc(value: float, odd: float, usual: float) -> Estimate:
    """An AUROC of so many anomalies and usual rows."""
    weight = (odd + usual) / 2 - 1

    def beyond(true: float) -> float:
        """How far `value` is from `true`, less 1.96 standard errors there."""
        more = weight * ((1 - true) / (2 - true) + true / (1 + true))
        variance = true * (1 - true) * (1 + more) / (odd * usual)
        return abs(true - value) - Z * math.sqrt(variance)

    return Estimate(value, _edge(beyond, value, 0.0), _edge(beyond, value, 1.0))


def of_average_precision(value: float, odd: float) -> Estimate:
    """An average precision of so many anomalies."""
    return Estimate(value, *_wilson(value, odd))


def over_folds(
    values: Sequence[float], test_by_train: float, alike: Estimate | None = None
) -> Estimate:
    """The mean of the values of folds; `test_by_train`: rows tested on by rows learned from.

    `alike` has the interval where all folds have one value, and so no spread to tell one.
    """
    from scipy.stats import t

    count = len(values)
    if not count:
        return Estimate(None, folds=0)
    mean = math.fsum(values) / count
    if count == 1:
        return Estimate(mean)
    if min(values) == max(values):
        low, high = (None, None) if alike is None else (alike.low, alike.high)
        return Estimate(values[0], low, high, 0.0, count)
    deviation = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (count - 1))
    off = float(t.ppf(0.975, count - 1)) * deviation
    off *= math.sqrt(1 / count + test_by_train)
    return Estimate(mean, max(0.0, mean - off), min(1.0, mean + off), deviation, count)


def _wilson(share: float, trials: float) -> tuple[float, float]:
    centre = (share + Z * Z / (2 * trials)) / (1 + Z * Z / trials)
    inside = share * (1 - share) / trials + Z * Z / (4 * trials * trials)
    half = Z * math.sqrt(inside) / (1 + Z * Z / trials)
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


def _edge(beyond: Callable[[float], float], inside: float, end: float) -> float:
    """Where `beyond` turns positive between a value where it is not, and an end."""
    outside = end
    if beyond(end) <= 0:
        return end
    for _ in range(60):
        middle = (inside + outside) / 2
        if beyond(middle) <= 0:
            inside = middle
        else:
            outside = middle
    return (inside + outside) / 2
