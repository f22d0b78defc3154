"""What a scan takes for the noise of each column, given the other columns."""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import Vector
from vedette.planting.noise import Noise
from vedette.scanning.learning import Learned
from vedette.scanning.views import Fit


def noise_of(learned: Learned) -> dict[str, Noise]:
    """By judged column, its noise row by row, in the order in which the table was read.

    Where a column is judged with and without the row before, by that which expects more
    closely.
    """
    best: dict[str, tuple[float, Fit, int]] = {}
    for fit in learned.judged.fits:
        for target in fit.z:
            width = float(np.nanmedian(fit.scale(target)))
            column = fit.design.parts[target].column
            if np.isfinite(width) and (column not in best or width < best[column][0]):
                best[column] = (width, fit, target)
    rows = learned.ordered.rows
    found = {}
    for column, (_, fit, target) in best.items():
        scale = np.full(len(rows), np.nan)
        scale[rows] = in_own_units(fit, target)
        found[column] = Noise(scale)
    return found


def in_own_units(fit: Fit, target: int) -> Vector:
    """(n,) half the range from one scale below to one above what is expected of each row."""
    transform = fit.model.transform(target)
    expected, scale = fit.expected(target), fit.scale(target)
    # Halved before they are subtracted: the whole range may be more than a float holds.
    half = transform.inverse(expected + scale) / 2 - transform.inverse(expected - scale) / 2
    return np.where(half > 0, half, np.nan)


def left_unexplained(learned: Learned) -> dict[str, float]:
    """By quantity that was judged or is tied to others by arithmetic, the share of its mean
    deviation that the other columns leave.

    1: they tell nothing of it. What the row before tells is not counted.
    """
    left: dict[str, float] = {}
    for fit in learned.judged.fits:
        if fit.lagged:
            continue
        for target in fit.z:
            y, known = fit.y[target], np.isfinite(fit.z[target])
            if not known.any():
                continue
            alone = np.abs(y[known] - np.median(y[known])).mean()
            with_others = np.abs(y[known] - fit.expected(target)[known]).mean()
            if alone > 0:
                left[fit.design.parts[target].column] = float(min(with_others / alone, 1.0))
    # One of them was taken out before the others were judged: these seem alone.
    tied = [f for f in learned.functions if f.kind != "category"]
    return left | {name: 0.0 for f in tied for name in (f.column, *f.of)}
