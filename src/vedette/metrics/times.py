"""Moments and spans of time, as numbers or as dates: what is given comes back in its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, InvalidParameter

# A length of time: of dates a timedelta, of numbers (hours, cycles) a number of those.
Span: TypeAlias = float | timedelta

MONTH = timedelta(days=365.2425 / 12)
_SECOND = timedelta(seconds=1)

NUMBERS, DATES, ZONED = KINDS = ("numbers", "dates", "dates with a time zone")


@dataclass(frozen=True)
class Moments:
    """Times as numbers (n,): of dates, seconds since 1970."""

    values: Vector
    kind: str  # one of KINDS

    @property
    def dated(self) -> bool:
        """Whether they are dates."""
        return self.kind != NUMBERS

    def span(self, length: float) -> Span:
        """A length as the user knows it."""
        return timedelta(seconds=length) if self.dated else float(length)

    def length(self, span: Any, what: str) -> float:
        """A span of the user's as a number of at least 0, or what is wrong with it."""
        if isinstance(span, np.timedelta64):
            span = span.astype("timedelta64[us]").item()
        if isinstance(span, timedelta) != self.dated or span is None:
            kind = (
                "a timedelta, as times are dates"
                if self.dated
                else "a number, as times are"
            )
            raise InvalidParameter(f"{what} must be {kind}; got {span!r:.60}")
        length = span / _SECOND if isinstance(span, timedelta) else float(span)
        if not (np.isfinite(length) and length >= 0):
            raise InvalidParameter(
                f"{what} must be a length of at least 0, got {span!r:.60}"
            )
        return length


def moments(times: Any, what: str, like: Moments | None = None) -> Moments:
    """Times at the border: dates of any kind, or numbers.

    Parameters
    ----------
    like
        Other times, of whose kind they must be; None: any.

    Raises
    ------
    InvalidInput
        If they are not one time a row, one is missing, or they are of the other kind.
    """
    given = np.asarray(times)
    if given.ndim != 1:
        raise InvalidInput(f"{what} must have shape (rows,), got {given.shape}")
    if not given.size:
        return Moments(np.zeros(0), like.kind if like else NUMBERS)
    values, kind = _numbers(given, what)
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise InvalidInput(f"{what} has a missing time, first at row {wrong[0]}")
    if like is not None and like.kind != kind:
        raise InvalidInput(f"{what} holds {kind}, the others {like.kind}")
    return Moments(values, kind)


def _numbers(given: npt.NDArray[Any], what: str) -> tuple[Vector, str]:
    if given.dtype.kind == "O" and all(isinstance(t, datetime) for t in given):
        zoned = {t.tzinfo is not None for t in given}
        if len(zoned) > 1:
            raise InvalidInput(f"{what} holds some dates with a time zone and some without")
        return np.array([_seconds(t) for t in given]), ZONED if zoned.pop() else DATES
    if given.dtype.kind == "M":
        there = given.astype("datetime64[us]")
        seconds = there.astype(np.int64) / 1e6
        return np.where(np.isnat(there), np.nan, seconds), DATES
    if given.dtype.kind in "iuf":
        return given.astype(np.float64), NUMBERS
    raise InvalidInput(
        f"{what} must be dates or numbers, got {given.dtype}",
        hint="texts become dates by numpy.array(texts, dtype='datetime64[s]')",
    )


def _seconds(moment: datetime) -> float:
    """Seconds since 1970; a moment without a zone is taken as it stands."""
    if moment.tzinfo is not None:
        return moment.timestamp()
    return float((moment - datetime(1970, 1, 1)) / _SECOND)


def unit_of(units: Any, n: int, what: str) -> list[Any]:
    """The machine or key of each of n rows; None: there is one, without a name."""
    if units is None:
        return [None] * n
    keys = np.asarray(units)
    if keys.shape != (n,):
        raise InvalidInput(f"{what} must name one unit for each of {n}, got {keys.shape}")
    return list(keys.tolist())


def rows_by_unit(units: list[Any]) -> dict[Any, list[int]]:
    """The rows of each unit, units in the order of their first row."""
    found: dict[Any, list[int]] = {}
    for row, unit in enumerate(units):
        found.setdefault(unit, []).append(row)
    return found
