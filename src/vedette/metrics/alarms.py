"""False alarms per unit and month: what a detector costs the people who answer it.

Flagged rows of one unit that follow each other closely are one alarm. It is false if none of
its rows is odd. A unit is observed from its first row to its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.metrics.given import Flags, flags, same_length
from vedette.metrics.times import MONTH, moments, rows_by_unit, unit_of

LEVEL = 0.95  # of the interval


@dataclass(frozen=True)
class FalseAlarms:
    """How often a unit is called for nothing.

    alarms, false_alarms
        All alarms, and those of which no row is odd.
    units, months
        How many units were observed, and their months together.
    rate
        False alarms per unit and month.
    low, high
        Where the rate of 95 % of such periods lies, if alarms are independent: the exact
        interval of Garwood (1936).
    by_unit
        (unit, false alarms), most first; the unit is None if none was given.
    """

    alarms: int
    false_alarms: int
    units: int
    months: float
    rate: float
    low: float
    high: float
    by_unit: tuple[tuple[Any, int], ...]


def false_alarms(
    odd: Any,
    flagged: Any,
    times: Any,
    units: Any = None,
    *,
    join: Any = None,
    month: float | None = None,
) -> FalseAlarms:
    """False alarms per unit and month.

    Parameters
    ----------
    odd, flagged
        (n,) true (or 1) where a row is odd, and where it was called so. Where failures are
        known, rows that announce them are odd: `before_failures`.
    times
        (n,) when each row is: dates, or numbers. In any order.
    units
        (n,) to which machine or key each row belongs; None: there is one.
    join
        Flagged rows of a unit that are at most so far apart are one alarm: a timedelta for
        dates, else a number. None: each flagged row is an alarm.
    month
        How long a month is, if times are numbers; None for dates: 30.4 days.

    Raises
    ------
    TooLittleData
        If no unit has rows at two moments: then no time was observed.
    InvalidInput, InvalidParameter
        If rows do not belong together, or `join` and `month` not to the times.

    Examples
    --------
    >>> odd, flagged = [0, 0, 0, 1, 0, 0], [0, 1, 1, 1, 0, 1]
    >>> told = false_alarms(odd, flagged, times=[0, 1, 2, 3, 4, 5], join=1, month=10)
    >>> told.alarms, told.false_alarms, told.months, told.rate
    (2, 1, 0.5, 2.0)
    """
    truth, called = flags(odd, "odd"), flags(flagged, "flagged")
    same_length(truth, called, "flagged")
    at = moments(times, "times")
    same_length(truth, at.values, "times")
    near = None if join is None else at.length(join, "join")
    length = _month(month, at.dated)
    observed, alarms, counts = 0.0, 0, {}
    for unit, rows in rows_by_unit(unit_of(units, len(truth), "units")).items():
        place = np.array(rows)[np.argsort(at.values[rows], kind="stable")]
        observed += float(at.values[place[-1]] - at.values[place[0]])
        real = _alarms(truth[place], called[place], at.values[place], near)
        alarms += real.size
        counts[unit] = int(np.count_nonzero(~real))
    if not observed > 0:
        raise TooLittleData(
            "false alarms per month are not known: all rows of a unit are at one moment",
            hint="times must say when each row was",
        )
    return _told(alarms, counts, observed / length)


def _month(month: float | None, dated: bool) -> float:
    if dated:
        if month is not None:
            raise InvalidParameter("month is for times that are numbers; these are dates")
        return MONTH.total_seconds()
    if month is None:
        raise InvalidParameter(
            "month must say how long a month is, as times are numbers",
            hint="month=730.5, if they are hours",
        )
    if not (np.isfinite(month) and month > 0):
        raise InvalidParameter(f"month must be a length above 0, got {month}")
    return float(month)


def _alarms(odd: Flags, flagged: Flags, at: Vector, join: float | None) -> Flags:
    """For each alarm of one unit, rows in order of time: whether one of its rows is odd."""
    rows = np.flatnonzero(flagged)
    if join is None or not rows.size:
        return odd[rows]
    first = np.flatnonzero(np.diff(at[rows], prepend=-np.inf) > join)
    return np.logical_or.reduceat(odd[rows], first)


def _told(alarms: int, counts: dict[Any, int], months: float) -> FalseAlarms:
    from scipy.special import gammaincinv

    false, tail = sum(counts.values()), (1 - LEVEL) / 2
    low = float(gammaincinv(false, tail)) if false else 0.0
    high = float(gammaincinv(false + 1, 1 - tail))
    return FalseAlarms(
        alarms=alarms,
        false_alarms=false,
        units=len(counts),
        months=months,
        rate=false / months,
        low=low / months,
        high=high / months,
        by_unit=tuple(sorted(counts.items(), key=lambda pair: -pair[1])),
    )
