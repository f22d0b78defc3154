"""From views to candidates: which columns may name rows, and which rows lie beyond their gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.calibrate.columns import choose_columns
from vedette.calibrate.gap import GapScan
from vedette.core.arrays import Vector
from vedette.scanning.confirm import LEAST, Candidate
from vedette.scanning.views import View

Rows = npt.NDArray[np.int64]


# Of the budget: the columns, the columns without the row before (unspent where there is no
# series), the rows as wholes.
BUDGET = (0.7, 0.2, 0.1)
# Of a column that the others tell nothing of, the part of its share that it may spend.
ALONE = 0.5
# Of the budget, where rows as wholes are all that is judged: comparable rows are not asked
# about them, and the gap test spends twice its level in the hope that they are.
UNASKED = 0.5


@dataclass(frozen=True, eq=False)
class Charge:
    """The rows beyond one gap of a chosen view.

    inner
        The edge of the gap on the side of the other rows, signed.
    everywhere
        Places of all of them in the view's population, if it holds more than the view.
    """

    view: View
    sign: int
    inner: float
    rows: Rows
    everywhere: Rows | None = None

    @property
    def count(self) -> int:
        return len(self.rows if self.everywhere is None else self.everywhere)

    def candidates(self) -> list[Candidate]:
        z = self.view.z
        return [Candidate(int(r), self.view, float(z[r]), self.inner) for r in self.rows]


def chosen_views(views: Sequence[View], fdr: float) -> list[tuple[View, float]]:
    """The views that may name rows at this false-discovery rate, and the level for each.

    Wrong values are what is looked for first, and where there is a row before, those that do
    not follow from it: the rows as wholes, and the columns seen without the row before, have
    a smaller share of the budget each.
    """
    judged = [view for view in views if view.judged]
    if not judged:
        return []
    first = judged[0].fit
    parts = np.array([2 if v.target < 0 else int(v.fit is not first) for v in judged])
    shares = np.array([BUDGET[part] / np.sum(parts == part) for part in parts])
    if (parts == 2).all():  # nothing else wants a share
        shares = np.full(len(judged), UNASKED / len(judged))
    # Where nothing tells of a column, nobody can be asked about what lies beyond its gaps.
    alone = [v.fit is not None and not v.fit.tells(v.target) for v in judged]
    shares[alone] *= ALONE
    levels = np.array([view.level for view in judged])
    picked = choose_columns(levels, shares * len(judged), fdr)
    return [(judged[i], level) for i, level in picked]


def beyond(view: View, level: float) -> list[Charge]:
    """The rows beyond each gap of a view that is significant at a level."""
    found = []
    sides: list[tuple[int, GapScan | None]] = [(1, view.upper), (-1, view.lower)]
    share = level if view.lower is None else level / 2
    for sign, scan in sides:
        gap = scan.at(share) if scan is not None else None
        if gap is None:
            continue
        edge = sign * (gap.inner + gap.outer) / 2
        if view.target >= 0:
            edge = max(edge, LEAST)
        rows = further(view.z, sign, edge)
        everywhere = None
        if view.population is not None:
            everywhere = further(view.everywhere(), sign, edge)
            if len(everywhere) == len(rows):
                everywhere = None
        charge = Charge(view, sign, gap.inner, rows, everywhere)
        if charge.count:
            found.append(charge)
    return found


def further(scores: Vector, sign: int, edge: float) -> Rows:
    """Rows whose score is beyond an edge on one side."""
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(scores > edge if sign > 0 else scores < -edge)


def accuse(chosen: Sequence[tuple[View, float]]) -> list[Charge]:
    """Every row beyond a gap of a chosen view, gap by gap."""
    return [charge for view, level in chosen for charge in beyond(view, level)]
