"""The rows of a table as points between which distances mean something.

Numbers stand as they are, or each in units in which 3 is far out (`detectors.features`). A
category of L levels is L columns of 0 and 1 (one of 0 and sqrt 2 if L is 2), so that two
levels are sqrt 2 apart; a missing category is a level of its own. A missing number is the
median. Of more than MOST_COLUMNS columns the first principal components are taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.table import Roles, Table
from vedette.core.wording import count
from vedette.detectors.conditional.transform import Transform
from vedette.detectors.features import KINDS, SILENT, Feature, Features, fit_features

# One column with more of the squared distance between rows decides alone who is near whom.
DOMINATES = 0.9
MOST_LEVELS = 30
ONE_LOWEST = 0.9  # of columns of one make, so many begin at the same value
MOST_COLUMNS, COMPONENTS = 100, 50
FEW_VALUES = 50  # of a column of numbers: between them nothing lies, which is no gap
OFTEN = (
    0.1  # the same where each value comes so often; on a log scale, 1 and 2 are far apart
)
OF_SEVERAL = 0.75  # how far levels are spread, so that two of one column are not apart
SAMPLE = 10_000  # rows by which units and components are found
ASIS = Transform(0, False, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Space:
    """How rows become points; learned from one table, applied to others.

    scale
        'none', 'unit', or 'within': weighed by the covariance within clusters.
    codes
        For each feature, the codes that have a column of their own; () for numbers.
    fills
        (d,) what stands for a missing number.
    shift, components
        Where many columns become few, or are weighed: rows minus `shift`, times
        `components` (d, c).
    """

    features: Features
    scale: str
    codes: tuple[tuple[float, ...], ...]
    fills: Vector
    shift: Vector | None = None
    components: Matrix | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that take part."""
        return tuple(dict.fromkeys(self.features.columns))

    def points(self, table: Table, spread: np.random.Generator | None = None) -> Matrix:
        """The rows (n, d).

        spread
            Values of columns that have few are spread at random over the room between
            them: so they leave no gaps.
        """
        given = self.features.matrix(table)
        parts = [self._part(j, given[:, j], spread) for j in range(len(self.features.made))]
        out = np.column_stack(parts) if parts else np.zeros((table.rows, 0))
        if self.components is not None and self.shift is not None:
            out = (out - self.shift) @ self.components
        return np.ascontiguousarray(out)

    def weighed(self, weights: Matrix) -> Space:
        """The same rows times the weights (d, c)."""
        d = len(weights)
        before = self.components
        return replace(
            self,
            scale="within",
            shift=np.zeros(d) if self.shift is None else self.shift,
            components=weights if before is None else before @ weights,
        )

    def _part(self, j: int, x: Vector, spread: np.random.Generator | None) -> Matrix:
        codes = self.codes[j]
        if not codes:
            known = np.where(np.isnan(x), self.fills[j], x)
            return _spread(known, spread)[:, None]
        own = np.sqrt(2.0) if len(codes) == 1 else 1.0
        out = own * (x[:, None] == np.array(codes))
        if spread is not None:
            room = 0.5 if len(codes) == 1 else OF_SEVERAL
            out = out + own * spread.uniform(-room, room, out.shape)
        return np.asarray(out)


def _spread(x: Vector, spread: np.random.Generator | None) -> Vector:
    if spread is None:
        return x
    values, place = np.unique(x, return_inverse=True)
    if not 2 <= len(values) <= max(FEW_VALUES, OFTEN * len(x)):
        return x
    gaps = np.diff(values)
    room = np.minimum(np.r_[gaps[0], gaps], np.r_[gaps, gaps[-1]])
    return np.asarray(x + spread.uniform(-0.5, 0.5, len(x)) * room[place])


LeftOut = tuple[tuple[str, str], ...]


def fit_spaces(
    table: Table, roles: Roles, scale: str = "auto"
) -> tuple[tuple[Space, ...], LeftOut]:
    """How the rows of this table may become points; and columns left out, with the reason.

    scale
        'none', 'unit' (also what 'within' starts from), or 'auto': if all columns are
        numbers both, and first 'none' where no column makes more than DOMINATES of the
        squared distance between rows.
    """
    roles = of_one_make(table, roles)
    found = fit_features(table, roles, kinds=True)
    made, left_out = _chosen(found, table, roles)
    scales = ["unit" if scale == "within" else scale]
    if scale == "auto":
        scales = ["unit"]
        if made and all(feature.what == "number" for feature in made):
            scales = ["none", "unit"] if _one_unit(made, table) else ["unit", "none"]
    return tuple(_space(table, made, kind) for kind in scales), left_out


def _space(table: Table, made: tuple[Feature, ...], scale: str) -> Space:
    features = Features(_as_is(made) if scale == "none" else made)
    some = _some(table)
    X = features.matrix(some)
    fills = np.array([_median(x) for x in X.T])
    codes = tuple(_codes(feature, x) for feature, x in zip(features.made, X.T, strict=True))
    space = Space(features, scale, codes, fills)
    points = space.points(some)
    if points.shape[1] > MOST_COLUMNS:
        space = _reduced(space, points)
    return space


def _as_is(made: tuple[Feature, ...]) -> tuple[Feature, ...]:
    return tuple(replace(f, transform=ASIS) if f.transform else f for f in made)


def of_one_make(table: Table, roles: Roles) -> Roles:
    """The roles, with numbers for columns that only look like kinds or flags.

    Counts, or the pixels of a picture: whole numbers from one lowest value on, most of them
    quantities. A column among them that has few values is a quantity too, unless a user
    said otherwise.
    """
    numbers, others, lows = 0, [], []
    for column in table:
        role = roles[column.name]
        if column.kind not in ("number", "flag") or role.kind in SILENT:
            continue
        if role.kind != "number" and (role.given or role.kind not in KINDS):
            continue
        known = column.values[np.isfinite(column.values)]
        if not known.size:
            continue
        if (known != np.floor(known)).any():
            return roles
        lows.append(float(known.min()))
        numbers += role.kind == "number"
        others += [column.name] if role.kind != "number" else []
    if not others or numbers <= len(others):
        return roles
    share = np.unique(lows, return_counts=True)[1].max() / len(lows)
    if share < ONE_LOWEST:
        return roles
    return {**roles, **{name: replace(roles[name], kind="number") for name in others}}


def _chosen(
    found: Features, table: Table, roles: Roles
) -> tuple[tuple[Feature, ...], LeftOut]:
    """The features that tell of likeness, and why others are left out."""
    made, why = [], {}
    for feature in found.made:
        if feature.what in ("hour", "weekday"):
            why[feature.column] = "a time"
        elif feature.places is not None and len(feature.places.levels) > MOST_LEVELS:
            why[feature.column] = count(len(feature.places.levels), "kind")
        else:
            made.append(feature)
    used = {feature.column for feature in made}
    for column in table:
        if column.name in used or column.name in why:
            continue
        role = roles[column.name].kind
        if column.missing.all():
            why[column.name] = "no values"
        else:
            why[column.name] = _role(role) if role in SILENT else "one value"
    return tuple(made), tuple((c, why[c]) for c in table.names if c in why)


def _role(kind: str) -> str:
    words = {"constant": "one value", "text": "free text", "ignore": "to be ignored"}
    return words.get(kind, kind)


def _one_unit(made: tuple[Feature, ...], table: Table) -> bool:
    """Whether no column decides alone which rows are near, as they stand."""
    spread = np.nanvar(Features(_as_is(made)).matrix(_some(table)), axis=0)
    return len(made) == 1 or float(spread.max()) <= DOMINATES * float(spread.sum())


def _some(table: Table) -> Table:
    if table.rows <= SAMPLE:
        return table
    rows = np.linspace(0, table.rows - 1, SAMPLE).astype(np.int64)
    columns = tuple(column.take(rows) for column in table)
    return replace(table, columns=columns, rows=len(rows), row_numbers=None, frame=None)


def _median(x: Vector) -> float:
    known = x[np.isfinite(x)]
    return float(np.median(known)) if known.size else 0.0


def _codes(feature: Feature, x: Vector) -> tuple[float, ...]:
    if feature.places is None:
        return ()
    codes = np.unique(x)
    return tuple(codes[1:].tolist()) if len(codes) == 2 else tuple(codes.tolist())


def _reduced(space: Space, points: Matrix) -> Space:
    shift = points.mean(axis=0)
    _, _, directions = np.linalg.svd(points - shift, full_matrices=False)
    kept = directions[:COMPONENTS]
    most = np.abs(kept).argmax(axis=1)
    signs = np.sign(kept[np.arange(len(kept)), most])
    return replace(space, shift=shift, components=(kept * signs[:, None]).T)
