"""Where to cut scores: how well every distinct cut does, in one sorted pass.

    precision = hits / flagged,  recall = hits / odd,
    F_b = (1 + b^2) hits / (flagged + b^2 odd)

F1 is F_b with b = 1; with b = 2 recall weighs four times as much as precision. A row is
flagged if its score is greater than the cut. Equal scores are never parted. 0 / 0 is 0.
(van Rijsbergen, 1979, "Information retrieval", chapter 7.)
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


@dataclass(frozen=True)
class Cuts:
    """Every cut that flags some row, from the one that flags fewest to all rows.

    flagged, hits
        How many rows each flags, and how many of these are odd, (c,).
    upper, lower
        The least score that it flags and the greatest that it does not, (c,). The last cut
        flags all, and its `lower` is the number just below the least score.
    order
        The rows from the greatest score to the least, (n,).
    """

    flagged: npt.NDArray[np.int64]
    hits: npt.NDArray[np.int64]
    upper: Vector
    lower: Vector
    order: npt.NDArray[np.int64]

    @property
    def middle(self) -> Vector:
        """A threshold for each cut: half way between the scores that it parts, (c,)."""
        half = self.lower + (self.upper / 2 - self.lower / 2)
        return np.where(half < self.upper, half, self.lower)


def every_cut(scores: Vector, odd: npt.NDArray[np.bool_]) -> Cuts:
    """All distinct cuts of `scores` (n,), higher is odder; `odd` (n,) are the labels."""
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    # The last row of each run of equal scores.
    last = np.append(np.flatnonzero(falling[1:] < falling[:-1]), len(falling) - 1)
    upper = falling[last]
    return Cuts(
        flagged=last + 1,
        hits=np.cumsum(odd[order])[last],
        upper=upper,
        lower=np.append(upper[1:], np.nextafter(upper[-1], -np.inf)),
        order=order,
    )


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
    scores: Vector,
    odd: npt.NDArray[np.bool_],
    *,
    beta: float = 1.0,
    natural: float | None = None,
) -> Cut:
    """The cut with the greatest F_b of all, b = `beta`.

    A cut lies half way between two scores; of cuts that are equally good, the nearest to
    `natural` is taken (and `natural` itself, if it lies there), or without one the highest.
    """
    cuts = every_cut(scores, odd)
    f = f_beta(cuts.hits, cuts.flagged, int(odd.sum()), beta)
    best = f == f.max()
    middle = cuts.middle[best]
    if natural is None:
        return cut_at(scores, odd, float(middle[0]))
    if ((cuts.lower[best] <= natural) & (natural < cuts.upper[best])).any():
        return cut_at(scores, odd, natural)
    return cut_at(scores, odd, float(middle[np.abs(middle - natural).argmin()]))


def f_beta(
    hits: npt.NDArray[np.int64], flagged: npt.NDArray[np.int64], odd: int, beta: float
) -> Vector:
    """F_b of cuts (c,) by what they flag; `odd` rows could have been hit."""
    weight = beta * beta
    return np.asarray((1.0 + weight) * hits / (flagged + weight * odd))


def cheapest_cut(
    scores: Vector, odd: npt.NDArray[np.bool_], costs: Vector
) -> tuple[float, float]:
    """The threshold at which mistakes cost least of all cuts, and what they cost there.

    `costs` (n,) is what a mistake about each row costs: of an odd row to pass it, of a usual
    one to flag it. To flag nothing is a cut too, at the greatest score. Of equally cheap cuts
    the highest is taken.
    """
    cuts = every_cut(scores, odd)
    missed = costs[odd].sum()
    saved = np.cumsum(np.where(odd, costs, -costs)[cuts.order])[cuts.flagged - 1]
    best = int(saved.argmax())
    if saved[best] <= 0:
        return float(scores.max()), float(missed)
    return float(cuts.middle[best]), float(missed - saved[best])
