"""What one number of the next load should be, given the same number of the loads before.

    value = level + (trend) + (season) + noise,   noise of one variance for each load

by least squares; a Student t distribution says how far the next one may lie. A trend and a
season (weekday, hour) are in the model only if the loads show them (F test, 1 in 100). Loads
that resemble the one before them are worth fewer independent ones: k (1 - r) / (1 + r), with r
the lag-one correlation of the residuals (Bayley and Hammersley, 1946).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.gating.loads import Loads, Numbers

SHOWN = 0.01  # level of the F tests for trend and season
LEAST_FOR_TREND = 10  # loads
LEAST_FOR_SEASON = 14
LARGEST_DF = 20.0  # a normal tail is never taken for granted
BROKEN = 6.0  # robust standard deviations: a load that was itself out of order
MOST_BROKEN = 0.1  # of the loads; more are the rule


@dataclass(frozen=True)
class Forecast:
    """Where the next value should be.

    centre, scale, df
        Of a Student t distribution.
    seasonal
        Whether it is that of the same weekday or hour.
    """

    centre: float
    scale: float
    df: float
    seasonal: bool = False

    def p(self, value: float) -> float:
        """Two-sided: how likely a value at least as far from the centre is."""
        from scipy.special import stdtr

        return float(min(1.0, 2 * stdtr(self.df, -abs(value - self.centre) / self.scale)))

    def range(self, level: float) -> tuple[float, float]:
        """Outside lies a value with a probability of `level`."""
        from scipy.special import stdtrit

        reach = float(stdtrit(self.df, 1 - level / 2)) * self.scale
        return self.centre - reach, self.centre + reach


def forecast(
    values: Numbers,
    variance: Numbers,
    new_variance: float,
    loads: Loads,
    *,
    broken: bool = False,
) -> Forecast:
    """The next load's value, from those of the fitted loads.

    values, variance
        (k,) a number for each load, and its variance from having finitely many rows.
    new_variance
        The same of the new load.
    broken
        Loads that are far out themselves are left out, if they are few.
    """
    used = np.ones(len(values), dtype=bool)
    X, row = design(values, loads, used)
    if broken:
        used = not_broken(residuals(X, values))
        X, row = design(values, loads, used)
    X, y = X[used], values[used]
    rest = residuals(X, y)
    df = float(len(y) - X.shape[1])
    worth = independent(rest)
    noise = float(np.mean(variance[used]))
    # At the mean the variance of k dependent values is s^2 / worth; the residuals miss it.
    spread = float(rest @ rest) / df * worth / max(worth - 1, 0.5)
    spread = max(spread * (len(y) - 1) / len(y), noise, 1e-18)
    leverage = float(row @ np.linalg.pinv(X.T @ X) @ row) * len(y) / worth
    scale = np.sqrt(spread * (1 + leverage) + max(0.0, new_variance - noise))
    df = min(max(df - (len(y) - worth), 1.0), LARGEST_DF)
    centre = float(row @ np.linalg.pinv(X) @ y)
    return Forecast(centre, float(scale), df, X.shape[1] > 2)


def residuals(X: Numbers, y: Numbers) -> Numbers:
    rest = y - X @ (np.linalg.pinv(X) @ y)
    rounding = 1e-12 * float(np.abs(y).max(initial=0.0))
    return np.where(np.abs(rest) <= rounding, 0.0, rest)


def independent(rest: Numbers, shown: float | None = None) -> float:
    """How many independent loads the residuals are worth.

    shown
        The lag-one correlation from which on it counts; None: twice its standard error.
    """
    k = len(rest)
    total = float(rest @ rest)
    r = float(rest[1:] @ rest[:-1]) / total if total > 0 else 0.0
    if r <= (2 / np.sqrt(k) if shown is None else shown):
        return float(k)
    return k * (1 - min(r, 0.95)) / (1 + min(r, 0.95))


def not_broken(rest: Numbers) -> npt.NDArray[np.bool_]:
    """(k,) False for a few loads far out of the others."""
    sigma = 1.4826 * float(np.median(np.abs(rest - np.median(rest))))
    out = np.abs(rest - np.median(rest)) > BROKEN * sigma
    few = sigma > 0 and out.sum() <= MOST_BROKEN * len(rest)
    return ~out if few else np.ones(len(rest), dtype=bool)


def design(
    values: Numbers, loads: Loads, used: npt.NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """(k, m) what the values rest on, (m,) the same of the new load."""
    k = len(values)
    X, row = np.ones((k, 1)), np.ones(1)
    seasons = seasonal(loads, used)
    if seasons is not None and used.sum() >= LEAST_FOR_SEASON:
        wider = np.column_stack([X, seasons[0]])
        if improves(X[used], wider[used], values[used]):
            X, row = wider, np.append(row, seasons[1])
    if used.sum() >= LEAST_FOR_TREND:
        size = max(1.0, float(np.ptp(loads.place)))
        wider = np.column_stack([X, loads.place / size])
        if improves(X[used], wider[used], values[used]):
            X, row = wider, np.append(row, loads.new_place / size)
    return X, row


def seasonal(loads: Loads, used: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers] | None:
    """A column for each season but the first; None if one has less than two loads."""
    kinds, counts = np.unique(loads.season[used], return_counts=True)
    if len(kinds) < 2 or counts.min() < 2 or loads.new_season not in kinds:
        return None
    kinds = kinds[1:]
    old = np.equal(loads.season[:, None], kinds).astype(np.float64)
    return old, np.equal(loads.new_season, kinds).astype(np.float64)


def improves(narrow: Numbers, wide: Numbers, y: Numbers) -> bool:
    """Whether further columns explain more than chance would (F test)."""
    from scipy.special import fdtrc

    more = wide.shape[1] - narrow.shape[1]
    left = len(y) - wide.shape[1]
    if left < 3:
        return False
    before, after = (float(np.sum(residuals(X, y) ** 2)) for X in (narrow, wide))
    if before == 0 or after == 0:
        return before > 0
    return bool(fdtrc(more, left, (before - after) / more / (after / left)) < SHOWN)
