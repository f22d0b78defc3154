"""How large a change is, in the column's own units and words."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.drift import Change
from vedette.core.findings import Value
from vedette.core.wording import as_read, percent, show

Numbers = npt.NDArray[np.float64]

# Factors between usual units: decimal ones, minutes and hours of seconds, bytes.
UNITS = tuple(f for one in (10, 100, 1000, 1e6, 60, 3600, 1024) for f in (one, 1 / one))
UNIT_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
UNIT_APART = 0.25  # in logarithms, of every quantile from what the factor makes of it
UNIT_ROWS = 20


def missing_change(before: float, after: float, p: float) -> Change:
    """Of the share of rows without a value."""
    said = f"missing {percent(before)} -> {percent(after)}"
    return Change("missing", None, before, after, after - before, p, said)


def moved(old: Numbers, new: Numbers, sign: float, p: float, *, shown: bool) -> Change:
    """Of the mean; of the median where wild values move the mean the other way."""
    unit = float(old.std(ddof=1)) or float(new.std(ddof=1))
    means = float(old.mean()), float(new.mean())
    what: Literal["mean", "median"] = "mean"
    if (means[1] - means[0]) * sign <= 0 or not np.isfinite(unit) or unit <= 0:
        what, means = "median", (float(np.median(old)), float(np.median(new)))
        unit = float(np.subtract(*np.quantile(old, (0.75, 0.25)))) / 1.349 or unit
    size = (means[1] - means[0]) / unit if unit > 0 else 0.0
    by = f"{size:+.2f} sd"
    if not shown:
        return Change(what, None, None, None, size, p, f"{what} {by}")
    like = (means[0], means[0] + max(abs(means[1] - means[0]), unit / 10) / 3)
    said = f"{what} {show(means[0], like)} -> {show(means[1], like)} ({by})"
    return Change(what, None, *means, size, p, said)


def factor(old: Numbers, new: Numbers) -> float | None:
    """By what all values were multiplied, if that is what another unit does; else None."""
    quantiles = [np.quantile(side, UNIT_LEVELS) for side in (old, new)]
    if min(map(len, (old, new))) < UNIT_ROWS or not all(map(np.all, quantiles)):
        return None
    ratios = quantiles[1] / quantiles[0]
    if not (ratios > 0).all():
        return None
    middle = float(np.median(ratios))
    best = min(UNITS, key=lambda one: abs(np.log(one / middle)))
    return best if np.abs(np.log(ratios / best)).max() < UNIT_APART else None


def rescaled(old: Numbers, new: Numbers, by: float, p: float, *, shown: bool) -> Change:
    """Of the unit."""
    times = f"{by:,.0f} times as much" if by > 1 else f"1/{1 / by:,.0f} as much"
    said = f"{times}, as if in another unit"
    if not shown:
        return Change("unit", None, None, None, by, p, said)
    means = float(old.mean()), float(new.mean())
    mean = " -> ".join(show(one, (0.0, abs(one) / 3)) for one in means)
    return Change("unit", None, *means, by, p, f"mean {mean}: {said}")


def stretched(old: Numbers, new: Numbers, sign: float, p: float, *, shown: bool) -> Change:
    """Of the standard deviation; of the interquartile range where that tells otherwise."""
    name = "standard deviation"
    wide = float(old.std(ddof=1)), float(new.std(ddof=1))
    if (wide[1] - wide[0]) * sign <= 0:
        name = "interquartile range"
        wide = interquartile(old), interquartile(new)
    ratio = wide[1] / wide[0] if wide[0] > 0 else 1.0
    by = f"x{ratio:.2f}"
    if not shown:
        return Change("scale", None, None, None, ratio, p, f"{name} {by}")
    like = (0.0, max(wide) / 3)
    said = f"{name} {show(wide[0], like)} -> {show(wide[1], like)} ({by})"
    return Change("scale", None, *wide, ratio, p, said)


def interquartile(values: Numbers) -> float:
    low, high = np.quantile(values, (0.25, 0.75))
    return float(high - low)


def reshaped(old: Numbers, new: Numbers, at: float, p: float, *, shown: bool) -> Change:
    """Of the share of values up to where that differs most."""
    shares = float((old <= at).mean()), float((new <= at).mean())
    size = shares[1] - shares[0]
    if not shown:
        return Change("shape", None, *shares, size, p, "another distribution")
    both = np.concatenate([old, new])
    like = tuple(float(v) for v in np.quantile(both, (0.05, 0.95)))
    told = f"at most {show(at, like)}: {percent(shares[0])} -> {percent(shares[1])}"
    return Change("shape", at, *shares, size, p, f"another distribution, {told}")


def level_change(
    level: Value, before: float, after: float, p: float, *, shown: bool
) -> Change:
    """Of the share of one level among the values."""
    what: Literal["share", "new", "gone"] = "share"
    if before == 0:
        what = "new"
    elif after == 0:
        what = "gone"
    named = f"'{as_read(level, longest=24)}'" if shown else "one of its values"
    said = f"{named} {percent(before)} -> {percent(after)}"
    said += {"share": "", "new": " (new)", "gone": " (gone)"}[what]
    return Change(what, level if shown else None, before, after, after - before, p, said)


def others_change(before: float, after: float, p: float) -> Change:
    """Of the share of all rare levels together."""
    said = f"rare values {percent(before)} -> {percent(after)}"
    return Change("share", None, before, after, after - before, p, said)
