"""A line beyond which so few usual rows lie that none need have been seen there."""

from __future__ import annotations

import numpy as np

from vedette.calibrate.tail import CAP_BEYOND_DATA, tail_probability
from vedette.core.arrays import Vector
from vedette.core.parameters import check_number
from vedette.core.wording import count
from vedette.thresholds.rule import Part, Rule

POINTS = 33  # that are looked at in a round of the search
ROUNDS = 8  # 33^8 steps: as fine as a float is
FARTHEST = 1e6  # spreads beyond the greatest score


class TailRule(Rule):
    """The line that one usual row in 1 / level lies beyond, by the tail of their scores.

    Within the rows it is counted; beyond them the upper end is taken for a generalised
    Pareto tail, averaged over the shapes that the rows allow (`vedette.calibrate.tail`). Past
    a thousand times the rows it is the model that speaks, and a note says so.

    Parameters
    ----------
    level
        The share of usual rows beyond the line, in (0, 0.5].
    """

    name = "tail"

    def __init__(self, level: float = 1e-4) -> None:
        self.level = level

    def _check_params(self) -> None:
        check_number("level", self.level, 0, 0.5)

    def _learn(self, part: Part) -> float:
        scores = part.usual if len(part.usual) else part.scores
        n, greatest = len(scores), float(scores.max())
        spread = greatest - float(np.median(scores))
        wanted = float(np.log10(self.level))
        far = greatest + FARTHEST * spread
        if spread == 0 or not np.isfinite(far) or not _beyond(scores, far, wanted):
            self.notes_.append(
                f"the tail of {count(n, 'score')} cannot be told as far as "
                f"{self.level:g}: the line is drawn beyond all of them"
            )
            return greatest
        if self.level < 10**-CAP_BEYOND_DATA / n:
            self.notes_.append(
                f"{count(n, 'row')} say little of a share of {self.level:g}: it is the "
                "tail's model that speaks"
            )
        return _crossing(scores, wanted, far)

    def _typed(self) -> list[float]:
        return [self.level]


def _beyond(scores: Vector, value: float, wanted: float) -> bool:
    return bool(tail_probability(scores, np.array([value]))[0] <= wanted)


def _crossing(scores: Vector, wanted: float, far: float) -> float:
    """The least value whose tail probability is at most 10^wanted, up to rounding."""
    low, high = float(scores.min()), far
    steps = np.geomspace(1e-6, 1.0, POINTS)  # the line is mostly near the scores
    for _ in range(ROUNDS):
        asked = low + steps * (high - low)
        asked[-1] = high
        below = tail_probability(scores, asked) <= wanted
        first = int(np.argmax(below))
        low, high = float(asked[first - 1]) if first else low, float(asked[first])
        steps = np.linspace(0.0, 1.0, POINTS)[1:]
    # The row at `high` is rare enough itself: it lies beyond the line.
    return float(np.nextafter(high, -np.inf))
