"""The upper end of a column: its largest rows in order, in a safe unit, ties opened.

Counts and rounded values lie on a lattice: many rows share a value and the space between
two values is no gap. Where fewer than 70 % of the upper rows are distinct, rows that share
a value are spread over its cell, evenly in log rank (a tail is close to straight there;
spreading evenly in the value bends it), and every gap later loses half a cell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput

FEWEST_ROWS = 60
FEWEST_ABOVE = 22  # rows above the median
FEWEST_IN_WINDOW = 15
DISTINCT_SHARE = 0.7
FARTHEST = 1e150  # spreads from 0; squares stay finite


@dataclass(frozen=True)
class Upper:
    """The largest rows of a column above its median, largest first.

    n
        Rows of the column (without the missing ones).
    above
        Rows above the median; only these can be in a window.
    score
        The rows as given, (m,).
    value
        The same in units of 2^unit, clipped, ties opened if `cell` > 0, (m,).
    cell
        Width of a lattice cell in that unit; 0 if the column is no lattice.
    most
        Largest number of outliers looked for.
    window
        Rows a tail is fitted to.
    """

    n: int
    above: int
    score: Vector
    value: Vector
    cell: float
    unit: int
    most: int
    window: int

    @property
    def judged(self) -> bool:
        return self.n >= FEWEST_ROWS and self.above >= FEWEST_ABOVE

    @property
    def needed(self) -> int:
        """Rows of this kind that could be judged; 0 if no number of them could."""
        if self.above == 0:
            return 0
        return max(FEWEST_ROWS, math.ceil(self.n * FEWEST_ABOVE / self.above))

    def scaled(self, scores: Vector) -> Vector:
        """Scores in the unit of `value`."""
        with np.errstate(over="ignore", under="ignore"):
            return np.clip(np.ldexp(scores, -self.unit), -FARTHEST, FARTHEST)

    def threshold(self, k: int) -> tuple[int, float]:
        """Where the window under the top k rows ends: (first row below it, threshold).

        On a lattice it ends between two values: above the one it would cut, or, if too few
        rows were left, below it.
        """
        end = min(k + self.window, self.above - 1)
        if self.cell == 0:
            return end, float(self.value[end])
        tied = np.flatnonzero(self.score[: end + 1] == self.score[end])
        end = int(tied[0])
        if end - k < self.window / 2:
            end = int(np.searchsorted(-self.score, -self.score[end], side="right"))
        lowest = float(self.scaled(self.score[end - 1 : end])[0])
        return end, min(lowest - self.cell / 2, float(self.value[end - 1]))


def window_rows(n: int) -> int:
    """3 n^.6: a growing number in a shrinking share, so that the window moves outward."""
    return int(min(max(round(3 * n**0.6), 20), n // 4))


@dataclass(frozen=True)
class Top:
    """The largest of n scores, largest first: all that is asked of one end of a column.

    above
        How many of the n are above their median.
    score
        The largest, (m,).
    """

    n: int
    above: int
    median: float
    score: Vector

    def reaches(self, most: int) -> bool:
        """Whether it holds what is asked where up to `most` rows are outliers."""
        return len(self.score) >= min(rows_at_end(self.n, most), self.above)

    def upper(self, most: int) -> Upper:
        """The upper end, if at most so many outliers are looked for."""
        if self.n < 4:
            return Upper(self.n, 0, self.score[:0], self.score[:0], 0.0, 0, 0, 0)
        score = self.score[: rows_at_end(self.n, most)]
        window = window_rows(self.n)
        return upper_end(score, self.median, self.n, self.above, most, window)

    def first(self, most: int) -> Top:
        """The same with only as much of the end as `most` outliers ask for."""
        return replace(self, score=self.score[: rows_at_end(self.n, most)].copy())


def rows_at_end(n: int, most: int) -> int:
    """How many of n scores at one end are needed to look for `most` outliers there."""
    return min(max(most + window_rows(n) + 2, 2 * most + 12), n // 2)


def ends(scores: Vector, largest_share: float, *, both: bool) -> tuple[Upper, ...]:
    """The upper end of scores (n,), and with `both` the upper end of -scores.

    Missing values are left out. Only what is needed is sorted.
    """
    x = known(scores)
    most = most_outliers(len(x), largest_share)
    return tuple(top.upper(most) for top in tops(x, most, both=both))


def most_outliers(n: int, largest_share: float) -> int:
    """The largest number of outliers looked for among n scores."""
    return max(int(largest_share * n), 1)


def tops(x: Vector, most: int, *, both: bool) -> tuple[Top, ...]:
    """The top of scores (n,), none of them missing, and with `both` that of -scores."""
    n = len(x)
    if n < 4:
        return (Top(n, 0, 0.0, np.empty(0)),) * (2 if both else 1)
    m = rows_at_end(n, most)
    places = {(n - 1) // 2, n // 2, n - m} | ({m - 1} if both else set())
    x = np.partition(x, sorted(places))
    # Halves first: the sum of two ends of the float range overflows.
    median = float(0.5 * x[(n - 1) // 2] + 0.5 * x[n // 2])
    above = int(np.count_nonzero(x[n // 2 :] > median))
    upper = Top(n, above, median, np.sort(x[n - m :])[::-1])
    if not both:
        return (upper,)
    below = int(np.count_nonzero(x[: (n + 1) // 2] < median))
    return upper, Top(n, below, -median, -np.sort(x[:m]))


def known(scores: Vector) -> Vector:
    """Scores that are not missing; infinite ones are refused."""
    x = np.asarray(scores, dtype=np.float64)
    infinite = np.isinf(x)
    if infinite.any():
        raise InvalidInput(
            f"scores have {int(infinite.sum())} infinite values, first at row "
            f"{int(np.argmax(infinite))}",
            hint="report infinite values as facts and pass them as NaN",
        )
    missing = np.isnan(x)
    return x[~missing] if missing.any() else x


def upper_end(
    score: Vector, median: float, n: int, above: int, most: int, window: int
) -> Upper:
    """Put the largest scores, largest first, into a safe unit and open their ties."""
    score = score[:above]
    if above == 0:
        return Upper(n, 0, score, score, 0.0, 0, most, window)
    spread = 0.5 * float(score[len(score) // 2]) - 0.5 * median
    unit = int(np.frexp(spread)[1]) if spread > 0 else 0
    plain = Upper(n, above, score, score, 0.0, unit, most, window)
    value = plain.scaled(score)
    first, count = runs(value)
    looked_at = min(window + most + 1, len(value))
    distinct = np.searchsorted(first, looked_at)
    cell = 0.0
    if distinct < DISTINCT_SHARE * looked_at:
        cell = cell_width(
            value[first], count, int(distinct), plain.scaled(np.array([median]))
        )
        value = opened(value[first], first, count, cell)
    return Upper(n, above, score, value, cell, unit, most, window)


def runs(value: Vector) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal values starts, and how long it is."""
    first = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1])))
    return first, np.diff(np.append(first, len(value)))


def cell_width(level: Vector, count: np.ndarray, used: int, median: Vector) -> float:
    """Distance to the next lower value, its median over rows: outliers do not change it."""
    distance = -np.diff(np.append(level, median))[:used]
    order = np.argsort(distance)
    reached = np.cumsum(count[:used][order])
    return float(distance[order][np.searchsorted(reached, reached[-1] / 2)])


def opened(level: Vector, first: np.ndarray, count: np.ndarray, cell: float) -> Vector:
    """Spread tied rows over their cells, evenly in log rank, order kept."""
    step = np.minimum(-np.diff(level), cell) / 2
    up, down = np.append(cell / 2, step), np.append(step, cell / 2)  # half cells
    top, bottom = np.log(first + 0.5), np.log(first + count + 0.5)
    rank = np.arange(1, len(level) and int(first[-1] + count[-1]) + 1)
    run = np.repeat(np.arange(len(level)), count)
    share = (np.log(rank) - top[run]) / (bottom - top)[run]  # 0 at the cell's upper edge
    return np.asarray(level[run] + up[run] - (up + down)[run] * share)
