"""Echoes: a row that looks wrong only because the row before it is wrong.

With the row before as a witness, a wrong value is seen twice: where it stands, and in the row
after, which does not follow from it. An echo is no finding; the blame moves to the row before.
A jump and the jump back close a run: the rows between them are wrong as well, though each of
them follows from the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from vedette.scanning.blame import Scene, Verdict, blame
from vedette.scanning.confirm import Candidate
from vedette.scanning.views import Fit

Rows = npt.NDArray[np.int64]

# A row before that is this far out in any column may be what echoes.
LOUD = 4.0
# A run longer than this is a new level, not a run of wrong rows.
LONGEST_RUN = 60
# Rows of a run stay on the jump's side by this share of it.
SIDE = 0.3


def silence_echoes(
    fit: Fit, candidates: Sequence[Candidate], before: Rows
) -> tuple[list[Candidate], list[tuple[int, int]]]:
    """The candidates that are no echoes, and the (row, target) to which blame has moved."""
    kept, moved = [], []
    lags = lag_parts(fit)
    verdicts: dict[int, Verdict] = {}
    for candidate in candidates:
        previous = int(before[candidate.row])
        loud = loud_cells(fit, previous, lags) if previous >= 0 else {}
        if not loud:
            kept.append(candidate)
            continue
        rows = np.array([candidate.row], dtype=np.int64)
        t = candidate.view.target
        if previous not in verdicts:
            verdicts[previous] = blame(Scene(fit, previous), {})
        expected = verdicts[previous].expected
        mended = {lags[s]: np.array([expected[s]]) for s in expected if s in lags}
        prediction = fit.model.predict(rows, mended, targets=[t])
        away = fit.y[t][candidate.row] - float(prediction.expected(t)[0])
        z = away / float(prediction.scale(t)[0])
        if z * candidate.sign > abs(candidate.inner):
            kept.append(candidate)
            continue
        moved.append((previous, max(loud, key=lambda s: (abs(loud[s]), -s))))
    return kept, moved


def lag_parts(fit: Fit) -> dict[int, int]:
    """By judged part, the part that holds its row before."""
    found = {}
    for i, part in enumerate(fit.design.parts):
        if part.lag_of is not None and part.lag_of in fit.z:
            found[part.lag_of] = i
    return found


def loud_cells(fit: Fit, row: int, lags: dict[int, int]) -> dict[int, float]:
    """The judged cells of a row that are far out, of those that the next row listens to."""
    z = {t: float(fit.z[t][row]) for t in lags}
    return {t: value for t, value in z.items() if np.isfinite(value) and abs(value) > LOUD}


def close_runs(
    candidates: Sequence[Candidate], places: Rows, key: Rows, fit: Fit
) -> list[tuple[int, int, int]]:
    """Runs between a jump and the jump back: (target, first place, place after the last).

    places
        (n,) by row, its place in the order of the series; `key` by place.
    """
    runs = []
    row_at = np.argsort(places, kind="stable")
    by_target: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_target.setdefault(candidate.view.target, []).append(candidate)
    for target, some in by_target.items():
        y = fit.y[target]
        ordered = sorted(some, key=lambda c: int(places[c.row]))
        last = -1
        for i, first in enumerate(ordered):
            a = int(places[first.row])
            if a < last:
                continue
            for second in ordered[i + 1 :]:
                b = int(places[second.row])
                if b - a > LONGEST_RUN or key[a] != key[b - 1]:
                    break
                if first.sign == second.sign or b - a < 2:
                    continue
                if is_run(y[row_at[a - 1]] if a else np.nan, y[row_at[a:b]], y[row_at[b]]):
                    runs.append((target, a, b))
                    last = b
                    break
    return runs


def is_run(before: float, inside: npt.NDArray[np.float64], after: float) -> bool:
    """Whether values stay on one side of those before and after, and closer together."""
    inside = inside[np.isfinite(inside)]
    if not np.isfinite(before + after) or len(inside) < 2:
        return False
    jump = inside[0] - before
    steps = (inside - (before + after) / 2) * np.sign(jump)
    return bool((steps > SIDE * abs(jump)).all() and np.ptp(inside) < abs(jump))
