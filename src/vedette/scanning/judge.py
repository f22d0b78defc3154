"""Judge a table: fit its columns on each other, and calibrate every view of its rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.calibrate.blocks import decorrelation_length
from vedette.core.arrays import Vector
from vedette.core.progress import Progress
from vedette.scanning.encode import Design
from vedette.scanning.judged import Judged
from vedette.scanning.lags import remembered, with_lags
from vedette.scanning.rows import row_view, space
from vedette.scanning.views import Fit, View, fit_model, scanned

Rows = npt.NDArray[np.int64]

# Fewer rows without a row before than this cannot teach the model their wider spread.
FIRST_ROWS = 100


def judge(
    design: Design,
    before: Rows | None,
    copies: Rows | None,
    *,
    seed: int,
    progress: Progress = lambda *_: None,
) -> Judged:
    """Every view by which the rows of a table can be judged; nothing is accused yet.

    before
        (n,) the row before each in its series, -1 for none; None where there are no series.
    copies
        (n,) the first row of the same content, where rows repeat; only first rows are judged.
    """
    n = len(design.parts[0].feature.values) if design.parts else 0
    fits = [fit_model(design, seed)] if design.targets else []
    if fits and before is not None:
        which = remembered(design, fits[0].z, before)
        if which:
            lagged = fit_model(with_lags(design, which, before), seed, lagged=True)
            fits.insert(0, lagged)
    judged = Judged(fits, [], None)
    if not fits:
        return judged
    if fits[0].lagged and before is not None:
        leave_out_first_rows(judged, fits[0], before)
    if copies is not None:
        for fit in fits:
            fit.z = {t: median_of_copies(z, copies) for t, z in fit.z.items()}
    for fit in fits:
        judged.views += [column_view(fit, t, before) for t in fit.z]
    rows = np.arange(n, dtype=np.int64)
    if copies is not None:
        rows = np.flatnonzero(copies == rows)
    points = space(fits[0], rows)
    if points is not None:
        judged.space, view = row_view(points, n, before)
        judged.views.append(view)
    return judged


def leave_out_first_rows(judged: Judged, fit: Fit, before: Rows) -> None:
    """Rows without a row before are not judged by it unless there are enough to learn from."""
    first = before < 0
    if first.sum() < FIRST_ROWS:
        judged.unjudged_first = True
        fit.z = {t: np.where(first, np.nan, z) for t, z in fit.z.items()}


def median_of_copies(z: Vector, copies: Rows) -> Vector:
    """Each first row gets the median of its copies; the copies are not judged."""
    order = np.lexsort((z, copies))
    starts = np.flatnonzero(np.diff(copies[order], prepend=-1))
    known = np.add.reduceat(np.isfinite(z[order]).astype(np.int64), starts)
    out = np.full(len(z), np.nan)
    some = known > 0
    low = starts[some] + (known[some] - 1) // 2
    high = starts[some] + known[some] // 2
    out[copies[order][starts[some]]] = (z[order][low] + z[order][high]) / 2
    return out


def column_view(fit: Fit, target: int, before: Rows | None) -> View:
    """One column as it follows from the others, and the gaps in its tails."""
    z = fit.z[target]
    length = 1 if before is None else decorrelation_length(z, before)
    return scanned(View(fit.design.parts[target].column, target, fit, z, length), before)
