"""Humps of a distribution that chance does not explain.

The values are counted in fine bins and smoothed; each valley between two peaks has to be
deeper than the chance of counting allows, or the two are one. Several widths of smoothing
are tried, since the usual one hides humps that are narrow beside the whole range
(Silverman, "Using kernel density estimates to investigate multimodality", 1981; that
valleys are tested instead of bandwidths is for speed).
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

BINS = 512
MIDDLE = (0.002, 0.998)  # of the values; beyond it a few would make the axis
LEAST, LEAST_DISTINCT = 100, 25
GRAINS = 2.0  # of smoothing at least: what is written in steps is a comb
NARROWER = (1.0, 0.5)  # times the usual width
# A valley's depth in standard errors: peaks and valleys are picked for being extreme.
DEEP = 4.5
SHALLOW = 0.75  # of the lower peak: a valley that is not below is no valley worth telling
SMALL = 0.02  # a hump of fewer values is none

Counts = npt.NDArray[np.float64]


def modes_of(ordered: Vector, *, log: bool) -> list[float] | None:
    """Where the humps are, ascending; None with too few values, or too few different ones.

    Parameters
    ----------
    ordered
        Sorted, finite.
    log
        Look at logarithms; all values are above 0.
    """
    low, high = ordered[[int(q * (len(ordered) - 1)) for q in MIDDLE]]
    inside = ordered[(ordered >= low) & (ordered <= high)]
    if len(inside) < LEAST or np.count_nonzero(np.diff(inside)) + 1 < LEAST_DISTINCT:
        return None
    values = np.log(inside) if log else inside
    first, width = float(values[0]), float(values[-1]) - float(values[0])
    if not 0 < width < math.inf:
        return None
    places = unit_modes((values - first) / width, lattice=not log)
    centres = first + np.array(places) * width
    return [float(v) for v in (np.exp(centres) if log else centres)]


def unit_modes(values: Vector, *, lattice: bool) -> list[float]:
    """Where the humps of sorted values in 0 to 1 are; `lattice` if they may be in steps."""
    bins, grain, start, width = BINS, grain_of(values), 0.0, 1.0
    if lattice and width / grain < 2 * BINS:
        # A bin for each value that can be written, else some bins hold two and others one.
        bins = round(width / grain) + 1
        start, width = -grain / 2, width + grain
    counts = np.histogram(values, bins, (start, start + width))[0].astype(float)
    least = GRAINS * max(grain / width * bins, 1.0)
    found: list[int] = []
    for narrower in NARROWER:
        sigma = narrower * usual_width(values) / width * bins
        peaks = humps(counts, max(sigma, least))
        found = peaks if len(peaks) > len(found) else found
    return [start + (peak + 0.5) * width / bins for peak in found]


def grain_of(values: Vector) -> float:
    """How far a sorted value usually is from the next different one, weighed by rows."""
    last = np.flatnonzero(np.append(np.diff(values) > 0, False))
    rows = np.diff(np.append(-1, last))
    gaps = values[last + 1] - values[last]
    order = np.argsort(gaps, kind="stable")
    upto = np.cumsum(rows[order])
    return float(gaps[order][np.searchsorted(upto, 0.75 * upto[-1])])


def usual_width(values: Vector) -> float:
    """Silverman's rule of thumb for the width of smoothing."""
    n = len(values)
    quarter, most = values[n // 4], values[(3 * n) // 4]
    spreads = [s for s in (float(values.std()), float(most - quarter) / 1.34) if s > 0]
    return float(0.9 * min(spreads) * n**-0.2)


def humps(counts: Counts, sigma: float) -> list[int]:
    """Peaks of the smoothed counts between which every valley is deep enough."""
    from scipy.ndimage import gaussian_filter1d

    smooth = gaussian_filter1d(counts, sigma, mode="constant")
    # Both ends are drawn toward 0 by what is beyond them: seen as there.
    smooth /= gaussian_filter1d(np.ones_like(counts), sigma, mode="constant")
    rising = np.diff(smooth, prepend=-1.0) > 0
    falling = np.diff(smooth, append=-1.0) <= 0
    peaks = [int(p) for p in np.flatnonzero(rising & falling)]
    # A window's count, as if nothing were known of its neighbours: of effective width.
    counted = smooth * 2 * math.sqrt(math.pi) * sigma
    while len(peaks) > 1:
        depths = [depth(counted, a, b) for a, b in itertools.pairwise(peaks)]
        worst = int(np.argmin(depths))
        if depths[worst] >= DEEP:
            break
        a, b = peaks[worst], peaks[worst + 1]
        peaks.remove(a if smooth[a] < smooth[b] else b)
    return without_small(counts, smooth, peaks)


def depth(counted: Counts, a: int, b: int) -> float:
    """The valley between two peaks below the lower one, in standard errors; 0 if shallow."""
    least = float(counted[a : b + 1].min())
    lower = float(min(counted[a], counted[b]))
    if least > SHALLOW * lower:
        return 0.0
    return (lower - least) / math.sqrt(lower + least)


def without_small(counts: Counts, smooth: Counts, peaks: list[int]) -> list[int]:
    """The peaks whose values, from valley to valley, are enough of all."""
    valleys = [a + int(np.argmin(smooth[a : b + 1])) for a, b in itertools.pairwise(peaks)]
    edges = [0, *valleys, len(counts)]
    share = [counts[s:e].sum() / counts.sum() for s, e in itertools.pairwise(edges)]
    return [p for p, of in zip(peaks, share, strict=True) if of >= SMALL]
