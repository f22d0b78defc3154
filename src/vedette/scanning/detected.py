"""Rows as wholes, judged by one detector of the user's choice instead of by all views.

Its scores are brought to a scale on which the tail of usual rows is light,

    log(s - least s + (median s - least s)),

and the gap test then says which rows no tail of usual rows explains. In a series the median
of the rows around is taken off first: what is odd all day is the day, not the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

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
from vedette.scanning.rows import Space, reference_of, row_view
from vedette.scanning.settle import settle_candidates
from vedette.tables.facts import Function
from vedette.tables.series import Series

Rows = npt.NDArray[np.int64]

AROUND = 49  # longer than the runs that single faults make, shorter than a day of minutes


@dataclass(frozen=True, eq=False)
class Detected(Space):
    """The rows as a detector sees them.

    features
        (r, d) as it was given them, NaN where missing.
    unusualness
        (r,) its scores, on its own scale.
    before
        (r,) the row before each in its series, -1 for none; None where there are no series.
    """

    detector: Detector
    features: Matrix
    unusualness: Vector
    before: Rows | None

    def score(self) -> Vector:
        score = light_tailed(self.unusualness)
        return score if self.before is None else beside_others(score, self.before)

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
    fdr: float,
    seed: int,
) -> Judged:
    """Judge the rows of a table by one detector, fitted on all of them.

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
        X = spread(features, table, seed)[rows]
        judged.space = detected(detector, features, X, rows, before, seed)
    except TooLittleData:
        return judged
    most = detector.learns_from
    if most is not None and len(rows) > most:
        judged.detector = f"{judged.detector}, learned from {most:,} of them"
    judged.views.append(row_view(judged.space, table.rows, before))
    settle_candidates(judged, fdr, before)
    return judged


def tells_kinds(detector: Detector) -> bool:
    """Whether a detector would take categories as such, and was not told which they are."""
    asked = detector.get_params(deep=False)
    return asked.get("metric") == "gower" and asked.get("categories", ()) is None


def detected(
    detector: Detector,
    features: Features,
    X: Matrix,
    rows: Rows,
    before: Rows | None,
    seed: int,
) -> Detected:
    """The rows X (r, d) with the unusualness that the detector, fitted on them, sees."""
    scores = learned(detector, X, seed)
    points = np.ascontiguousarray(filled(X, places_of_missing(X)), dtype=np.float32)
    reference, k = reference_of(len(rows))
    return Detected(
        points, rows, features.columns, reference, k, detector, X, scores, before
    )


def learned(detector: Detector, X: Matrix, seed: int) -> Vector:
    """The unusualness (r,) of the rows to the detector, fitted on all or on some of them."""
    most = detector.learns_from
    if most is None or len(X) <= most:
        return detector.fit_unusualness(X)
    some = np.random.default_rng(seed).choice(len(X), most, replace=False)
    return detector.fit(X[np.sort(some)]).unusualness(X)


def spread(features: Features, table: Table, seed: int) -> Matrix:
    """The features, numbers of a coarse lattice spread over their cells.

    Else the steps of whole numbers would pass for gaps in the tail of the scores.
    """
    places = np.arange(table.rows, dtype=np.int64)
    X = features.matrix(table)
    for j, feature in enumerate(features.made):
        if feature.transform is None:
            continue
        values = np.asarray(table[feature.column].values, dtype=np.float64)
        cell = lattice(values[np.isfinite(values)])
        if cell > 0:
            moved = values + cell * uniform(places, feature.column, seed)
            X[:, j] = feature.transform.forward(moved)
    return X


def light_tailed(scores: Vector) -> Vector:
    """Unusualness (n,) on a scale on which the tail of usual rows is light; same order."""
    above = scores - scores.min()
    middle = float(np.median(above))
    if middle <= 0:
        middle = float(above[above > 0].min()) if above.any() else 1.0
    return np.asarray(np.log(above + middle))


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
