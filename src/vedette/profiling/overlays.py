"""A column before and now on one pair of axes."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.pictures import Axis, Line, Lines

BINS = 40
MIDDLE = (0.005, 0.995)  # of the values of both; beyond it a few would make the axis


def overlay(name: str, before: Vector, after: Vector) -> Lines | None:
    """The shares of rows in bins of equal width; None where there is nothing to draw.

    before, after
        Values (n,), finite.
    """
    if not (len(before) and len(after)):
        return None
    ends = [np.quantile(side, MIDDLE) for side in (before, after)]
    low, high = float(min(e[0] for e in ends)), float(max(e[1] for e in ends))
    if not (np.isfinite(high / 2 - low / 2) and high > low):
        return None
    edges = np.linspace(low, high, bins(before, after, low, high) + 1)
    shares = [np.histogram(side, edges)[0] / len(side) for side in (before, after)]
    most = float(max(share.max() for share in shares))
    if not most > 0:
        return None
    drawn = tuple(
        Line(said, outline(edges, share))
        for said, share in zip(("before", "now"), shares, strict=True)
    )
    axes = Axis(low, high), Axis(0.0, most)
    return Lines(name, name, "share of the rows", *axes, drawn)


def bins(before: Vector, after: Vector, low: float, high: float) -> int:
    """As many as there are steps between values, if these are few: else bins are a comb."""
    known = np.unique(np.concatenate([before, after]))
    known = known[(known >= low) & (known <= high)]
    steps = round((high - low) / float(np.diff(known).min())) if len(known) > 1 else BINS
    return max(1, min(BINS, steps))


def outline(edges: Vector, shares: Vector) -> tuple[tuple[float, float], ...]:
    """The corners of a histogram."""
    x = np.repeat(edges, 2)
    y = np.concatenate([[0.0], np.repeat(shares, 2), [0.0]])
    return tuple(zip(x.tolist(), y.tolist(), strict=True))
