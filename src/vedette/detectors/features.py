"""A table as rows of numbers, for detectors that look at rows as wholes.

    number           (g(x) - median) / (IQR / 1.349), g the identity or a logarithm
    category, code   z(s), s the share of rows whose level is at most as common; z(s) is how
                     many standard deviations out a normal value as rare lies, 0 to 5
    time of day,     cosine and sine of the turn: 23:50 is near 00:10
    weekday, angle

So all columns come in units in which 3 is far out, and need no further scaling. Missing
numbers stay NaN: a detector puts them as far out as they are rare; a missing category is a
level of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import unknown
from vedette.core.missing import RARE
from vedette.core.table import Column, Roles, Table
from vedette.detectors.conditional.transform import Transform, fit_transform

KINDS = frozenset({"category", "code", "flag"})
SILENT = frozenset({"id", "key", "text", "label", "weight", "ignore", "constant"})
# A column whose values turn less than this often says nothing by its turn.
LEAST_TURNS = 3


@dataclass(frozen=True)
class Places:
    """The number of each level of a category: how far out it stands, or a number of its own.

    levels
        By the level as text; `missing` and `unseen` are for rows without, and for new levels.
    """

    levels: dict[str, float]
    missing: float
    unseen: float


@dataclass(frozen=True)
class Feature:
    """One column of the matrix, and what it is made from.

    what
        'number', 'rarity', 'kind' (a number of its own for each), or a turn: 'hour',
        'weekday', 'clock', 'angle'.
    quarter
        Of a turn: 0 the sine, 1 the cosine.
    """

    column: str
    what: str
    quarter: int = 0
    transform: Transform | None = None
    places: Places | None = None


@dataclass(frozen=True)
class Features:
    """How a table becomes a matrix, learned from one table and applied to others."""

    made: tuple[Feature, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The source column of each feature, (d,)."""
        return tuple(feature.column for feature in self.made)

    @property
    def kinds(self) -> tuple[int, ...]:
        """Which features are numbers that only tell kinds apart."""
        return tuple(j for j, feature in enumerate(self.made) if feature.what == "kind")

    def matrix(self, table: Table) -> Matrix:
        """The rows (n, d); NaN where a number is missing."""
        out = np.empty((table.rows, len(self.made)))
        columns = {column.name: column for column in table}
        for j, feature in enumerate(self.made):
            if feature.column not in columns:
                raise unknown("column", feature.column, table.names)
            out[:, j] = _values(feature, columns[feature.column])
        return out


def fit_features(
    table: Table,
    roles: Roles,
    *,
    leave_out: Collection[str] = (),
    kinds: bool = False,
) -> Features:
    """Learn how each column of a table is turned into numbers.

    leave_out
        Columns that are not looked at, besides those whose role is none (ids, texts, ...).
    kinds
        Categories come as numbers that only tell kinds apart, for detectors that can use
        these; else as how rare they are.
    """
    timed = any(role.kind == "time" for role in roles.values())
    made: list[Feature] = []
    for column in table:
        role = roles[column.name].kind
        if role in SILENT or column.name in leave_out:
            continue
        if role in KINDS:
            places = _fit_places(column, kinds=kinds)
            if places is not None:
                what = "kind" if kinds else "rarity"
                made.append(Feature(column.name, what, places=places))
        elif role == "time":
            made += [*_turns(column, "hour"), *_turns(column, "weekday")]
        elif role in ("clock", "angle"):
            made += _turns(column, role)
        elif column.kind in ("number", "flag") and not (role == "part" and timed):
            feature = _fit_number(column)
            if feature is not None:
                made.append(feature)
    return Features(tuple(made))


def _values(feature: Feature, column: Column) -> Vector:
    if feature.transform is not None:
        return feature.transform.forward(np.asarray(column.values, dtype=np.float64))
    if feature.places is not None:
        return _placed(feature.places, column)
    turn = 2 * np.pi * _turn(column, feature.what)
    return np.cos(turn) if feature.quarter else np.sin(turn)


def _fit_number(column: Column) -> Feature | None:
    values = np.asarray(column.values, dtype=np.float64)
    known = values[np.isfinite(values)]
    if known.size == 0 or known.min() == known.max():
        return None
    transform = fit_transform(known, least=float(known.min()))
    return Feature(column.name, "number", transform=transform)


def _turns(column: Column, what: str) -> list[Feature]:
    if what in ("hour", "weekday") and column.kind != "time":
        return []
    turn = _turn(column, what)
    known = turn[~np.isnan(turn)]
    if len(np.unique(np.floor(known * 24))) < LEAST_TURNS:
        return []
    return [Feature(column.name, what, quarter) for quarter in (1, 0)]


def _turn(column: Column, what: str) -> Vector:
    """(n,) how far round a circle each value is, 1 once round; NaN for missing."""
    if what in ("hour", "weekday"):
        time = column.values.astype("datetime64[us]")
        day = time.astype("datetime64[D]")
        if what == "hour":
            turn = (time - day) / np.timedelta64(1, "D")
        else:
            turn = np.mod(day.astype(np.int64).astype(np.float64) + 3, 7) / 7
        return np.where(np.isnat(time), np.nan, turn)
    values = np.asarray(column.values, dtype=np.float64)
    if what == "clock":
        return (np.floor(values / 100) * 60 + values % 100) / 1440
    return values / 360


# Categories


def _levels(column: Column) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The distinct levels as texts, and (n,) which one each row has, -1 for none."""
    missing = column.missing
    if column.kind == "text":
        return [str(level) for level in column.levels], column.values.astype(np.int64)
    held = column.values.astype(np.int64) if column.kind == "time" else column.values
    distinct, code = np.unique(held, return_inverse=True)
    return [repr(v.item()) for v in distinct], np.where(missing, -1, code)


def _fit_places(column: Column, *, kinds: bool) -> Places | None:
    levels, code = _levels(column)
    counts = np.bincount(code + 1, minlength=len(levels) + 1).astype(np.float64)
    if (counts > 0).sum() < 2:
        return None
    if kinds:
        own = {level: float(i) for i, level in enumerate(levels)}
        return Places(own, -1.0, -2.0)
    n = counts.sum()
    # The share of rows whose level is at most as common as this one.
    share = np.array([counts[counts <= c].sum() for c in np.unique(counts)]) / n
    of = dict(zip(np.unique(counts).tolist(), share.tolist(), strict=True))
    far = np.array([_far_out(of[c]) for c in counts.tolist()])
    unseen = _far_out(1 / (n + 1))
    known = {level: float(far[i + 1]) for i, level in enumerate(levels) if counts[i + 1]}
    return Places(known, float(far[0]) if counts[0] else unseen, unseen)


def _placed(places: Places, column: Column) -> Vector:
    levels, code = _levels(column)
    far = [places.levels.get(level, places.unseen) for level in levels]
    return np.array([*far, places.missing])[code]  # -1 is the last: missing


def _far_out(share: float) -> float:
    """How far out a normal value lies that is as rare, in standard deviations."""
    if share <= 0:
        return RARE
    return min(RARE, NormalDist().inv_cdf(1 - min(share, 1.0) / 2))
