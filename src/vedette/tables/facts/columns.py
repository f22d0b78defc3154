"""Columns as the counting of facts needs them: coded, sampled, with their resolution."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.wording import kind_text, value_text

UNSEEN = frozenset({"label", "ignore"})  # roles that nobody looks at
CATEGORY_LIKE = frozenset({"category", "flag", "code", "key", "part"})
FEW = 12  # distinct whole numbers that are kinds rather than quantities
MOST_DISTINCT = 50_000
SAMPLE = 2000
COUNTABLE = 1 << 22  # widest range of whole numbers that is counted instead of sorted

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of few distinct values.

    codes
        (n,) which value, -1 for missing.
    values
        (k,) the distinct values.
    quantity
        It is a number: others may determine it, it determines nothing.
    presence
        Not the column but whether it is given: values are "missing" and "given".
    """

    name: str
    codes: Codes
    values: npt.NDArray[np.object_]
    quantity: bool = False
    presence: bool = False

    @property
    def k(self) -> int:
        return len(self.values)

    def label(self, code: int) -> str:
        value = self.values[code]
        return value_text(value) if self.quantity else kind_text(value)


def looked_at(table: Table, roles: Roles) -> list[Column]:
    """The columns that may be looked at: all but labels and those left out."""
    return [c for c in table if role(roles, c) not in UNSEEN]


def role(roles: Roles, column: Column) -> str:
    """The column's role; a column that was given none is 'ignore'."""
    return roles[column.name].kind if column.name in roles else "ignore"


def words(text: str) -> tuple[str, ...]:
    """A column's name in words, split at anything but letters and at camelCase."""
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    return tuple(w.lower() for w in re.split(r"[^A-Za-z]+", split) if w)


def strided(n: int, most: int = SAMPLE) -> Rows:
    """At most `most` row numbers spread over 0..n-1, always the same ones.

    Steps of the golden ratio: unlike even steps they meet every phase of a period.
    """
    if n <= most:
        return np.arange(n)
    golden = (np.sqrt(5) - 1) / 2
    return np.unique((np.arange(most) * golden % 1.0 * n).astype(np.int64))


def category_like(table: Table, roles: Roles) -> list[Coded]:
    """Columns of kinds, and columns of numbers that repeat (these with `quantity`)."""
    found = []
    for column in looked_at(table, roles):
        kind = role(roles, column)
        if column.kind == "time" or kind in ("id", "text", "time", "constant", "weight"):
            continue
        some = column.values[strided(table.rows)]
        some = some[some >= 0] if column.kind == "text" else some[np.isfinite(some)]
        distinct = len(np.unique(some))
        few = distinct <= FEW and bool(np.all(some == np.round(some)))
        quantity = kind not in CATEGORY_LIKE and not few
        if len(some) < 20 or (quantity and distinct > len(some) / 3):
            continue
        coded = code(column, quantity=quantity)
        if 2 <= coded.k <= min(MOST_DISTINCT, max(table.rows // 5, 2)):
            found.append(coded)
    return found


def code(column: Column, *, quantity: bool = False) -> Coded:
    """Codes of a column's values, in ascending order for numbers."""
    if column.kind == "text":
        return Coded(column.name, column.values, column.levels, quantity)
    codes = np.full(len(column), -1, dtype=np.int32)
    there = np.isfinite(column.values)
    present = column.values[there]
    if present.size and np.all(present == np.round(present)):
        low, high = float(present.min()), float(present.max())
        if high - low < COUNTABLE:
            place = (present - low).astype(np.int64)
            used = np.flatnonzero(np.bincount(place))
            at = np.zeros(int(high - low) + 1, dtype=np.int32)
            at[used] = np.arange(len(used), dtype=np.int32)
            codes[there] = at[place]
            return Coded(column.name, codes, (used + low).astype(object), quantity)
    values, inverse = np.unique(present, return_inverse=True)
    codes[there] = inverse.astype(np.int32)
    return Coded(column.name, codes, values.astype(object), quantity)


def presence(column: Column) -> Coded | None:
    """Whether a column is given, if that is neither rare nor almost always so."""
    missing = column.missing
    if not 0.01 < missing.mean() < 0.99:
        return None
    values = np.array(["given", "missing"], dtype=object)
    return Coded(column.name, missing.astype(np.int32), values, presence=True)


def resolution(values: Vector) -> float:
    """The step in which values are written: 0.01 for money; 0 if there is none.

    A step holds if 95 % of the values are multiples of it; none is coarser than 1.
    """
    finite = values[np.isfinite(values)]
    # Beyond, every float64 is whole, and 1e308 would overflow below.
    finite = np.where(np.abs(finite) < 2**53, finite, 0.0)
    for decimals in range(7):
        scaled = finite * 10.0**decimals
        off = np.abs(scaled - np.round(scaled))
        if np.mean(off <= 1e-6 * np.maximum(1.0, np.abs(scaled) * 1e-6)) >= 0.95:
            return float(10.0**-decimals)
    return 0.0


def log_chance(seen: npt.ArrayLike, expected: npt.ArrayLike) -> Vector:
    """Upper bound of log P(O <= seen) for O ~ Poisson(expected); 0 if seen >= expected.

    Chernoff: log P <= -(e - o + o log(o / e)).
    """
    o, e = np.broadcast_arrays(np.asarray(seen, float), np.asarray(expected, float))
    ratio = np.divide(o, e, out=np.ones(o.shape), where=(o > 0) & (e > 0))
    bound = -(e - o + o * np.log(ratio))
    return np.where(o < e, bound, 0.0)
