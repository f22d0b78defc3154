"""How each column of numbers goes through time: seasons, then a trend or steps.

The rows are put into at most `SPANS` spans of equal length in time, and what is said is said
of the means of these. Seasons are told first and taken out. What is left is explained by
nothing, a line or steps, whichever fits best; the p of either is that of the largest partial
sum (a Brownian bridge) or of the slope, with the long-run variance of what remains. If even
the remainder may be a random walk, nothing is told but that: such a column has trends and
steps by chance. Where one wave a year says it better than any of these, that is told instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.course import Course, Step, Trend
from vedette.core.table import Role, Roles, Table, iso
from vedette.profiling.seasons import seasons_of
from vedette.profiling.timewords import said
from vedette.profiling.yearly import wave_of_a_year
from vedette.tables.series import Series, find_series

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

SPANS = 1_000
FEWEST = 40  # spans with values
SHORTEST = 10  # spans between two steps
MOST_STEPS = 5
WINDOW = SHORTEST + 1  # spans of a running median
FAR = 10  # interquartile ranges, as of `wild` values
ALPHA = 0.02  # over all columns, for seasons, steps and trends each
# 5 % points of the t statistic of a random walk: with its mean, a line (Dickey and Fuller,
# 1979), or a step at a place that was looked for (Perron and Vogelsang, 1992) taken out.
UNIT_ROOT = {"mean": -2.86, "line": -3.41, "steps": -4.44}
JUDGED = frozenset({"number", "weight"})


@dataclass(frozen=True)
class Fit:
    """A course of means (k,): `fitted`, and what it is called."""

    name: str
    fitted: Numbers
    bounds: tuple[int, ...] = ()


def courses(table: Table, roles: Roles) -> tuple[Course, ...]:
    """The course of every column of numbers; none where the rows have no order in time."""
    there: dict[str, Role] = {c.name: roles[c.name] for c in table}
    series = find_series(table, there)
    if series is None:
        return ()
    names = [c.name for c in table if there[c.name].kind in JUDGED and c.kind == "number"]
    names = [
        name for name in names if name not in series.names and not table[name].redacted
    ]
    found = [
        course(name, table[name].values, series, ALPHA / max(len(names), 1))
        for name in names
    ]
    return tuple(one for one in found if one is not None)


def course(name: str, values: Numbers, series: Series, alpha: float) -> Course | None:
    """Of values (n,); None of those that are constant or too few."""
    there = series.placed & np.isfinite(values)
    if there.sum() < FEWEST:
        return None
    place, y = series.place[there], values[there]
    order = np.argsort(place, kind="stable")
    place = place[order]
    y = without_levels(y, series.key[there])[order]
    deviation = float(y.std(ddof=1))
    if not np.isfinite(deviation) or np.ptp(y) <= 1e-12 * np.abs(y).max():
        return None
    seasons, left = seasons_of(place, y, alpha) if series.timed else ((), y)
    at, means = in_spans(place, left)
    means = tamed(means)
    if len(means) < FEWEST:
        return Course(name, deviation, seasons, None, (), False, None, None, "")
    trend, steps, wanders = explained(at, means, series.timed, alpha)
    calm = not (wanders or trend or steps)
    wave = None
    if series.timed and not calm:
        wave = swing_of_a_year(at, means, alpha)
    if wave is not None:
        trend, steps, wanders = None, (), False
    text = said(deviation, seasons, trend, steps, wanders, wave)
    return Course(name, deviation, seasons, trend, steps, wanders, wave, calm, text)


def without_levels(y: Numbers, key: Places) -> Numbers:
    """Each series on the level of all: what tells the series apart is no change in time."""
    known, which = np.unique(key, return_inverse=True)
    if len(known) == 1:
        return y
    means = np.bincount(which, y) / np.bincount(which)
    return np.asarray(y - means[which] + y.mean())


def in_spans(place: Places, y: Numbers) -> tuple[Places, Numbers]:
    """Where spans begin, and their means; rows themselves if they are few."""
    if len(y) <= SPANS:
        return place, y
    share = (place - place[0]) / max(float(place[-1] - place[0]), 1.0)
    span = np.minimum((share * SPANS).astype(np.int64), SPANS - 1)
    first = np.flatnonzero(np.append(True, np.diff(span) > 0))
    sizes = np.diff(np.append(first, len(y)))
    return place[first], np.add.reduceat(y, first) / sizes


def tamed(y: Numbers) -> Numbers:
    """Means y (k,) without spikes: at most `FAR` interquartile ranges off the running median.

    (Hampel's filter.) One wild value is no step, and must not hide one; what lasts for half
    of a window stays.
    """
    from scipy.ndimage import median_filter

    middle = median_filter(y, size=WINDOW, mode="nearest")
    off = y - middle
    low, high = np.quantile(off, (0.25, 0.75))
    if not high > low:
        return y
    return np.asarray(middle + np.clip(off, -FAR * (high - low), FAR * (high - low)))


def explained(
    at: Places, y: Numbers, timed: bool, alpha: float
) -> tuple[Trend | None, tuple[Step, ...], bool]:
    """The trend or the steps of means y (k,), and whether what remains wanders."""
    x = (at - at[0]) / max(float(at[-1] - at[0]), 1.0)
    line, steps = with_line(x, y), with_steps(y, alpha)
    trend_p = slope_p(x, y, line)
    best = Fit("mean", np.full(len(y), y.mean()))
    if trend_p < alpha and (not steps.bounds or cost(y, line, 1) <= cost(y, steps, 0)):
        best = line
    elif steps.bounds:
        best = steps
    if wanders(y - best.fitted, UNIT_ROOT[best.name]):
        return None, (), True
    if best.name == "line":
        return Trend(float(line.fitted[0]), float(line.fitted[-1]), trend_p), (), False
    return None, told_steps(at, y, steps, timed) if best is steps else (), False


def swing_of_a_year(at: Places, y: Numbers, alpha: float) -> float | None:
    """From low to high, if one wave a year explains means y (k,) better than a line or steps,
    and what remains does not wander."""
    fitted = wave_of_a_year(at, y)
    if fitted is None:
        return None
    wave, line = Fit("wave", fitted), with_line((at - at[0]) / float(at[-1] - at[0]), y)
    others = min(cost(y, line, 1), cost(y, with_steps(y, alpha), 0))
    if cost(y, wave, 2) >= others or wanders(y - fitted, UNIT_ROOT["steps"]):
        return None
    return float(np.ptp(fitted))


def with_line(x: Numbers, y: Numbers) -> Fit:
    X = np.column_stack([np.ones_like(x), x])
    return Fit("line", X @ np.linalg.lstsq(X, y, rcond=None)[0])


def with_steps(y: Numbers, alpha: float) -> Fit:
    """Steps by binary segmentation: the largest partial sum that chance does not explain."""
    bounds: list[int] = []
    todo = [(0, len(y))]
    while todo and len(bounds) < MOST_STEPS:
        first, last = todo.pop(0)
        k, p = largest_step(y[first:last])
        if p < alpha:
            bounds.append(first + k)
            todo += [(first, first + k), (first + k, last)]
    bounds.sort()
    return Fit("steps", levels(y, bounds), tuple(bounds))


def largest_step(y: Numbers) -> tuple[int, float]:
    """Where the partial sums of y - mean are largest, and how likely that is by chance."""
    from scipy.special import kolmogorov

    k = len(y)
    if k < 2 * SHORTEST:
        return 0, 1.0
    sums = np.abs(np.cumsum(y - y.mean()))[SHORTEST - 1 : k - SHORTEST]
    at = int(sums.argmax()) + SHORTEST
    scale = np.sqrt(long_run(y - levels(y, [at])) * k)
    return at, float(kolmogorov(sums.max() / scale)) if scale > 0 else 0.0


def levels(y: Numbers, bounds: Sequence[int]) -> Numbers:
    """The mean of each stretch between bounds, at each of its places."""
    edges = [0, *bounds, len(y)]
    sizes = np.diff(edges)
    return np.asarray(np.repeat(np.add.reduceat(y, edges[:-1]) / sizes, sizes))


def long_run(rest: Numbers) -> float:
    """The variance of a mean of rest (k,), times k: by an autoregression of order 1 and the
    weighted autocovariances of what it leaves (Andrews and Monahan, 1992)."""
    total = float(rest @ rest)
    if total <= 0:
        return 0.0
    r = float(np.clip(rest[1:] @ rest[:-1] / total, -0.5, 0.97))
    noise = rest[1:] - r * rest[:-1]
    k = len(noise)
    found = float(noise @ noise) / k
    lags = int(4 * (k / 100) ** (2 / 9))
    for lag in range(1, lags + 1):
        weight = 1 - lag / (lags + 1)
        found += 2 * weight * float(noise[lag:] @ noise[:-lag]) / k
    return max(found, float(noise @ noise) / k / 4) / (1 - r) ** 2


def slope_p(x: Numbers, y: Numbers, line: Fit) -> float:
    """How likely a slope as steep without a trend."""
    from scipy.special import ndtr

    centred = x - x.mean()
    slope = float(centred @ y / (centred @ centred))
    error = np.sqrt(long_run(y - line.fitted) / float(centred @ centred))
    if error <= 0:
        return 0.0 if slope else 1.0
    return float(2 * ndtr(-abs(slope) / error))


def cost(y: Numbers, fit: Fit, more: int) -> float:
    """Schwarz's criterion of a course with independent noise."""
    rest = y - fit.fitted
    places = 2 * len(fit.bounds) + more
    return float(
        len(y) * np.log(max(float(rest @ rest), 1e-300) / len(y)) + places * np.log(len(y))
    )


def wanders(rest: Numbers, bound: float) -> bool:
    """Whether a random walk is not excluded (augmented Dickey-Fuller test)."""
    lags = int(4 * (len(rest) / 100) ** 0.25)  # Schwert (1989)
    change = np.diff(rest)
    if float(change @ change) <= 1e-18 * float(rest @ rest) or not rest.any():
        return False
    rows = len(change) - lags
    X = np.column_stack(
        [rest[lags:-1], *(change[lags - i : len(change) - i] for i in range(1, lags + 1))]
    )
    y = change[lags:]
    solution, *_ = np.linalg.lstsq(X, y, rcond=None)
    left = y - X @ solution
    noise = float(left @ left) / max(rows - lags - 1, 1)
    error = np.sqrt(noise * np.linalg.pinv(X.T @ X)[0, 0])
    return bool(error > 0 and solution[0] / error > bound)


def told_steps(at: Places, y: Numbers, fit: Fit, timed: bool) -> tuple[Step, ...]:
    """Each step with the means of the stretches on its two sides, in order."""
    edges = [0, *fit.bounds, len(y)]
    found = []
    for i, bound in enumerate(fit.bounds):
        stretch = y[edges[i] : edges[i + 2]]
        rest = stretch - fit.fitted[edges[i] : edges[i + 2]]
        before, after = float(fit.fitted[bound - 1]), float(fit.fitted[bound])
        found.append(Step(moment(at[bound], timed), before, after, chance(rest, stretch)))
    return tuple(found)


def chance(rest: Numbers, stretch: Numbers) -> float:
    from scipy.special import kolmogorov

    scale = np.sqrt(long_run(rest) * len(rest))
    largest = float(np.abs(np.cumsum(stretch - stretch.mean())).max())
    return float(kolmogorov(largest / scale)) if scale > 0 else 0.0


def moment(place: np.int64, timed: bool) -> str | int:
    return iso(np.datetime64(int(place), "us")) if timed else int(place)
