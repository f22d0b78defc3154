"""The fitted table cut into loads like the new one, as far as its rows say how.

What one load may differ from another by is known from loads, not from rows: the rows of a day
have that day in common. So if the fitted table has a time, it is cut into spans as long as the
new load's (days as a rule; hours, if the load is one hour); else by the column `file`, if many
files were read as one table; else it is one load, and what varies between loads is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core import wording
from vedette.core.table import Column, Roles, Table
from vedette.tables.series import joint_key, row_times

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Times = npt.NDArray[np.datetime64]

ENOUGH = 7  # loads; with fewer, what varies between loads is too little known
STRAY = 0.005  # a day with a smaller share of the load's rows is a slip in some times
TIMED = 0.8  # of the rows; else the time does not say which load a row belongs to
COVERED = 0.75  # of the usual span; a first or last load of less was cut when fitted
FILE = "file"  # the column that many files read as one table have


@dataclass(frozen=True, eq=False)
class Span:
    """When the rows of a table happened, in whole days (or hours) from 1970.

    unit
        "day" or "hour", counted from `shift` hours after midnight (the times are moved by
        as much, so that a load through midnight is one day); `first` and `last` are the
        units in which the rows lie, `STRAY` ones aside.
    """

    time: Times  # (n,) NaT where unknown
    unit: str
    first: int
    last: int
    shift: int = 0

    @cached_property
    def units(self) -> Places:
        """(n,) the unit of each row; meaningless where there is no time."""
        return in_units(self.time, self.unit)

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    @property
    def within(self) -> npt.NDArray[np.bool_]:
        """(n,) whether a row has a time from `first` to `last`."""
        units = self.units
        inside = (units >= self.first) & (units <= self.last)
        return np.asarray(~np.isnat(self.time) & inside)


def in_units(time: Times, unit: str) -> Places:
    return time.astype(f"datetime64[{'D' if unit == 'day' else 'h'}]").astype(np.int64)


def span_of(table: Table, roles: Roles, unit: str = "day", shift: int = 0) -> Span | None:
    """When the table's rows happened; None if too few of them have a time."""
    time, _ = row_times(table, roles)
    if time is None or np.isnat(time).mean() > 1 - TIMED:
        return None
    time = time - np.timedelta64(shift, "h")
    units, counts = np.unique(in_units(time[~np.isnat(time)], unit), return_counts=True)
    # Of a long table no unit has a large share: then only what is rare among units is stray.
    least = min(STRAY * counts.sum(), 0.1 * float(np.median(counts)))
    units = units[counts >= least]
    return Span(time, unit, int(units[0]), int(units[-1]), shift)


def through_midnight(span: Span) -> int:
    """Hours after midnight from which to count days so that the load touches one day less;
    0 if its rows lie as they should, or cannot lie otherwise."""
    hours = span.time[span.within].astype(np.int64) / 3.6e9
    free = 24 * (span.length - 1) - float(np.ptp(hours))
    if span.length == 1 or free <= 0:
        return 0
    return round(float(hours.min()) - free / 2) % 24


@dataclass(frozen=True, eq=False)
class Loads:
    """The loads of the fitted table.

    of_row
        (n,) the load of each row, -1 for rows of none (a first or last load that is cut).
    place, season
        (k,) where each stands in time (0 is the new load), and its weekday or hour.
    unit
        What one is, in words.
    key
        (n,) which series each fitted row belongs to.
    old, new
        When the rows happened; None if the loads are told apart otherwise.
    """

    of_row: Places
    place: Numbers
    season: Places
    new_place: float
    new_season: int
    unit: str
    key: Places
    old: Span | None = None
    new: Span | None = None

    @property
    def count(self) -> int:
        return len(self.place)

    @property
    def many(self) -> bool:
        """Whether there are enough to know how loads differ."""
        return self.count >= ENOUGH

    @cached_property
    def sizes(self) -> Places:
        """(k,) rows of each."""
        return np.bincount(self.of_row[self.of_row >= 0], minlength=self.count)

    def total(self, values: npt.NDArray[Any]) -> Numbers:
        """(k,) the sum over each load of one number for each row."""
        inside = self.of_row >= 0
        weights = np.asarray(values, dtype=np.float64)[inside]
        sums = np.bincount(self.of_row[inside], weights=weights, minlength=self.count)
        return sums.astype(np.float64)

    @property
    def named(self) -> str:
        """ "the 30 fitted days", "the fitted table"."""
        if self.count == 1:
            return (
                f"the one fitted {self.unit}"
                if self.unit != "table"
                else "the fitted table"
            )
        return f"the {wording.count(self.count, f'fitted {self.unit}')}"


def cut(old: Table, new: Table, roles: Roles) -> Loads:
    """The loads of `old` that are like `new`."""
    key = series_of(old, roles)
    loads = by_time(old, new, roles, key)
    if loads is not None and loads.count > 1:
        return loads
    return by_file(old, key) or loads or one_load(key)


def series_of(table: Table, roles: Roles) -> Places:
    """(n,) which series each row belongs to, by the key columns."""
    keys = [table[name] for name, role in roles.items() if role.kind == "key"]
    return joint_key(keys, table.rows)


def one_load(key: Places) -> Loads:
    """The whole table as one load."""
    nothing = np.zeros(1)
    of_row, season = np.zeros(len(key), dtype=np.int64), np.zeros(1, dtype=np.int64)
    return Loads(of_row, nothing - 1, season, 0.0, 0, "table", key)


def by_file(table: Table, key: Places) -> Loads | None:
    """A load for each file, in the order of their names."""
    if FILE not in table.names or table[FILE].kind != "text":
        return None
    column: Column = table[FILE]
    used = np.unique(column.values[column.values >= 0])
    if len(used) < 2:
        return None
    order = used[np.argsort(column.levels[used].astype(str), kind="stable")]
    number = np.full(len(column.levels) + 1, -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    place = np.arange(-len(order), 0).astype(np.float64)
    season = np.zeros(len(order), dtype=np.int64)
    return Loads(number[column.values], place, season, 0.0, 0, "file", key)


def by_time(old: Table, new: Table, roles: Roles, key: Places) -> Loads | None:
    """Spans of the fitted table, as long as the new load's."""
    unit = "day"
    fitted, fresh = span_of(old, roles), span_of(new, roles)
    if fitted is None or fresh is None:
        return None
    if shift := through_midnight(fresh):
        fitted, fresh = (span_of(table, roles, shift=shift) for table in (old, new))
        assert fitted is not None
        assert fresh is not None
    if fresh.length == 1 and _is_one_hour(old, new, roles):
        hourly, hour = span_of(old, roles, "hour"), span_of(new, roles, "hour")
        if hourly is not None and hour is not None:
            unit, fitted, fresh = "hour", hourly, hour
    length = fresh.length
    block = np.where(fitted.within, (fitted.units - fresh.first) // length, 0)
    blocks, codes = np.unique(block[fitted.within], return_inverse=True)
    of_row = np.full(old.rows, -1, dtype=np.int64)
    of_row[fitted.within] = codes
    blocks, of_row = _whole(fitted, length, fresh.first, blocks, of_row)
    starts = fresh.first + blocks * length
    period = 7 if unit == "day" else 24
    season = starts % period if length == 1 else np.zeros(len(blocks), dtype=np.int64)
    said = unit if length == 1 else f"{length}-{unit} span"
    return Loads(
        of_row,
        blocks.astype(np.float64),
        season,
        0.0,
        fresh.first % period if length == 1 else 0,
        said,
        key,
        fitted,
        fresh,
    )


def _is_one_hour(old: Table, new: Table, roles: Roles) -> bool:
    """Whether the new load lies in one hour, and the fitted days are longer."""
    fitted, fresh = span_of(old, roles, "hour"), span_of(new, roles, "hour")
    if fitted is None or fresh is None or fresh.length > 1:
        return False
    hours = len(np.unique(fitted.units[fitted.within]))
    days = len(np.unique(fitted.units[fitted.within] // 24))
    return hours >= 2 * days


def _whole(
    span: Span, length: int, first: int, blocks: Places, of_row: Places
) -> tuple[Places, Places]:
    """Without a first and last load that was cut, if there are others to compare with."""
    if len(blocks) < 4:
        return blocks, of_row
    hours = span.time.astype("datetime64[s]").astype(np.int64) / 3600
    inside = of_row >= 0
    low = np.full(len(blocks), np.inf)
    high = np.full(len(blocks), -np.inf)
    np.minimum.at(low, of_row[inside], hours[inside])
    np.maximum.at(high, of_row[inside], hours[inside])
    covered = high - low
    whole = np.ones(len(blocks), dtype=bool)
    usual = float(np.median(covered))
    whole[[0, -1]] = covered[[0, -1]] >= COVERED * usual
    number = np.full(len(blocks) + 1, -1, dtype=np.int64)
    number[:-1][whole] = np.arange(int(whole.sum()))
    return blocks[whole], number[of_row]
