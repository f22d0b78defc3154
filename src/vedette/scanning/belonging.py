"""Is a row with an unexpected value a usual row of those that hold such values?

Where sorts of rows overlap, what is expected of a row at the edge of its sort is what the
other sort holds: its value is then unlikely given the others, again and again, and nothing
is wrong with it. So the question is also asked the other way round: among the rows whose
value is like this one's, does this row stand apart by its other columns?

Rows with such a value and rows with the expected one are told apart by their other columns
and the squares of these, by Fisher's linear discriminant [1]_. The row is one of the former,
and it stands apart if on the side of the latter it lies beyond a gap that their tail would
not have.

Where one goes on into the other, as in a regression, there are no sorts to belong to, and the
first question is the sharper one. It is told by the rows of which something in between is
expected: between two sorts that is a mean of both, which none of them holds.

References
----------
.. [1] Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics
   7(2), 1936.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.calibrate.gap import scan_gaps
from vedette.calibrate.order import FEWEST_ROWS
from vedette.core.arrays import Matrix, Vector

Rows = npt.NDArray[np.int64]
Usable = Callable[[Rows], npt.NDArray[np.bool_]]

# A value is like another within this part of the distance to what was expected.
LIKE = 0.125
# Of so many rows of each sort, evenly spread; more make it no clearer.
MOST = 2_000
# How often a usual row may seem to stand apart.
LEVEL = 0.05
RIDGE = 1e-3
# Of the way from what was expected of the row to its value.
BETWEEN = (0.25, 0.75)
FEW_BETWEEN = 10
# Of two sorts, half of each, all are off by half of the way; a quarter and three by .43.
HELD = 0.3
# Of the rows of the two sorts so many lie no further aside.
ASIDE = 0.9
FURTHEST = 10.0  # robust units; beyond this a square would say all
# Rows that may not be used are passed over by looking at so many times as many.
WIDER = 4


@dataclass(frozen=True, eq=False)
class Ordered:
    """Rows in the order of a number, to look up those within a range: values (m,), rows (m,)."""

    values: Vector
    rows: Rows

    @classmethod
    def by(cls, numbers: Vector, rows: Rows) -> Ordered:
        order = rows[np.argsort(numbers[rows], kind="stable")]
        return cls(numbers[order], order)

    def within(self, low: float, high: float, usable: Usable) -> Rows:
        """The usable rows of a range; of many an even part, of about MOST rows."""
        first = int(np.searchsorted(self.values, low, "left"))
        last = int(np.searchsorted(self.values, high, "right"))
        step = max(1, (last - first) // MOST)
        while True:
            rows = self.rows[first:last:step]
            rows = rows[usable(rows)]
            if step == 1 or len(rows) >= MOST // WIDER:
                return rows
            step = max(1, step // WIDER)

    def nearest(self, value: float, least: int, usable: Usable) -> Rows:
        """The `least` usable rows nearest to a value, or all if there are fewer."""
        middle, n = int(np.searchsorted(self.values, value)), len(self.rows)
        reach = least
        while True:
            first, last = max(0, middle - reach), min(n, middle + reach)
            part = slice(first, last)
            kept = usable(self.rows[part])
            away = np.abs(self.values[part][kept] - value)
            order = np.argsort(away, kind="stable")[:least]
            # Rows that were not looked at are further away than these.
            seen = min(
                value - self.values[first] if first else np.inf,
                self.values[last - 1] - value if last < n else np.inf,
            )
            if reach >= n or (len(order) == least and away[order[-1]] <= seen):
                return self.rows[part][kept][order]
            reach *= WIDER


@dataclass(frozen=True, eq=False)
class Held:
    """What rows hold in a column, and what was expected of them, in order for many questions.

    y
        (n,) the column, NaN where it is not to be compared.
    expected
        (n,) what is expected of it.
    """

    y: Vector
    expected: Vector
    by_value: Ordered
    by_expected: Ordered

    @classmethod
    def of(cls, y: Vector, expected: Vector) -> Held:
        known = np.flatnonzero(np.isfinite(y))
        return cls(y, expected, Ordered.by(y, known), Ordered.by(expected, known))


def stands_apart(
    row: int,
    held: Held,
    others: Sequence[Vector],
    codes: Sequence[npt.NDArray[np.int32]] = (),
) -> bool:
    """Whether a row is odd among those that hold a value like its own.

    It is said to be where there are too few of these to tell, and where there are no two
    sorts: rows of which something in between is expected, hold it.

    others
        What rows hold besides, (n,) each, in robust units; NaN for missing.
    codes
        (n,) of categories: only rows that share the row's are asked.
    """
    used = [x for x in others if np.isfinite(x[row])]
    if not used:
        return True

    def usable(rows: Rows) -> npt.NDArray[np.bool_]:
        known = np.ones(len(rows), dtype=bool)
        for c in codes:
            known &= c[rows] == c[row]
        for x in used:
            known &= np.isfinite(x[rows])
        return known

    value, usual = float(held.y[row]), float(held.expected[row])
    away = value - usual
    width = LIKE * abs(away)
    own = held.by_value.within(value - width, value + width, usable)
    if len(own) < FEWEST_ROWS:
        return True
    # Rows that are as unexpected as this one are no sort, but wrong in the same way.
    if np.median(np.abs(held.y[own] - held.expected[own])) > abs(away) / 2:
        return True
    other = held.by_value.within(usual - width, usual + width, usable)
    if len(other) < FEWEST_ROWS:

        def unlike(rows: Rows) -> npt.NDArray[np.bool_]:
            return usable(rows) & (np.abs(held.y[rows] - value) > width)

        other = held.by_value.nearest(usual, FEWEST_ROWS, unlike)
        if len(other) < FEWEST_ROWS:
            return True
    own = np.union1d(own, row)
    low, high = sorted(usual + share * away for share in BETWEEN)
    between = held.by_expected.within(low, high, usable)
    a, b, c = (
        np.clip(np.column_stack([x[r] for x in used]), -FURTHEST, FURTHEST)
        for r in (own, other, between)
    )
    missed = np.abs((held.y[between] - held.expected[between]) / away)[off_axis(a, b, c)]
    if len(missed) >= FEW_BETWEEN and np.mean(np.minimum(missed, 1.0) ** 2) < HELD**2:
        return True
    score = discriminant(a, b)
    gap = scan_gaps(score).at(LEVEL)
    return gap is not None and bool(score[own == row][0] >= gap.outer)


def off_axis(own: Matrix, other: Matrix, between: Matrix) -> npt.NDArray[np.bool_]:
    """(r,) which rows lie on the way between two sorts, and not in a third."""
    middle = (own.mean(axis=0) + other.mean(axis=0)) / 2
    size, within = pooled(own, other)
    root = np.linalg.cholesky(within)

    def white(X: Matrix) -> Matrix:
        return np.asarray(np.linalg.solve(root, ((X - middle) / size).T).T)

    axis = white(own).mean(axis=0) - white(other).mean(axis=0)
    axis /= np.sqrt(axis @ axis) or 1.0

    def aside(X: Matrix) -> Vector:
        X = white(X)
        return np.asarray((X**2).sum(axis=1) - (X @ axis) ** 2)

    usual = np.quantile(np.concatenate([aside(own), aside(other)]), ASIDE)
    return np.asarray(aside(between) <= usual)


def discriminant(own: Matrix, other: Matrix) -> Vector:
    """(len(own),) how much each of the one sort looks like the other."""
    a, b = (np.column_stack([X, X * X]) for X in (own, other))
    middle = a.mean(axis=0)
    size, within = pooled(a, b)
    direction = np.linalg.solve(within, (b.mean(axis=0) - middle) / size)
    return np.asarray(((a - middle) / size) @ direction)


def pooled(a: Matrix, b: Matrix) -> tuple[Vector, Matrix]:
    """The columns' deviations within two sorts (p,), and their correlations (p, p)."""
    within = np.atleast_2d((np.cov(a, rowvar=False) + np.cov(b, rowvar=False)) / 2)
    size = np.sqrt(np.diag(within))
    size[size == 0] = 1.0
    return size, within / np.outer(size, size) + RIDGE * np.eye(len(size))
