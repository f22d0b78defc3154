"""Where to cut scores: precision, recall and F1 at every distinct cut, in one sorted pass.

    precision = hits / flagged,  recall = hits / odd,  F1 = 2 hits / (flagged + odd)

A row is flagged if its score is greater than the cut. 0 / 0 is 0. (van Rijsbergen, 1979,
"Information retrieval", chapter 7.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector


@dataclass(frozen=True)
class Cut:
    """A cut of scores and how well the rows above it are the odd ones."""

    threshold: float
    precision: float
    recall: float
    f1: float


def cut_at(scores: Vector, odd: npt.NDArray[np.bool_], threshold: float) -> Cut:
    """The cut at a given threshold: `scores` (n,), higher is odder; `odd` (n,) the labels."""
    flagged = scores > threshold
    hits, called, wanted = (
        int(np.count_nonzero(rows)) for rows in (flagged & odd, flagged, odd)
    )
    return Cut(
        threshold=threshold,
        precision=hits / called if called else 0.0,
        recall=hits / wanted if wanted else 0.0,
        f1=2 * hits / (called + wanted) if called + wanted else 0.0,
    )


def best_cut(
    scores: Vector, odd: npt.NDArray[np.bool_], *, natural: float | None = None
) -> Cut:
    """The cut with the greatest F1 of all.

    Equal scores are never parted. A cut lies half way between two scores; of cuts that are
    equally good, the nearest to `natural` is taken (and `natural` itself, if it lies there),
    or without one the highest.
    """
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    hits = np.cumsum(odd[order])
    last = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)  # of equal scores
    f1 = 2 * hits[last] / (last + 1 + np.count_nonzero(odd))
    best = last[f1 == f1.max()]
    upper = falling[best]
    lower = np.where(
        best + 1 < len(falling),
        falling[np.minimum(best + 1, len(falling) - 1)],
        np.nextafter(upper, -np.inf),
    )
    middle = lower + (upper - lower) / 2
    middle = np.where(middle < upper, middle, lower)
    if natural is None:
        return cut_at(scores, odd, float(middle[0]))
    inside = (lower <= natural) & (natural < upper)
    if inside.any():
        return cut_at(scores, odd, natural)
    return cut_at(scores, odd, float(middle[np.abs(middle - natural).argmin()]))
