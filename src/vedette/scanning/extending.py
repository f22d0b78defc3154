"""Other rows, judged by what was learned from a table.

Each is seen by itself (and by the row before it, where rows form series): which others come
with it changes nothing of what is expected of it. Then both tables' rows are put together, so
that the tail which says how odd is too odd, and the comparable rows that are asked, are those
of all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.hashes import content_hashes
from vedette.core.table import Column, Table
from vedette.scanning.encode import Encoded
from vedette.scanning.ground import by_steps
from vedette.scanning.judged import Judged
from vedette.scanning.lags import whole
from vedette.scanning.learning import Learned, Ordered
from vedette.scanning.rows import Space
from vedette.scanning.strangers import running_columns
from vedette.scanning.views import Fit, fit_seeing, fits_joined, scanned
from vedette.tables.series import Series, series_like

Rows = npt.NDArray[np.int64]
# Why a column is not judged that lies, in later tables, beyond all that was learned.
RUNNING = "a running number, which goes on"
NOWHERE = -1  # the row number of what is not in the table that is judged


@dataclass(eq=False)
class Looked:
    """Rows of another table as those that learned from one see them.

    table
        Stored as the learned one, in an order that depends on what the rows hold.
    rows
        (n,) where each row was in the table as it was read.
    places
        (n,) what all that is left to chance depends on: a hash of what the row holds.
    score
        (n,) of the rows as wholes; None where these are not judged.
    after
        (n,) rows that come after one on new ground (`ground`); None where rows are not
        judged by the one before.
    """

    table: Table
    rows: Rows
    places: Rows
    series: Series | None
    before: Rows | None
    fits: list[Fit]
    space: Space | None = None
    score: Vector | None = None
    after: npt.NDArray[np.bool_] | None = None


def looked_at(learned: Learned, table: Table) -> Looked:
    """See rows of a table that is stored as the learned one (`tables.agreeing`)."""
    looked = arranged(learned, table)
    running = running_columns(learned)
    for fit in learned.judged.fits:
        parts = parts_seeing(fit.design.parts, looked)
        seen = fit_seeing(fit, parts, looked.places, learned.seed)
        looked.fits.append(without_columns(seen, running))
    if learned.judged.fits and learned.judged.fits[0].lagged:
        onto_new_ground(learned, looked)
    if learned.judged.unjudged_first and looked.before is not None:
        hide(looked.fits[0], looked.before < 0)
    if learned.judged.space is not None:
        known = replace(looked, table=emptied(looked.table, running))
        looked.space, looked.score = learned.judged.space.seeing(known)
    return looked


def onto_new_ground(learned: Learned, looked: Looked) -> None:
    """Judge rows by their step where a series has left behind what was learned."""
    fit, before = learned.judged.fits[0], learned.ordered.before
    assert before is not None
    assert looked.before is not None
    usual = {}
    for t, z in fit.z.items():
        column = fit.design.parts[t].column
        odd = learned.found.by_column.get(column, learned.found.alike)
        usual[t] = np.isfinite(z)
        usual[t][np.concatenate([odd, learned.found.alike])] = False
    looked.after = by_steps(fit, looked.fits[0], before, looked.before, usual)


def without_columns(fit: Fit, names: Collection[str]) -> Fit:
    """The fit with nothing to judge in some columns."""
    for t in fit.z:
        if fit.design.parts[t].column in names:
            fit.y[t] = fit.z[t] = np.full_like(fit.z[t], np.nan)
    return fit


def emptied(table: Table, names: Collection[str]) -> Table:
    """The table with no value in some columns of numbers."""
    columns = tuple(
        replace(c, values=np.full_like(c.values, np.nan)) if c.name in names else c
        for c in table
    )
    return replace(table, columns=columns)


def arranged(learned: Learned, table: Table) -> Looked:
    """The rows in the order of their series, or of their contents."""
    hashes = content_hashes(table, learned.seed)
    if learned.ordered.series is None:
        series, rows = None, np.argsort(hashes, kind="stable")
    else:
        series = series_like(learned.ordered.series, table, learned.roles)
        rows = np.lexsort((hashes, series.place, series.key, ~series.placed))
        series = series.take(rows)
    rows = rows.astype(np.int64)
    ordered = replace(
        table, columns=tuple(column.take(rows) for column in table), frame=None
    )
    places = (hashes[rows] >> np.uint64(1)).astype(np.int64)
    before = series.previous() if series is not None else None
    return Looked(ordered, rows, places, series, before, [])


def parts_seeing(parts: Sequence[Encoded], looked: Looked) -> list[Encoded]:
    """The features of other rows, made as those that were learned from."""
    seen: list[Encoded] = []
    for part in parts:
        hidden = None
        if part.lag_of is not None:
            assert looked.before is not None
            then = whole(seen[part.lag_of])
            values = np.where(looked.before >= 0, then[looked.before], np.nan)
        else:
            column = column_of(part, looked)
            values = np.asarray(part.way.values(column))
            if part.usual is not None:
                hidden = np.asarray(column.values == part.usual)
        feature = replace(part.feature, values=values)
        seen.append(replace(part, feature=feature, hidden=hidden))
    return seen


def column_of(part: Encoded, looked: Looked) -> Column:
    """The column a part is made from; a time may be put together from several."""
    series = looked.series
    if (
        part.phase
        and series is not None
        and series.timed
        and part.column == series.names[-1]
    ):
        return Column(part.column, "time", series.time)
    return looked.table[part.column]


def hide(fit: Fit, rows: npt.NDArray[np.bool_]) -> None:
    """Do not judge some rows by a fit."""
    fit.z = {t: np.where(rows, np.nan, z) for t, z in fit.z.items()}


def usual_only(learned: Learned) -> Learned:
    """What was learned, without the rows that were found: they are no part of what is usual."""
    judged, found = learned.judged, learned.found
    fits = [replace(fit, z=dict(fit.z)) for fit in judged.fits]
    for fit in fits:
        for t, z in fit.z.items():
            odd = found.by_column.get(fit.design.parts[t].column, found.rows[:0])
            fit.z[t] = without_rows(z, np.concatenate([odd, found.alike]))
    new = {id(old): fit for old, fit in zip(judged.fits, fits, strict=True)}
    views = []
    for view in judged.views:
        if view.fit is not None:
            fit = new[id(view.fit)]
            views.append(replace(view, fit=fit, z=fit.z[view.target]))
        else:
            views.append(replace(view, z=without_rows(view.z, found.rows)))
    points = judged.space
    if points is not None:
        usual = ~np.isin(points.rows[points.reference], found.rows)
        points = replace(points, reference=points.reference[usual])
    left = Judged(fits, views, points, unjudged_first=judged.unjudged_first)
    left.detector = judged.detector
    return replace(learned, judged=left)


def without_rows(z: Vector, rows: Rows) -> Vector:
    z = z.copy()
    z[rows] = np.nan
    return z


def joined(learned: Learned, looked: Looked) -> Learned:
    """The rows of both, those looked at after those learned from, ready to be settled.

    The learned rows have no row number: they are not in the table that is judged.
    """
    n = learned.ordered.table.rows
    fits = [
        fits_joined(a, b) for a, b in zip(learned.judged.fits, looked.fits, strict=True)
    ]
    fit_of = {id(a): both for a, both in zip(learned.judged.fits, fits, strict=True)}
    ordered = ordered_joined(learned.ordered, looked)
    views = []
    running = running_columns(learned)
    for view in learned.judged.views:
        if view.column in running:
            continue
        if view.fit is not None:
            fit = fit_of[id(view.fit)]
            views.append(replace(view, fit=fit, z=fit.z[view.target]))
        else:
            assert looked.score is not None
            views.append(replace(view, z=np.concatenate([view.z, looked.score])))
    points = learned.judged.space
    if points is not None and looked.space is not None:
        points = points.joined(looked.space, n)
    judged = Judged(
        fits,
        [scanned(view, ordered.before) for view in views],
        points,
        unjudged_first=learned.judged.unjudged_first,
        detector=learned.judged.detector,
    )
    skipped = learned.design.skipped | dict.fromkeys(sorted(running), RUNNING)
    design = replace(learned.design, skipped=skipped)
    return replace(learned, ordered=ordered, judged=judged, design=design)


def ordered_joined(ordered: Ordered, looked: Looked) -> Ordered:
    n, m = ordered.table.rows, looked.table.rows
    columns = tuple(
        replace(c, values=np.concatenate([c.values, more.values]), levels=more.levels)
        for c, more in zip(ordered.table, looked.table, strict=True)
    )
    table = Table(columns, n + m, looked.table.source)
    table = table.redacting([*ordered.table.redacted, *looked.table.redacted])
    series, before, copies = ordered.series, ordered.before, ordered.copies
    if series is not None and looked.series is not None:
        after = looked.series.key + int(series.key.max(initial=-1)) + 1
        series = replace(
            series,
            place=np.concatenate([series.place, looked.series.place]),
            key=np.concatenate([series.key, after]),
        )
    if before is not None and looked.before is not None:
        shifted = np.where(looked.before >= 0, looked.before + n, -1)
        before = np.concatenate([before, shifted])
    if copies is not None:
        copies = np.concatenate([copies, np.arange(n, n + m)])
    rows = np.concatenate([np.full(n, NOWHERE, dtype=np.int64), looked.rows])
    return Ordered(table, rows, series, before, copies)
