"""Whether the distribution of a column has shifted.

Numbers are looked at by their ranks u among the fitted values, so heavy tails and units do not
matter. Of a load three numbers are formed: the means of the first Legendre polynomials of u
(place, spread, skewness), as in Neyman's smooth test (1937). What they may be is known from the
fitted loads (`forecast`), so that the rows of a day, which have the day in common, do not count
as independent. With too few loads the variance is taken from ten stretches of the fitted
rows in time, or from the number of rows. The size of a shift is the distance of Kolmogorov and
Smirnov: a small one passes, however sure it is.

Of categories, the share of each that is not rare is compared.
"""

from __future__ import annotations

import math

import numpy as np

from vedette.core import wording
from vedette.core.gate import Check, verdict
from vedette.core.table import Column
from vedette.gating.forecast import Forecast, forecast, independent
from vedette.gating.loads import Loads, Numbers, Places
from vedette.gating.shares import judge_share
from vedette.gating.steady import ranks
from vedette.gating.unseen import joint_codes, shown

PARTS = 3
STRETCHES = 10
LEAST_VALUES = 20
# Shares of the rows that must have moved, where it is known how loads differ or not.
LEAST, LEAST_ROUGH = 0.1, 0.3
LEAST_KIND, LEAST_KIND_ROUGH = 0.05, 0.1
FACTOR = 0.25  # of the share of a kind
RARE = 0.01
MOST_KINDS = 50


def polynomials(u: Numbers) -> Numbers:
    """(3, n) Legendre polynomials on (0, 1), orthonormal."""
    x = 2 * u - 1
    return np.array(
        [
            math.sqrt(3) * x,
            math.sqrt(5) * (3 * x**2 - 1) / 2,
            math.sqrt(7) * (5 * x**3 - 3 * x) / 2,
        ]
    )


def numbers(old: Column, new: Column, loads: Loads, level: float) -> Check:
    """The check of the distribution of numbers."""
    before, now = _present(old), _present(new)
    name = wording.show(new.name)
    if len(now) < LEAST_VALUES or len(before) < LEAST_VALUES:
        text = f"distribution of {name}: {wording.count(len(now), 'value')}"
        return Check("shift", new.name, "not checked", text)
    u = ranks(old.values, before)
    v = ranks(now, before)
    seen = _many(u, len(now), loads) if loads.many else _few(u, len(now), loads)
    means = polynomials(v).mean(axis=1)
    each = [f.p(float(m)) for f, m in zip(seen, means, strict=True)]
    p = min(1.0, PARTS * min(each))
    far = distance(before, now)
    least = LEAST if loads.many else LEAST_ROUGH
    failed = p < level and far >= least
    low, high = _range(seen[0], level / PARTS, least, before)
    middle = float(np.median(now))
    expected = float(np.median(before))
    like = (low, high) if high > low else None
    where = wording.expectation(expected, low, high)
    text = f"{name} has a median of {wording.number(middle, like)}, expected {where}"
    if failed:
        what = "is spread in another way" if low <= middle <= high else "has shifted"
        text = f"{name} {what}: {_spread(now, like)}, {_spread(before, like)} when fitted"
    ended = verdict(not failed)
    return Check("shift", new.name, ended, text, middle, expected, low, high, p)


def _present(column: Column) -> Numbers:
    return np.sort(column.values[~column.missing]).astype(np.float64)


def _spread(values: Numbers, like: tuple[float, float] | None) -> str:
    """ "median 12 (80 % from 3 to 40)"."""
    low, middle, high = (float(np.quantile(values, q)) for q in (0.1, 0.5, 0.9))
    digits = (low, high) if high > low else like
    said = [wording.number(x, digits) for x in (low, middle, high)]
    return f"median {said[1]} (80 % from {said[0]} to {said[2]})"


def _many(u: Numbers, size: int, loads: Loads) -> list[Forecast]:
    """What each part may be, from the fitted loads."""
    there = ~np.isnan(u)
    counts = loads.total(there)
    used = counts > 0
    share = counts / max(1.0, float(there.sum()))
    seen = []
    for values in polynomials(u):
        mean = loads.total(np.where(there, values, 0.0)) / np.maximum(counts, 1)
        # A load is a part of what it is ranked among.
        mean = mean / np.maximum(1 - share, 0.5)
        variance = 1 / np.maximum(counts, 1)
        mean = np.where(used, mean, 0.0)
        seen.append(forecast(mean, variance, 1 / size, loads))
    return seen


def _few(u: Numbers, size: int, loads: Loads) -> list[Forecast]:
    """What each part may be, from stretches of the fitted rows, or by the rows alone."""
    known = u[~np.isnan(u)]
    sampling = 1 / size + 1 / len(known)
    if loads.old is None:
        return [Forecast(0.0, math.sqrt(sampling), 1e6)] * PARTS
    there = ~np.isnan(u) & ~np.isnat(loads.old.time)
    order = np.argsort(loads.old.time[there], kind="stable")
    parts = np.array_split(polynomials(u[there][order]), STRETCHES, axis=1)
    means = np.array([part.mean(axis=1) for part in parts if part.shape[1]])
    if len(means) < STRETCHES:
        return [Forecast(0.0, math.sqrt(sampling), 1e6)] * PARTS
    return [_of_stretches(part - part.mean(), sampling) for part in means.T]


def _of_stretches(rest: Numbers, sampling: float) -> Forecast:
    """How far two loads may be apart, by the stretches of one; slow ones count as fewer."""
    worth = max(1.5, independent(rest, shown=0.0))
    between = 2 * float(rest @ rest) / (worth - 0.5) / STRETCHES
    return Forecast(0.0, math.sqrt(max(sampling, between)), max(1.0, worth - 1))


def distance(before: Numbers, now: Numbers) -> float:
    """The largest difference of the distribution functions of two sorted samples."""
    both = np.concatenate([before, now])
    first = np.searchsorted(before, both, "right") / len(before)
    second = np.searchsorted(now, both, "right") / len(now)
    return float(np.abs(first - second).max())


def _range(
    seen: Forecast, level: float, least: float, before: Numbers
) -> tuple[float, float]:
    """The medians that are allowed: those ranks, read off the fitted values."""
    bounds = np.array(seen.range(level)) / (2 * math.sqrt(3))
    shares = 0.5 + np.array([min(bounds[0], -least), max(bounds[1], least)])
    low, high = np.quantile(before, np.clip(shares, 0, 1))
    return float(low), float(high)


def kinds(old: Column, new: Column, loads: Loads, level: float) -> Check:
    """The check of the shares of categories."""
    first, second, levels = joint_codes(old, new)
    name = wording.show(new.name)
    there, size = first >= 0, int((second >= 0).sum())
    if size < LEAST_VALUES or there.sum() < LEAST_VALUES:
        text = f"shares of {name}: {wording.count(size, 'value')}"
        return Check("shift", new.name, "not checked", text)
    now = np.bincount(second[second >= 0], minlength=len(levels))
    before = np.bincount(first[there], minlength=len(levels))
    frequent = np.maximum(before / there.sum(), now / size) >= RARE
    chosen = np.flatnonzero(frequent & (before > 0))
    chosen = chosen[np.argsort(-before[chosen], kind="stable")][:MOST_KINDS]
    if not len(chosen):
        return Check("shift", new.name, "not checked", f"shares of {name}: all are rare")
    sizes = loads.total(there)
    of = np.full(len(levels) + 1, -1, dtype=np.int64)
    of[chosen] = np.arange(len(chosen))
    each = by_load(of[first], len(chosen), loads)
    judged = [
        judge_share(
            each[:, i],
            np.maximum(sizes, 1.0),
            float(now[k]),
            float(size),
            loads,
            level / len(chosen),
            total=(float(before[k]), float(there.sum())),
            least=LEAST_KIND if loads.many else LEAST_KIND_ROUGH,
            factor=FACTOR,
        )
        for i, k in enumerate(chosen)
    ]
    worst = min(range(len(judged)), key=lambda i: (judged[i].allowed, judged[i].p))
    found, kind = judged[worst], shown(old.kind, levels[chosen[worst]])
    text = (
        f"{name} is {kind} in {wording.percent(found.observed)} of the rows, expected "
        f"{wording.percent(found.expected)} ({wording.percent(found.low)} to "
        f"{wording.percent(found.high)})"
    )
    return Check(
        "shift",
        new.name,
        verdict(found.allowed),
        text,
        found.observed,
        found.expected,
        found.low,
        found.high,
        min(1.0, len(judged) * found.p),
    )


def by_load(codes: Places, kinds: int, loads: Loads) -> Numbers:
    """(k, kinds) rows of each load and kind; -1 is none of them."""
    inside = (codes >= 0) & (loads.of_row >= 0)
    places = loads.of_row[inside] * kinds + codes[inside]
    counts = np.bincount(places, minlength=loads.count * kinds)
    return counts.reshape(loads.count, kinds).astype(np.float64)
