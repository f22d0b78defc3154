"""So many false alarms a day, and no more."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_positive
from vedette.core.wording import count
from vedette.thresholds.counting import likely_share, line_at, places
from vedette.thresholds.rule import Part, Rule


class AlarmsPerDayRule(Rule):
    """The line beyond which usual rows cause so many alarms a day on average.

    Counted on rows that the detector has not learned from: with R rows a day, of which a
    share u is usual, a share alarms / (R u) of the usual ones may lie beyond. Without labels
    all rows count as usual, so that alarms on odd ones are among those counted.

    Parameters
    ----------
    alarms
        A day, on average, above 0.
    rows_per_day
        How many rows come in a day; None: as many as in the days that `fit` is told.

    Attributes
    ----------
    rows_per_day_ : float
    alarms_ : (low, high)
        False alarms a day at the threshold: the range of nine samples of rows in ten.
    """

    name = "alarms-per-day"

    def __init__(self, alarms: float = 1.0, rows_per_day: float | None = None) -> None:
        self.alarms = alarms
        self.rows_per_day = rows_per_day

    def _check_params(self) -> None:
        check_positive("alarms", self.alarms)
        if self.rows_per_day is not None:
            check_positive("rows_per_day", self.rows_per_day)

    def _learn(self, part: Part) -> float:
        usual = part.usual if len(part.usual) else part.scores
        n = len(usual)
        self.rows_per_day_ = self._rows_per_day(part)
        usual_per_day = self.rows_per_day_ * n / len(part.scores)
        share = self.alarms / usual_per_day
        j = places(min(share, 1.0), n)
        low, high = likely_share(n, max(j, 1))
        self.alarms_ = (low * usual_per_day, high * usual_per_day)
        if j == 0:
            enough = math.ceil(1 / share - 1e-9) - 1
            self.notes_.append(
                f"{count(n, 'usual row')} cannot tell {self.alarms:g} in "
                f"{usual_per_day:,.0f} a day: the line is drawn beyond all of them; "
                f"{count(enough, 'row')} would do"
            )
        if share >= 1:
            self.notes_.append(
                f"there are {usual_per_day:,.3g} usual rows a day: every row is flagged"
            )
        return line_at(usual, max(j, 1))

    def _rows_per_day(self, part: Part) -> float:
        if self.rows_per_day is not None:
            return float(self.rows_per_day)
        if part.days is None:
            raise InvalidParameter(
                f"the rule {self} must know how many rows come in a day",
                hint=f"{self.name}({self.alarms:g}, 1440), for a row a minute; or tell fit "
                "how many days the rows span",
            )
        return len(part.scores) / part.days

    def _typed(self) -> list[float]:
        rows = self.rows_per_day
        return [self.alarms] if rows is None else [self.alarms, rows]


def days_of(times: Any) -> float:
    """How many days the times (n,) span, one more step than lie between them.

    `times` are `datetime64` or what NumPy makes of it; NaT are left out.

    Raises
    ------
    InvalidParameter
        If there are no two different times.
    """
    known = np.asarray(times, dtype="datetime64[us]")
    known = known[~np.isnat(known)]
    n = len(known)
    span = (known.max() - known.min()) / np.timedelta64(1, "D") if n > 1 else 0.0
    if not span > 0:
        raise InvalidParameter("the rows have no two different times: days are not known")
    return float(span) * n / (n - 1)
