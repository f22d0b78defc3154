"""New ground: rows of a later series where none of the learned ones were.

A series that drifts leaves what was learned behind. What a model expects there stays at the
edge of it, so that every row would look odd. The row before is still near: such a row is
judged by its step, if that is the more usual of the two. And that many rows lie beyond all
learned ones says little if the learned ones went on like that too, or cover only a few days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

if TYPE_CHECKING:
    from vedette.scanning.decide import Charge
    from vedette.scanning.views import Fit
    from vedette.tables.series import Series

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

# So far out in both, a step and a deviation count as equally odd.
FAR = 0.98
# Fewer learned steps do not show how long one is.
STEPS = 50
# A walk rarely goes further beyond its range than this many times the range; one of more rows
# than were learned, further by the root of their ratio.
WALK = 1.5
# What begins further beyond than this many times the range has not walked there.
START = 0.5
# A series goes on to new ground if its later half is, in more rows than this, beyond the first.
DRIFT = 0.05
DAY = 86_400_000_000  # microseconds


def by_steps(fit: Fit, seen: Fit, before: Rows, then: Rows, usual: dict[int, Mask]) -> Mask:
    """Judge rows on new ground by the step from the row before, where that is more usual.

    before, then
        The row before each, of the learned rows and of those seen.
    usual
        By target, the learned rows that show what its values are.

    Returns (m,) which rows come after one on new ground.
    """
    known = {t: fit.y[t][usual[t]] for t in fit.z}
    now = {t: outside(seen.y[t], known[t]) for t in fit.z}
    none = np.zeros(len(then), dtype=bool)
    after = np.where(then >= 0, np.any([none, *now.values()], axis=0)[then], False)
    expected, scale = {}, {}
    for t in fit.z:
        new = after | np.any([none, *(now[j] for j in now if j != t)], axis=0)
        learned = step(fit.y[t], before)
        learned[~usual[t]] = np.nan
        if not new.any() or np.isfinite(learned).sum() < STEPS:
            continue
        middle = float(np.nanmedian(learned))
        size = far(learned - middle) / max(far(fit.z[t][usual[t]]), 1e-12)
        z = (step(seen.y[t], then) - middle) / max(size, 1e-12)
        with np.errstate(invalid="ignore"):
            better = new & (np.abs(z) < np.abs(seen.z[t]))
        last = np.where(then >= 0, seen.y[t][then], np.nan) + middle
        expected[t] = np.where(better, last, seen.expected(t))
        scale[t] = np.where(better, max(size, 1e-12), seen.scale(t))
    if expected:
        seen.model = seen.model.revised(expected, scale)
        for t in expected:
            seen.z[t] = (seen.y[t] - seen.expected(t)) / seen.scale(t)
    return np.asarray(after)


def step(y: Vector, before: Rows) -> Vector:
    """(n,) from the row before to each; NaN where there is none."""
    return np.where(before >= 0, y - y[before], np.nan)


def far(z: Vector) -> float:
    known = np.abs(z[np.isfinite(z)])
    return float(np.quantile(known, FAR)) if len(known) else 0.0


def outside(y: Vector, known: Vector) -> Mask:
    """(m,) which values lie outside the range of the known ones."""
    known = known[np.isfinite(known)]
    if not len(known):
        return np.zeros(len(y), dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.asarray((y < known.min()) | (y > known.max()))


def unheard_of(crowd: Charge, series: Series, before: Rows, first: int, fdr: float) -> bool:
    """Whether a crowd of rows of a later series is more than the series going its way.

    What is far off from its first row on has not gone there.
    """
    view = crowd.view
    assert view.fit is not None
    y, z = view.fit.y[view.target], view.z
    known = y[:first][np.isfinite(z[:first])]
    n, m = len(known), int(np.isfinite(z[first:]).sum())
    low, high = float(known.min()), float(known.max())
    beyond = np.maximum(np.maximum(y[crowd.rows] - high, low - y[crowd.rows]), 0.0)
    starts = y[first:][before[first:] < 0]
    there = np.maximum(starts - high, low - starts) > START * (high - low)
    furthest = WALK * (high - low) * np.sqrt(max(1.0, m / n))
    if 2 * there.sum() > len(starts) and np.median(beyond) > furthest:
        return True
    if any(drifts(values[:first], series.place[:first]) for values in (z, y)):
        return False
    if not series.timed:
        return True
    days = np.where(series.placed, series.place // DAY, 0)
    old, new, odd = (
        len(np.unique(days[rows]))
        for rows in (np.arange(first), np.arange(first, len(days)), crowd.rows)
    )
    return bool(odd * np.log10(new / (old + new)) < np.log10(fdr / 2))


def drifts(z: Vector, place: Rows) -> bool:
    """Whether the later half of a series lies, in many rows, beyond the first."""
    z = z[np.argsort(place, kind="stable")]
    z = z[np.isfinite(z)]
    half = len(z) // 2
    if half < STEPS:
        return True
    return bool(outside(z[half:], z[:half]).mean() > DRIFT)
