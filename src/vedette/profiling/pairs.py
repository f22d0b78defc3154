"""Columns by twos: correlations of quantities, associations of kinds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.dependence import Pair
from vedette.profiling.sides import Side

LEAST_ROWS = 20
# Over all pairs of a table, one that is independent is listed this often.
ALPHA = 0.01
# The kurtosis that a correlation of independent columns has, beyond which single values make
# it and ranks alone decide.
PEAKED = 0.5
WEAK = 0.1  # below, a relation is of no account, however certain
MOST_TABLED = 60  # columns that kinds are compared with


def pairs_of(sides: list[Side]) -> list[Pair]:
    """The pairs that chance does not explain, strongest first."""
    tested = [*of_quantities([s for s in sides if not s.kinds]), *of_kinds(sides)]
    limit = ALPHA / max(1, len(tested))
    clear = [pair for pair, p in tested if p < limit and pair.strength >= WEAK]
    return sorted(clear, key=lambda pair: -pair.strength)


def of_quantities(sides: list[Side]) -> list[tuple[Pair, float]]:
    """Each two quantities, and how likely such a rank correlation is by chance."""
    from scipy.special import stdtr

    if len(sides) < 2:
        return []
    values = np.stack([np.asarray(s.values, dtype=np.float64) for s in sides])
    linear, together = correlations(values)
    rank, _ = correlations(np.stack([ranks(row) for row in values]))
    i, j = np.triu_indices(len(sides), 1)
    enough = together[i, j] >= LEAST_ROWS
    i, j = i[enough], j[enough]
    n = together[i, j]
    peaked = peakedness(values)
    sure = peaked[i] * peaked[j] < PEAKED * n
    strongest = np.maximum(np.abs(linear[i, j]) * sure, np.abs(rank[i, j]))
    best = np.minimum(strongest, 1 - 1e-12)
    # Two measures are tried: the smaller p counts twice.
    p = np.minimum(4 * stdtr(n - 2, -best * np.sqrt((n - 2) / (1 - best**2))), 1.0)
    return [
        (
            Pair(
                sides[a].name,
                sides[b].name,
                "numbers",
                int(together[a, b]),
                linear=float(linear[a, b]),
                rank=float(rank[a, b]),
            ),
            float(chance),
        )
        for a, b, chance in zip(i.tolist(), j.tolist(), p.tolist(), strict=True)
    ]


def peakedness(values: Matrix) -> Vector:
    """(d,) the kurtosis of each row of (d, n), 3 of a normal one: over permutations of
    independent columns, the kurtosis of their correlation grows with the product."""
    out = np.ones(len(values))
    for j, row in enumerate(values):
        known = row[~np.isnan(row)] / 4
        if not len(known):
            continue
        middle = known - np.median(known)
        most = float(np.abs(middle).max())
        if most > 0:
            squares = np.square(middle / most - (middle / most).mean())
            out[j] = float(np.square(squares).mean() / squares.mean() ** 2)
    return out


def ranks(values: Vector) -> Vector:
    """(n,) middle ranks of those that are known; NaN stays."""
    known = ~np.isnan(values)
    out = np.full(len(values), np.nan)
    _, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    out[known] = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return out


def correlations(values: Matrix) -> tuple[Matrix, Matrix]:
    """(d, d) of the rows of (d, n), each two over where both are known, and how many.

    0 where one of the two does not vary there.
    """
    known = ~np.isnan(values)
    scaled = np.zeros_like(values)
    for row, some, out in zip(values, known, scaled, strict=True):
        if some.any():
            middle = row[some] / 2 - np.median(row[some] / 2)  # halves cannot overflow
            most = float(np.abs(middle).max())
            out[some] = middle / most if most > 0 else 0.0
    mask = known.astype(np.float64)
    n = mask @ mask.T
    sums = scaled @ mask.T  # of the row's values, where the column is known too
    squares = np.square(scaled) @ mask.T
    count = np.maximum(n, 1.0)
    product = scaled @ scaled.T - sums * sums.T / count
    spread = np.maximum(squares - sums**2 / count, 0.0)
    floor = 1e-12 * np.maximum(squares, 1e-300)
    spread = np.where(spread > floor, spread, 0.0)
    below = np.sqrt(spread) * np.sqrt(spread.T)
    r = np.divide(product, below, out=np.zeros_like(product), where=below > 0)
    return np.clip(r, -1.0, 1.0), n


def of_kinds(sides: list[Side]) -> list[tuple[Pair, float]]:
    """Each column of kinds with every other column, and the chance of that."""
    sides = sides[:MOST_TABLED]
    found = []
    for i, first in enumerate(sides):
        for second in sides[i + 1 :]:
            if first.kinds and second.kinds:
                one = of_two_kinds(first, second)
            elif first.kinds or second.kinds:
                one = of_kinds_and_quantity(first, second)
            else:
                continue
            if one is not None:
                found.append(one)
    return found


def of_two_kinds(first: Side, second: Side) -> tuple[Pair, float] | None:
    """Cramer's V without its bias, and the p-value of the chi-squared test."""
    from scipy.special import chdtrc

    table = counted(first.values, second.values)
    n, (r, k) = float(table.sum()), table.shape
    if n < LEAST_ROWS or min(r, k) < 2:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    statistic = float((np.square(table - expected) / expected).sum())
    degrees = (r - 1) * (k - 1)
    phi = max(0.0, statistic / n - degrees / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    least = min(rows, columns) - 1
    v = float(np.sqrt(min(phi / least, 1.0))) if least > 0 else 0.0
    pair = Pair(first.name, second.name, "kinds", int(n), association=v)
    return pair, float(chdtrc(degrees, statistic))


def counted(first: npt.NDArray[np.generic], second: npt.NDArray[np.generic]) -> Matrix:
    """How often each two kinds are together, without those that never are with any."""
    a, b = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    both = (a >= 0) & (b >= 0)
    if not both.any():
        return np.zeros((0, 0))
    k = int(b.max()) + 1
    cells = np.bincount(a[both] * k + b[both], minlength=(int(a.max()) + 1) * k)
    table = cells.reshape(-1, k).astype(np.float64)
    return table[table.any(axis=1)][:, table.any(axis=0)]


def of_kinds_and_quantity(first: Side, second: Side) -> tuple[Pair, float] | None:
    """The correlation ratio of the ranks without its bias, and the p of its F test."""
    from scipy.special import fdtrc

    kinds, quantity = (first, second) if first.kinds else (second, first)
    code = np.asarray(kinds.values, dtype=np.int64)
    y = ranks(np.asarray(quantity.values, dtype=np.float64))
    both = (code >= 0) & ~np.isnan(y)
    code, y = code[both], y[both]
    n = len(y)
    size = np.bincount(code) if n else np.zeros(0)
    size_known = size > 0
    k = int(size_known.sum())
    if n < LEAST_ROWS or k < 2 or n - k < 2:
        return None
    y = y - y.mean()
    whole = float(np.square(y).sum())
    means = np.bincount(code, weights=y)[size_known] / size[size_known]
    between = float((size[size_known] * np.square(means)).sum())
    within = max(whole - between, 1e-12 * whole)
    if not whole > 0:
        return None
    ratio = max(0.0, 1 - (within / (n - k)) / (whole / (n - 1)))
    pair = Pair(first.name, second.name, "mixed", n, association=float(np.sqrt(ratio)))
    chance = float(fdtrc(k - 1, n - k, between / (k - 1) / (within / (n - k))))
    return pair, chance
