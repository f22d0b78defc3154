"""Whether usual rows lie close together: the first assumption of distance methods."""

from __future__ import annotations

import numpy as np

from vedette.core.diagnosis import Assumption
from vedette.core.remedies import take
from vedette.core.wording import count
from vedette.doctoring.checks.points import Points

NEAREST = 5
# The distance to the fifth nearest row over that to a row in the middle: distances say
# much below the first, and little above the second.
NEAR, FAR = 0.62, 0.75
LEAST = 100


def close(points: Points) -> Assumption:
    """How much closer the nearest rows are than any others.

    Where dimensions are many and tell nothing of each other, all rows are about equally
    far (Beyer et al., 1999).
    """
    m, d = points.all.shape
    if m < LEAST or d == 0:
        text = f"{count(m, 'row')} in {count(d, 'feature')}: too few to tell"
        return Assumption("close", "not known", None, FAR, text)
    ratios = []
    for start in range(0, m, 500):
        some = points.all[start : start + 500]
        away = np.sqrt(np.maximum(_squares(some, points.all), 0.0))
        away.partition((NEAREST, m // 2), axis=1)  # the row itself is the nearest
        middle = away[:, m // 2]
        ratios.append(away[:, NEAREST] / np.where(middle > 0, middle, 1.0))
    ratio = float(np.median(np.concatenate(ratios)))
    text = f"the nearest rows are {100 * ratio:.0f} % as far as a row in the middle"
    if ratio < NEAR:
        return Assumption("close", "holds", ratio, FAR, text)
    advice = f"keep columns that belong together (--select), or {take('close')}"
    if ratio > FAR:
        return Assumption("close", "fails", ratio, FAR, text, advice)
    return Assumption("close", "not known", ratio, FAR, text, advice)


def _squares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.asarray(
        np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * (a @ b.T)
    )
