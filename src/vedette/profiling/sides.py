"""Columns as they are compared with others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Roles

MOST_KINDS = 50  # levels of a column of kinds; more hardly repeat
TWO = 2  # different values of a quantity, up to which it is of kinds
KINDLIKE = frozenset({"category", "flag", "code", "part", "key"})
QUANTITIES = frozenset({"number", "clock", "angle"})


@dataclass(frozen=True, eq=False)
class Side:
    """One column as it is compared with others.

    values
        (n,) a quantity, NaN where missing; or codes of kinds, -1 where missing.
    kinds
        Whether they are kinds.
    """

    name: str
    values: npt.NDArray[np.generic]
    kinds: bool


def comparable(column: Column, roles: Roles) -> bool:
    """Whether a column is a quantity or of kinds."""
    role = roles[column.name].kind
    if role in KINDLIKE:
        return column.kind != "time"
    return role in QUANTITIES and column.kind in ("number", "flag")


def side_of(column: Column, roles: Roles, rows: npt.NDArray[np.intp]) -> Side | None:
    """The column in some rows; None if it does not vary, or has too many kinds."""
    values = column.values[rows]
    if roles[column.name].kind in QUANTITIES:
        numbers = np.asarray(values, dtype=np.float64)
        numbers = np.where(np.isfinite(numbers), numbers, np.nan)
        if len(np.unique(numbers[~np.isnan(numbers)])) > TWO:
            return Side(column.name, numbers, kinds=False)
    codes = codes_of(values, text=column.kind == "text")
    k = int(codes.max()) + 1 if len(codes) else 0
    return Side(column.name, codes, kinds=True) if 2 <= k <= MOST_KINDS else None


def codes_of(values: npt.NDArray[np.generic], *, text: bool) -> npt.NDArray[np.int32]:
    """(n,) 0, 1, ... for each different value, -1 for missing."""
    numbers = np.asarray(values, dtype=np.float64)
    missing = numbers < 0 if text else np.isnan(numbers)
    codes = np.full(len(values), -1, dtype=np.int32)
    codes[~missing] = np.unique(numbers[~missing], return_inverse=True)[1]
    return codes
