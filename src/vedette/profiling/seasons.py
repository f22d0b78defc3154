"""Which cycles a column shows: the hour of the day, the day of the week, the month.

Each cycle that passed is one witness of the whole course: a phase counts only if it is high
in cycle after cycle (an analysis of variance of repeated measures). Neighbouring phases
resemble each other, so their degrees of freedom shrink (Box, 1954).
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from vedette.core.course import Season

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Cycle = Literal["day", "week", "year"]

LEAST = 4  # whole cycles
# Swings of less than this share of the deviation are of no account.
SMALL = 0.05


def seasons_of(
    place: Places, y: Numbers, alpha: float
) -> tuple[tuple[Season, ...], Numbers]:
    """The seasons of values y (n,) at times (n,) in microseconds; y without them."""
    cycles = get_args(Cycle)
    found = []
    for cycle in cycles:
        number, phase = phases(place, cycle)
        course, p = repeated(number, phase, y)
        p *= len(cycles)
        if course is None or p >= alpha:
            continue
        swing = float(np.nanmax(course) - np.nanmin(course))
        if swing > SMALL * float(y.std()):
            found.append(Season(cycle, swing, min(p, 1.0)))
            y = y - np.where(np.isfinite(course[phase]), course[phase], 0.0)
    return tuple(found), y


def phases(place: Places, cycle: Cycle) -> tuple[Places, Places]:
    """(n,) which cycle each moment is in, and (n,) where in it."""
    time = place.view("datetime64[us]")
    if cycle == "day":
        hours = time.astype("datetime64[h]").astype(np.int64)
        return hours // 24, hours % 24
    if cycle == "week":
        days = time.astype("datetime64[D]").astype(np.int64) + 3  # Monday is 0
        return days // 7, days % 7
    months = time.astype("datetime64[M]").astype(np.int64)
    return months // 12, months % 12


def repeated(number: Places, phase: Places, y: Numbers) -> tuple[Numbers | None, float]:
    """The mean course over the phases (NaN where there is none), less its mean, and how
    likely one as marked is by chance; None if too few cycles saw the same phases."""
    cycle = number - number.min()
    k, wide = int(cycle.max()) + 1, int(phase.max()) + 1
    if k < LEAST:
        return None, 1.0
    cell = cycle * wide + phase
    counts = np.bincount(cell, minlength=k * wide).reshape(k, wide)
    sums = np.bincount(cell, y, minlength=k * wide).reshape(k, wide)
    used = (counts > 0).mean(axis=0) > 0.8
    if used.sum() < 2:
        return None, 1.0
    whole = (counts[:, used] > 0).all(axis=1)
    if whole.sum() < LEAST:
        return None, 1.0
    seen = detrended(sums[whole][:, used] / counts[whole][:, used])
    course = np.full(wide, np.nan)
    course[used] = seen.mean(axis=0) - seen.mean()
    return course, same(seen)


def detrended(seen: Numbers) -> Numbers:
    """(cycles, phases) without what rises from cycle to cycle, spread over its phases."""
    k, m = seen.shape
    rise = np.polyfit(np.arange(k), seen.mean(axis=1), 1)[0]
    return np.asarray(seen - rise * (np.arange(m) - (m - 1) / 2) / m)


def same(seen: Numbers) -> float:
    """How likely phases that differ as much over cycles (cycles, phases) by chance."""
    from scipy.special import fdtrc

    k = len(seen)
    centred = seen - seen.mean(axis=1, keepdims=True)
    mean = centred.mean(axis=0)
    rest = centred - mean
    total = float((rest**2).sum())
    if total <= 1e-24 * float((seen**2).sum()):
        return 0.0 if np.ptp(mean) > 1e-9 * np.abs(seen).max() else 1.0
    F = k * float(mean @ mean) * (k - 1) / total
    covariance = rest.T @ rest
    shrunk = float(np.trace(covariance)) ** 2 / float((covariance**2).sum())
    return float(fdtrc(max(shrunk, 1.0), max(shrunk, 1.0) * (k - 1), F))
