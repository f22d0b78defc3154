"""How long before a failure the alarm came, and whether it came at all.

A failure is detected if there is an alarm at most `horizon` before it, and before it. Its lead
is the time from the first such alarm to the failure. An alarm that no failure of its unit
follows within the horizon is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import TooLittleData
from vedette.metrics.given import Flags, share
from vedette.metrics.times import Moments, Span, moments, rows_by_unit, unit_of


@dataclass(frozen=True)
class LeadTime:
    """How early failures were announced.

    failures, detected
        How many there were, and before how many of them there was an alarm.
    leads
        By failure, as they were given: from its first alarm; None: not detected.
    median
        Of the leads of the detected; None if none is.
    alarms
        All alarms.
    false_alarms
        Places, from 0, of the alarms that no failure followed.
    ignored
        Alarms while a unit recovered from a failure: neither right nor false.
    """

    failures: int
    detected: int
    leads: tuple[Span | None, ...]
    median: Span | None
    alarms: int
    false_alarms: tuple[int, ...]
    ignored: int

    @property
    def share(self) -> float:
        """The detected share of the failures."""
        return share(self.detected, self.failures)


def lead_time(
    alarms: Any,
    failures: Any,
    horizon: Any,
    *,
    alarm_units: Any = None,
    failure_units: Any = None,
    recovery: Any = None,
) -> LeadTime:
    """How many failures were announced, and how long before.

    Parameters
    ----------
    alarms, failures
        (a,) and (f,) moments: dates, or numbers such as hours or cycles. In any order.
    horizon
        How long before a failure an alarm may come: a timedelta for dates, else a number. An
        alarm belongs to the next failure of its unit.
    alarm_units, failure_units
        (a,) and (f,) to which machine each belongs; an alarm announces failures of its own
        machine only. None: there is one.
    recovery
        How long after a failure alarms do not count at all; None: no time.

    Raises
    ------
    TooLittleData
        If there is no failure.
    InvalidInput
        If times are missing, or dates and numbers meet.
    InvalidParameter
        If `horizon` or `recovery` is not in the units of the times.

    Examples
    --------
    >>> told = lead_time(alarms=[3, 8, 9, 20], failures=[10, 40], horizon=5)
    >>> told.detected, told.median, told.false_alarms
    (1, 2.0, (0, 3))
    """
    failed = moments(failures, "failures")
    if not failed.values.size:
        raise TooLittleData(
            "lead time is not known: there is no failure",
            hint="count false alarms instead: vedette.metrics.false_alarms",
        )
    alarmed = moments(alarms, "alarms", failed)
    reach = failed.length(horizon, "horizon")
    pause = 0.0 if recovery is None else failed.length(recovery, "recovery")
    by_unit = rows_by_unit(unit_of(alarm_units, alarmed.values.size, "alarm_units"))
    leads = np.full(failed.values.size, np.nan)
    use = np.zeros(alarmed.values.size, dtype=np.int8)  # 0 false, 1 right, 2 ignored
    units = unit_of(failure_units, failed.values.size, "failure_units")
    for unit, rows in rows_by_unit(units).items():
        mine = np.array(by_unit.get(unit, []), dtype=np.int64)
        leads[rows], use[mine] = _of_one_unit(
            alarmed.values[mine], failed.values[rows], reach, pause
        )
    return _told(failed, leads, use)


def before_failures(
    times: Any, failures: Any, horizon: Any, *, units: Any = None, failure_units: Any = None
) -> Flags:
    """(n,) which rows lie at most `horizon` before a failure of their unit.

    As labels of rows they let every other metric judge the same horizon; the row of the
    failure itself is not among them. Arguments as of `lead_time`.
    """
    failed = moments(failures, "failures")
    at = moments(times, "times", failed if failed.values.size else None)
    reach = at.length(horizon, "horizon")
    owners = unit_of(failure_units, failed.values.size, "failure_units")
    theirs = rows_by_unit(owners)
    out = np.zeros(at.values.size, dtype=np.bool_)
    for unit, rows in rows_by_unit(unit_of(units, at.values.size, "units")).items():
        ends = np.sort(failed.values[theirs.get(unit, [])])
        out[rows] = _announces(at.values[rows], ends, reach)
    return out


def _announces(at: Vector, ends: Vector, reach: float) -> Flags:
    """(n,) which moments have an end after them, at most `reach` away."""
    following = np.append(ends, np.inf)[np.searchsorted(ends, at, side="right")]
    return np.asarray(following - at <= reach)


def _of_one_unit(
    alarms: Vector, failures: Vector, reach: float, pause: float
) -> tuple[Vector, Any]:
    """Leads (f,), NaN where not detected, and the use (a,) of each alarm."""
    order = np.argsort(failures, kind="stable")
    ends = failures[order]
    at = np.searchsorted(ends, alarms, side="right")  # the failure that follows each alarm
    since = alarms - np.append(-np.inf, ends)[at]
    ignored = since < pause
    right = _announces(alarms, ends, reach) & ~ignored
    earliest = np.full(ends.size, np.inf)
    np.minimum.at(earliest, at[right], alarms[right])
    leads = np.full(ends.size, np.nan)
    leads[order] = np.where(np.isfinite(earliest), ends - earliest, np.nan)
    return leads, np.where(ignored, 2, right).astype(np.int8)


def _told(failed: Moments, leads: Vector, use: Any) -> LeadTime:
    detected = ~np.isnan(leads)
    median = failed.span(float(np.median(leads[detected]))) if detected.any() else None
    return LeadTime(
        failures=leads.size,
        detected=int(detected.sum()),
        leads=tuple(
            failed.span(float(lead)) if there else None
            for lead, there in zip(leads, detected, strict=True)
        ),
        median=median,
        alarms=use.size,
        false_alarms=tuple(np.flatnonzero(use == 0).tolist()),
        ignored=int(np.count_nonzero(use == 2)),
    )
