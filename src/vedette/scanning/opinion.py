"""Second opinion: do rows like this one allow the value?

The conditional model is an approximation, and its error is not noise: in a far bin, beyond a
clip, next to a missing witness it can be wrong by many deviations. So each candidate is asked
once more of the rows most like it: a robust local linear fit of the column on its main
witnesses over the nearest comparable rows,

    z' = (x - fit) / (max(local scale, model's scale) sqrt(1 + leverage)).

The leverage makes extrapolation harmless: a row beyond all comparable rows is not judged by
them. The fit is by iterated least squares with Tukey's bisquare weights [1]_.

References
----------
.. [1] Beaton and Tukey, "The fitting of power series", Technometrics 16(2), 1974.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector

# A function that bends or jumps looks straight only to the nearer ones.
NEAREST = 150
NEARER = 24
# Fewer comparable rows than this say nothing.
LEAST = 10
# A different category is as far as so many deviations of a number, times its share.
CATEGORY_DISTANCE = 3.0
# A category with fewer comparable rows than this is hardly known.
RARE = 10
# So many nearest rows are asked whether they hold such a value too; the last, widest circle
# is at most half of all rows.
CIRCLES = (20, 60, 150, 600)
HALF = 0.5
# So many rows beside it, of which nearly all hold a value like its own, make a step.
BESIDE = 10
ON_STEP = 0.8
LIKE = 0.25
BISQUARE = 4.685
ROUNDS = 12
SETTLED = 1e-4
# Rows looked at for each candidate; more add time and no nearer comparison.
SEARCHED = 200_000


@dataclass(frozen=True, eq=False)
class Witnesses:
    """What a column is judged by, for all rows.

    numbers
        (n, p) main numeric witnesses in robust units, NaN for missing.
    categories
        (n, q) codes of the categorical ones.
    weights
        (p + q,) their shares in the expectation, largest 1.
    """

    numbers: Matrix
    categories: npt.NDArray[np.int32]
    weights: Vector


@dataclass(frozen=True, eq=False)
class Opinion:
    """What comparable rows say of one value; `z` is NaN if there are too few of them.

    alike
        For each of CIRCLES, how many of so many nearest rows are off to the same side by
        more than half as much; and how wide the last circle was.
    shared
        How many of the comparable rows, which are not accused, hold such a value too.
    """

    z: float
    fit: float
    scale: float
    leverage: float
    alike: tuple[int, ...]
    widest: int
    shared: int
    rows: npt.NDArray[np.int64]  # the comparable rows, nearest first


def ask(
    row: int,
    x: Vector,
    z: Vector,
    edge: float,
    scale: float,
    witnesses: Witnesses,
    searched: npt.NDArray[np.int64],
) -> Opinion:
    """Judge x[row] by comparable rows among `searched` (the row itself left out).

    x
        (n,) the column in the units of the model, NaN where missing or not to be trusted.
    z, edge
        (n,) how far the model finds each value off, and from where on (signed) a row is
        accused too: such rows do not speak for each other.
    scale
        The model's scale at the row.
    """
    wide = comparable(row, witnesses, searched, np.isfinite(x[searched]))
    wide = wide[: max(NEAREST, len(searched) // 2)]
    alike = tuple(int((z[wide[:size]] / z[row] > HALF).sum()) for size in CIRCLES)
    near = wide[z[wide] * np.sign(edge) <= abs(edge)][:NEAREST]
    if len(near) < LEAST:
        return Opinion(np.nan, np.nan, scale, 0.0, alike, len(wide), 0, near)
    here = witnesses.numbers[row]
    used = np.isfinite(here)
    slopes = witnesses.numbers[near][:, used] - here[used]
    opinions = []
    for k in {min(len(near), size) for size in (NEAREST, NEARER)}:
        fit, local, leverage = local_fit(slopes[:k], x[near[:k]])
        away = x[row] - fit
        width = float(np.hypot(max(local.scale, scale) * np.sqrt(1 + leverage), local.bend))
        shared = int((local.residual * np.sign(away) > HALF * abs(away)).sum())
        seen = (leverage, alike, len(wide), shared, near)
        opinions.append(Opinion(float(away / width), fit, width, *seen))
    # The one that comes closest to explaining the value.
    return min(opinions, key=lambda o: abs(o.z))


def on_a_step(row: int, x: Vector, fit: float, witness: Vector) -> bool:
    """Whether on one side of the row, in the order of a witness, all hold its value.

    A function that jumps is smooth nowhere near the jump: no line fits both sides, but the
    rows of one side agree with each other.
    """
    with np.errstate(invalid="ignore"):
        like = np.abs(x - x[row]) < LIKE * abs(x[row] - fit)
        away = np.where(np.isfinite(x), witness - witness[row], np.nan)
    away[row] = np.nan
    for side in (away, -away):
        beside = np.flatnonzero(side >= 0)
        if len(beside) < BESIDE:
            continue
        nearest = beside[np.argpartition(side[beside], BESIDE - 1)[:BESIDE]]
        if like[nearest].sum() >= ON_STEP * BESIDE:
            return True
    return False


def comparable(
    row: int,
    witnesses: Witnesses,
    searched: npt.NDArray[np.int64],
    usable: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """The nearest usable rows that have every witness this row has, nearest first."""
    rows = searched[usable & (searched != row)]
    here = witnesses.numbers[row]
    known = np.flatnonzero(np.isfinite(here)).tolist()
    p = witnesses.numbers.shape[1]
    for j in known:
        rows = rows[np.isfinite(witnesses.numbers[rows, j])]
    if not len(rows):
        return np.asarray(rows)
    rows = of_same_categories(rows, row, witnesses)
    distance = np.zeros(len(rows))
    for j in known:
        step = witnesses.weights[j] * (witnesses.numbers[rows, j] - here[j])
        distance += step * step
    for j in range(witnesses.categories.shape[1]):
        other = witnesses.categories[rows, j] != witnesses.categories[row, j]
        distance += other * (CATEGORY_DISTANCE * witnesses.weights[p + j]) ** 2
    k = min(CIRCLES[-1], len(rows))
    # Ties are cut by the place of the row, so that the choice is always the same.
    cut = np.partition(distance, k - 1)[k - 1]
    inside = np.flatnonzero(distance <= cut)
    inside = inside[np.argsort(distance[inside], kind="stable")][:k]
    return rows[inside]


def of_same_categories(
    rows: npt.NDArray[np.int64], row: int, witnesses: Witnesses
) -> npt.NDArray[np.int64]:
    """Only rows of the row's own categories; where one is hardly known, one row of each.

    A category seen too rarely is judged as one category among the others, not as one more
    row of theirs: how far categories differ from each other is what can be known of it.
    """
    for j in range(witnesses.categories.shape[1]):
        codes = witnesses.categories[rows, j]
        same = rows[codes == witnesses.categories[row, j]]
        if len(same) < RARE:
            same = rows[np.sort(np.unique(codes, return_index=True)[1])]
        if len(same) >= LEAST:
            rows = same
    return rows


@dataclass(frozen=True, eq=False)
class Local:
    """How sure a local fit is: the scatter about it, and how far a curve would differ."""

    scale: float
    bend: float
    residual: Vector  # (k,)


def local_fit(slopes: Matrix, y: Vector) -> tuple[float, Local, float]:
    """Robust linear fit of y (k,) on slopes (k, p) at slopes = 0: fit, surety, leverage.

    Where the row lies beyond the others, a line and a parabola go on differently, and
    neither is known to be right: their difference is part of the uncertainty.
    """
    line, residual, leverage, freedom = robust_fit(slopes, y)
    curve, *_ = robust_fit(np.column_stack([slopes, slopes**2]), y)
    scale = mad(residual) / float(np.sqrt(freedom))
    return line, Local(scale, abs(curve - line), residual), leverage


def robust_fit(slopes: Matrix, y: Vector) -> tuple[float, Vector, float, float]:
    """Bisquare regression of y (k,) on slopes (k, p).

    Its value at slopes = 0, the residuals (k,), the leverage of 0, and the share of the rows
    that are left over by the coefficients.
    """
    A = np.column_stack([np.ones(len(y)), slopes])  # (k, p + 1)
    # In units of each column, so that the ridge below has none.
    size = np.sqrt((A * A).mean(axis=0))
    A = A / np.where(size > 0, size, 1.0)
    ridge = 1e-6 * len(y) * np.eye(A.shape[1])
    ridge[0, 0] = 1e-12
    residual = y - np.median(y)
    weight = bisquare(residual, mad(residual))
    for _ in range(ROUNDS):
        normal = A.T @ (A * weight[:, None]) + ridge
        coefficients = np.linalg.solve(normal, A.T @ (weight * y))
        residual = y - A @ coefficients
        updated = bisquare(residual, mad(residual))
        if np.abs(updated - weight).max() < SETTLED:
            break
        weight = updated
    at = np.zeros(A.shape[1])
    at[0] = 1.0 / (size[0] or 1.0)
    leverage = max(float(at @ np.linalg.solve(normal, at)), 0.0)
    rows = max(1.0, float(weight.sum()))
    freedom = max(1.0, rows - A.shape[1]) / rows
    return float(at @ coefficients), residual, leverage, freedom


def mad(residual: Vector) -> float:
    return float(np.median(np.abs(residual)) * 1.4826)


def bisquare(residual: Vector, scale: float) -> Vector:
    """Tukey's weights; all ones where the scale is 0 (most rows agree exactly)."""
    if scale <= 0:
        return np.where(np.abs(residual) <= 0, 1.0, 1e-3)
    u = residual / (BISQUARE * scale)
    return np.where(np.abs(u) < 1, (1 - u * u) ** 2, 0.0)
