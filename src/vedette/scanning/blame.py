"""Which cell of a row is to blame, and what should have stood there.

A wrong value spoils what it is a witness for: its partners look wrong too. The cell to blame is
the one whose repair makes the others usual again. What is then shown as expected must not rest
on wrong cells either, so all the blamed cells of a row are predicted from the rest together:
each in turn from the others' expectations, until they settle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vedette.detectors.conditional.prediction import Prediction
from vedette.scanning.views import Fit

Rows = npt.NDArray[np.int64]

# A cell of a finding's row that is this far out may be the one to blame.
SUSPECT = 3.5
# A cell that was in line with a wrong one, and falls this far out once that is repaired, was
# no witness but an accomplice.
ACCOMPLICE = 6.0
MOST_BLAMED = 3
# Repairs that leave so many times the least sum of squares explain the row as well.
AS_WELL = 1.2
ROUNDS = 16
SETTLED = 1e-3


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is wrong in one row.

    blamed
        Targets, the worst first, with their deviation from the repaired row.
    expected, low, high
        By blamed target, in its own units, predicted without the blamed cells.
    """

    row: int
    blamed: tuple[int, ...]
    z: dict[int, float]
    expected: dict[int, float]
    low: dict[int, float]
    high: dict[int, float]


@dataclass(frozen=True, eq=False)
class Scene:
    """A row of a fit, with some of its features set to what they should have been.

    given
        By feature, its value: the row before, where that is known to be wrong.
    """

    fit: Fit
    row: int
    given: Mapping[int, float] = field(default_factory=dict)

    def predict(self, repaired: Mapping[int, float], targets: Sequence[int]) -> Prediction:
        """What the row implies for some of its cells, with others of them repaired."""
        changed = {t: np.array([value]) for t, value in {**self.given, **repaired}.items()}
        rows = np.array([self.row], dtype=np.int64)
        return self.fit.model.predict(rows, changed, targets=targets)


def blame(scene: Scene, accused: dict[int, float], together: Sequence[int] = ()) -> Verdict:
    """Settle which cells of a row are wrong.

    accused
        By target, the size of deviation that its own tail still allows (the gap's inner edge).
    together
        Cells known to be wrong in the same way: none of them is a witness.
    """
    judged = [t for t, values in scene.fit.z.items() if np.isfinite(values[scene.row])]
    z = deviations(scene, {}, judged)
    suspects = {t for t, value in z.items() if abs(value) > SUSPECT} | set(accused)
    blamed: list[int] = list(together)
    remaining = dict.fromkeys(sorted(suspects - set(blamed)))
    repaired = settle(scene, blamed) if blamed else {}
    if blamed:
        left = deviations(scene, repaired, list(remaining))
        remaining = {t: None for t in remaining if abs(left[t]) > limit(t, accused)}
    while remaining and len(blamed) < MOST_BLAMED:
        guilty = worst(scene, list(remaining), accused, repaired)
        blamed.append(guilty)
        repaired = settle(scene, blamed)
        others = [t for t in z if t not in blamed]
        left = deviations(scene, repaired, others)
        remaining = {
            t: None
            for t in others
            if abs(left[t]) > (limit(t, accused) if t in suspects else ACCOMPLICE)
        }
    seen = deviations(scene, repaired, blamed)
    # A cell accused by the company it was in, and cleared once that is repaired.
    blamed.sort(key=lambda t: (-abs(seen[t]), t))
    blamed = [t for t in blamed if abs(seen[t]) > SUSPECT] or blamed[:1]
    prediction = scene.predict(repaired, blamed)
    expected, low, high = {}, {}, {}
    for t in blamed:
        middle, lower, upper = prediction.range(t)
        expected[t], low[t], high[t] = float(middle[0]), float(lower[0]), float(upper[0])
    return Verdict(scene.row, tuple(blamed), seen, expected, low, high)


def limit(target: int, accused: dict[int, float]) -> float:
    return abs(accused.get(target, SUSPECT))


def worst(
    scene: Scene,
    suspects: list[int],
    accused: dict[int, float],
    repaired: dict[int, float],
) -> int:
    """The suspect whose repair leaves the least to explain in the others."""
    if len(suspects) == 1:
        return suspects[0]
    judged = [t for t, values in scene.fit.z.items() if np.isfinite(values[scene.row])]
    now = deviations(scene, repaired, suspects)
    left = {}
    for t in suspects:
        trial = settle(scene, [*repaired, t])
        others = [s for s in judged if s not in trial]
        left[t] = sum(value**2 for value in deviations(scene, trial, others).values())
    # Of suspects that explain the others equally well, one that its own column accuses, and
    # of these the one that is further out.
    best = min(left.values())
    close = [t for t in suspects if left[t] <= AS_WELL * best + 1.0]
    return max(close, key=lambda t: (t in accused, abs(now[t]), -t))


def settle(scene: Scene, cells: list[int]) -> dict[int, float]:
    """Expected values of some cells of a row, each predicted with the others as expected.

    The first guess leaves all of them out (missing). Each round then goes half of the way
    to what the others imply: full steps swing between cells that follow each other.
    """
    if len(cells) == 1:
        prediction = scene.predict({}, cells)
        return {t: float(prediction.range(t)[0][0]) for t in cells}
    values: dict[int, float] = {}
    given = dict.fromkeys(cells, np.nan)
    for _ in range(ROUNDS):
        prediction = scene.predict(given, cells)
        implied = {t: float(prediction.range(t)[0][0]) for t in cells}
        values = {t: (values.get(t, implied[t]) + implied[t]) / 2 for t in cells}
        if all(abs(values[t] - given[t]) <= SETTLED * abs(values[t]) for t in cells):
            break
        given = values
    return values


def deviations(
    scene: Scene, repaired: dict[int, float], targets: list[int]
) -> dict[int, float]:
    """Deviation of some cells as observed, with others of the row repaired."""
    if not targets:
        return {}
    prediction = scene.predict(repaired, targets)
    out = {}
    for t in targets:
        away = scene.fit.y[t][scene.row] - float(prediction.expected(t)[0])
        value = away / float(prediction.scale(t)[0])
        out[t] = value if np.isfinite(value) else 0.0
    return out
