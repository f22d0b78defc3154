"""How far out every row of a scanned table is, in each column and in all: for those who order
rows by more than the findings.

    -log10 p of a row = -log10 min(2 m min over its m columns, 2 p as a whole)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.scanning.learning import Learned
from vedette.scanning.views import View


@dataclass(frozen=True, eq=False)
class Deviations:
    """By row, in the order in which the table was read.

    columns
        (k,) the column of each deviation; "" for the rows as wholes.
    z
        (n, k) signed, in units of the usual; 0 where a value was not judged.
    surprise
        (n,) at least 0: of the row, Bonferroni over all that was judged.
    """

    columns: tuple[str, ...]
    z: Matrix
    surprise: Vector


def deviations(learned: Learned) -> Deviations:
    """How far out each row is, by what the scan has learned."""
    n, rows = learned.ordered.table.rows, learned.ordered.rows
    views = [view for view in learned.judged.views if view.judged]
    columns = max(1, sum(view.target >= 0 for view in views))
    z = np.zeros((n, len(views)))
    log10_p = np.zeros(n)
    for j, view in enumerate(views):
        known = np.isfinite(view.z)
        z[known, j] = view.z[known]
        factor = np.log10(2 * columns if view.target >= 0 else 2)
        log10_p[known] = np.minimum(log10_p[known], _log10_p(view)[known] + factor)
    placed = np.empty_like(z), np.empty(n)
    placed[0][rows], placed[1][rows] = z, np.maximum(-log10_p, 0.0)
    return Deviations(tuple(v.column if v.target >= 0 else "" for v in views), *placed)


def _log10_p(view: View) -> Vector:
    """(n,) of each row on the side on which it lies; NaN where it was not judged."""
    out = np.full(len(view.z), np.nan)
    sides = (1, -1) if view.lower is not None else (1,)
    for sign in sides:
        mine = np.isfinite(view.z) & ((sign * view.z >= 0) | (len(sides) == 1))
        p = view.log10_p(sign, sign * view.z[mine])
        out[mine] = p + np.log10(len(sides))
    return out
