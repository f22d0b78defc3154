"""What metrics are given, checked at the border: labels, flags and scores."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.wording import count

Flags: TypeAlias = npt.NDArray[np.bool_]  # (n,)


def flags(values: Any, what: str) -> Flags:
    """(n,) true or false, from booleans or 0 and 1.

    Raises
    ------
    InvalidInput
        If there is anything else; its place is named.
    """
    given = np.asarray(values)
    if given.ndim != 1:
        raise InvalidInput(f"{what} must have shape (rows,), got {given.shape}")
    if given.dtype.kind == "b":
        return np.asarray(given, dtype=np.bool_)
    wrong = np.flatnonzero(~np.isin(given, (0, 1)))
    if wrong.size:
        raise InvalidInput(
            f"{what} must be 0 or 1 (or False or True) in each row; "
            f"row {wrong[0]} has {given[wrong[0]]!s:.40}",
            hint=f"{what} = y == -1, if they are signs of scikit-learn",
        )
    return np.asarray(given == 1, dtype=np.bool_)


def scored(odd: Any, scores: Any) -> tuple[Flags, Vector]:
    """Labels and scores (n,) of the same rows. Infinite scores are the first or the last.

    Raises
    ------
    InvalidInput
        If they are of different lengths, of no rows, or a score is missing.
    """
    labels = flags(odd, "odd")
    try:
        values = np.asarray(scores, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput(f"scores must be numbers, got {type(scores).__name__}") from None
    if values.ndim != 1:
        raise InvalidInput(f"scores must have shape (rows,), got {values.shape}")
    same_length(labels, values, "scores")
    missing = np.flatnonzero(np.isnan(values))
    if missing.size:
        raise InvalidInput(
            f"{count(missing.size, 'score')} missing (NaN), first at row {missing[0]}",
            hint="a row without a score is not usual: leave it out and say so",
        )
    return labels, values


def same_length(odd: Flags, other: npt.NDArray[Any], what: str) -> None:
    if len(odd) != len(other):
        raise InvalidInput(f"odd has {len(odd)} rows, {what} has {len(other)}")
    if not len(odd):
        raise InvalidInput("there are no rows")


def both_classes(odd: Flags, what: str) -> None:
    """Refuse what only rows of both kinds can tell."""
    if not odd.any() or odd.all():
        which = "all rows are" if odd.any() else "no row is"
        raise TooLittleData(
            f"{what} is not known: {which} odd, of {count(len(odd), 'row')}",
            hint="it needs at least one odd and one usual row",
        )


def some_odd(odd: Flags, what: str) -> None:
    """Refuse what only odd rows can tell."""
    if not odd.any():
        raise TooLittleData(
            f"{what} is not known: no row is odd, of {count(len(odd), 'row')}",
            hint="it needs at least one odd row",
        )


def ranks(scores: Vector) -> tuple[Vector, npt.NDArray[np.int64]]:
    """The distinct scores, rising, and for each row which of them it has."""
    distinct, which = np.unique(scores, return_inverse=True)
    return distinct, np.asarray(which, dtype=np.int64)


def share(part: float, whole: float) -> float:
    """part / whole; 0 / 0 is 0."""
    return part / whole if whole else 0.0
