"""The N most surprising rows, whatever the rate: for people with time for N rows."""

from __future__ import annotations

import numpy as np

from vedette.scanning.judged import Cell, Judged, Whole
from vedette.scanning.views import View


def most_surprising(judged: Judged, budget: int, *, first: int = 0) -> None:
    """Replace what was found by the `budget` rows with the smallest p-values.

    A row's p is min(2 m min over its m columns, 2 p as a whole): Bonferroni over both kinds.
    Rows before the first are not in question.
    """
    views = [view for view in judged.views if view.judged]
    # No rate is stated, so that rows of a series depend on each other hides none of them.
    views = views or [view for view in judged.views if 0 < view.upper.needed <= view.known]
    m = max(1, sum(view.target >= 0 for view in views))
    best: dict[int, tuple[float, float, View]] = {}
    for view in views:
        rows, logs = smallest(view, budget, first)
        factor = np.log10(2 * m if view.target >= 0 else 2)
        for row, value in zip(rows.tolist(), logs.tolist(), strict=True):
            p_row, size = float(value + factor), -abs(float(view.z[row]))
            if row not in best or (p_row, size) < best[row][:2]:
                best[row] = (p_row, size, view)
    ranked = sorted(best.items(), key=lambda item: (item[1][:2], item[0]))[:budget]
    place = {int(r): i for i, r in enumerate(judged.space.rows)} if judged.space else {}
    judged.cells, judged.wholes, judged.crowds, judged.alike = [], [], [], []
    for row, (p, _, view) in ranked:
        if view.fit is None:
            judged.wholes.append(Whole(row, place[row], min(0.0, p)))
        else:
            z = float(view.z[row])
            judged.cells.append(Cell(row, view.target, view.fit, z, np.nan, min(0.0, p)))


def smallest(view: View, most: int, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The rows furthest out in a view, and log10 of their p-values."""
    rows, logs = [], []
    for sign in (1, -1) if view.lower is not None else (1,):
        scores = sign * view.z
        known = first + np.flatnonzero(np.isfinite(scores[first:]))
        top = known[np.argsort(-scores[known], kind="stable")[:most]]
        p = view.log10_p(sign, scores[top])
        rows.append(top)
        logs.append(np.minimum(0.0, p + (np.log10(2) if view.lower is not None else 0.0)))
    return np.concatenate(rows), np.concatenate(logs)
