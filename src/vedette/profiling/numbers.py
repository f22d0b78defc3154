"""The comparisons of a column of numbers: where they lie, how they spread, their shape."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vedette.core.drift import Change
from vedette.profiling import contrasts, sizes
from vedette.profiling.contrasts import PLACED, Contrast, Sample

Pair = tuple[Contrast, Callable[[], Change]]


def compare(before: Sample, after: Sample, *, shown: bool) -> list[Pair]:
    """Each comparison, and how its change is told; infinite values count as far out."""
    old, new = finite(before), finite(after)
    place = contrasts.place(old, new)
    by = sizes.factor(old.values, new.values)
    if by is not None:
        both = old.values, new.values
        return [(place, lambda: sizes.rescaled(*both, by, place.p, shown=shown))]
    scale = contrasts.scale(old, new, place.p < PLACED)
    shape = contrasts.shape(old, new)
    values = old.values, new.values
    made: list[Pair] = [
        (place, lambda: sizes.moved(*values, place.sign, place.p, shown=shown)),
        (shape, lambda: sizes.reshaped(*values, shape.at, shape.p, shown=shown)),
    ]
    if scale is not None:
        found = scale
        made.append(
            (found, lambda: sizes.stretched(*values, found.sign, found.p, shown=shown))
        )
    return made


def finite(sample: Sample) -> Sample:
    """Infinite values as far out as any, so that means exist."""
    values = sample.values
    if np.isfinite(values).all():
        return sample
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    return Sample(np.clip(values, low, high), sample.orders)
