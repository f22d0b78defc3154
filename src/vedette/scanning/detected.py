"""Rows as wholes, judged by one detector of the user's choice instead of by all views.

Its scores are brought to a scale on which the tail of usual rows is light,

    log(s - least s + (median s - least s)),

and the gap test then says which rows no tail of usual rows explains. In a series the median
of the rows around is taken off first: what is odd all day is the day, not the row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import TooLittleData
from vedette.core.missing import filled, places_of_missing
from vedette.core.table import Roles, Table
from vedette.detectors.catalogue import said_of
from vedette.detectors.features import KINDS, Features, fit_features
from vedette.scanning.encode import lattice
from vedette.scanning.judged import Judged
from vedette.scanning.order import uniform
from vedette.scanning.rows import Space, floor_of, reference_of, row_view
from vedette.tables.facts import Function
from vedette.tables.series import Series

if TYPE_CHECKING:
    from vedette.scanning.extending import Looked

Rows = npt.NDArray[np.int64]

AROUND = 49  # longer than the runs that single faults make, shorter than a day of minutes


@dataclass(frozen=True, eq=False)
class Detected(Space):
    """The rows as a detector sees them.

    features
        (r, d) as it was given them, NaN where missing.
    made
        How a table becomes features, and by feature the width of its lattice.
    unusualness
        (r,) its scores, on its own scale; the least of the rows it was fitted on.
    before
        (r,) the row before each in its series, -1 for none; None where there are no series.
    """

    detector: Detector
    made: Features
    cells: tuple[float, ...]
    features: Matrix
    unusualness: Vector
    before: Rows | None
    seed: int
    least: float = np.nan

    def scored(self) -> tuple[Self, Vector]:
        least = float(self.unusualness.min())
        floor = floor_of(self.unusualness - least)
        known = replace(self, least=least, floor=floor)
        return known, known.score()

    def score(self) -> Vector:
        """(r,) by the least score and the floor of the rows that were learned from."""
        score = light_tailed(self.unusualness, self.least, self.floor)
        return score if self.before is None else beside_others(score, self.before)

    def seeing(self, looked: Looked) -> tuple[Self, Vector]:
        X = spread(self.made, self.cells, looked.table, looked.places, self.seed)
        seen = replace(
            self,
            X=points_of(X),
            rows=np.arange(len(X), dtype=np.int64),
            reference=self.reference[:0],
            features=X,
            unusualness=self.detector.unusualness(X),
            before=looked.before if self.before is not None else None,
        )
        return seen, seen.score()

    def joined(self, other: Self, n: int) -> Self:
        both = super().joined(other, n)
        return replace(
            both,
            features=np.concatenate([self.features, other.features]),
            unusualness=np.concatenate([self.unusualness, other.unusualness]),
        )

    def shares(self, place: int) -> Vector:
        """(d,) each coordinate's share in what makes the row odd to the detector."""
        told = self.detector.contributions(self.features[place : place + 1])[0]
        odd = np.maximum(told, 0.0)
        return odd / odd.sum() if odd.any() else super().shares(place)


def judge_by(
    detector: Detector,
    table: Table,
    roles: Roles,
    functions: tuple[Function, ...],
    series: Series | None,
    before: Rows | None,
    copies: Rows | None,
    *,
    seed: int,
) -> Judged:
    """The view of the rows of a table that one detector has, fitted on all of them.

    Columns that others determine are not looked at; nor are categories, whose rare levels
    are facts already, unless the detector tells kinds apart (Gower's distance), nor the time
    of a series, in which every row would be the only one of its moment.
    """
    without = {function.column for function in functions}
    judged = Judged([], [], None, detector=said_of(detector))
    by_kinds = tells_kinds(detector)
    if not by_kinds:
        without |= {name for name, role in roles.items() if role.kind in KINDS}
    if series is not None:
        without |= set(series.names)
    features = fit_features(table, roles, leave_out=without, kinds=by_kinds)
    if by_kinds:
        detector.set_params(categories=list(features.kinds))
    rows = np.arange(table.rows, dtype=np.int64)
    if copies is not None:
        rows = np.flatnonzero(copies == rows)
    if not features.made or len(rows) < 2:
        return judged
    try:
        places = np.arange(table.rows, dtype=np.int64)
        cells = cells_of(features, table)
        X = spread(features, cells, table, places, seed)[rows]
        points = Detected(
            points_of(X),
            rows,
            features.columns,
            *reference_of(len(rows)),
            detector=detector,
            made=features,
            cells=cells,
            features=X,
            unusualness=learned(detector, X, seed),
            before=before,
            seed=seed,
        )
    except TooLittleData:
        return judged
    most = detector.learns_from
    if most is not None and len(rows) > most:
        judged.detector = f"{judged.detector}, learned from {most:,} of them"
    judged.space, view = row_view(points, table.rows, before)
    judged.views.append(view)
    return judged


def tells_kinds(detector: Detector) -> bool:
    """Whether a detector would take categories as such, and was not told which they are."""
    asked = detector.get_params(deep=False)
    return asked.get("metric") == "gower" and asked.get("categories", ()) is None


def points_of(X: Matrix) -> npt.NDArray[np.float32]:
    """(r, d) features as coordinates; a missing one stands as far out as it is rare."""
    return np.ascontiguousarray(filled(X, places_of_missing(X)), dtype=np.float32)


def learned(detector: Detector, X: Matrix, seed: int) -> Vector:
    """The unusualness (r,) of the rows to the detector, fitted on all or on some of them."""
    most = detector.learns_from
    if most is None or len(X) <= most:
        return detector.fit_unusualness(X)
    some = np.random.default_rng(seed).choice(len(X), most, replace=False)
    return detector.fit(X[np.sort(some)]).unusualness(X)


def cells_of(features: Features, table: Table) -> tuple[float, ...]:
    """By feature, the width of the lattice its numbers lie on; 0 if they lie on none."""
    cells = []
    for feature in features.made:
        values = np.empty(0)
        if feature.transform is not None:
            values = np.asarray(table[feature.column].values, dtype=np.float64)
        cells.append(lattice(values[np.isfinite(values)]))
    return tuple(cells)


def spread(
    features: Features, cells: tuple[float, ...], table: Table, places: Rows, seed: int
) -> Matrix:
    """The features, numbers of a coarse lattice spread over their cells.

    Else the steps of whole numbers would pass for gaps in the tail of the scores.
    """
    X = features.matrix(table)
    for j, (feature, cell) in enumerate(zip(features.made, cells, strict=True)):
        if feature.transform is None or cell <= 0:
            continue
        values = np.asarray(table[feature.column].values, dtype=np.float64)
        moved = values + cell * uniform(places, feature.column, seed)
        X[:, j] = feature.transform.forward(moved)
    return X


def light_tailed(scores: Vector, least: float, floor: float) -> Vector:
    """Unusualness (n,) on a scale on which the tail of usual rows is light; same order."""
    return np.asarray(np.log(np.maximum(scores - least, 0.0) + floor))


def beside_others(score: Vector, before: Rows) -> Vector:
    """Scores (n,) less the median of the AROUND rows about each, in its own series.

    Rows are in the order of their series; one without a row before begins a piece.
    """
    from scipy.ndimage import median_filter

    starts = np.append(np.flatnonzero(before < 0), len(before))
    beside = np.empty_like(score)
    for start, end in pairwise(starts.tolist()):
        piece = score[start:end]
        around = median_filter(piece, size=min(AROUND, len(piece)), mode="nearest")
        beside[start:end] = piece - around
    return beside
