"""Series: which row came before which, where the rows of a table have a time.

A table is a series, or several told apart by a key, only if its rows say so themselves: the
order is taken from a time, or else from a running number, never from the place in the file.
Where a time comes more than once and no key tells the rows apart, they are not a series.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Roles, Table

# At most this share of rows may repeat a (key, time) pair in a series.
REPEATS = 0.005
# One series without a key: at least this share of the times is distinct.
DISTINCT = 0.98
# A series is regular if this share of its steps lies within half of the median step.
REGULAR = 0.8
# A table of which more rows than this have no time is not a series.
UNTIMED = 0.02
FURTHEST = 2.0**62  # running numbers beyond are none
UNPLACED = np.iinfo(np.int64).min  # what NaT is stored as
PARTS = ("year", "month", "day", "hour", "minute", "second")


@dataclass(frozen=True, eq=False)
class Series:
    """The order of the rows in time.

    place
        (n,) int64: the time in microseconds, or the running number; UNPLACED without one.
    key
        (n,) int64: which series a row belongs to; all 0 where there is one.
    timed
        Whether the place is a time.
    names, key_names
        The time columns (or that of the running number) and the key columns.
    step
        The usual distance between rows, if the series is regular.
    """

    place: npt.NDArray[np.int64]
    key: npt.NDArray[np.int64]
    timed: bool
    names: tuple[str, ...]
    key_names: tuple[str, ...]
    step: int | None

    @property
    def time(self) -> npt.NDArray[np.datetime64]:
        """(n,) when each row happened; NaT where that is not known."""
        if not self.timed:
            return np.full(len(self.place), np.datetime64("NaT", "us"))
        return self.place.view("datetime64[us]")

    @property
    def placed(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.place != UNPLACED)

    def take(self, rows: npt.NDArray[Any]) -> Series:
        """The same series with its rows in another order, or some of them."""
        return replace(self, place=self.place[rows], key=self.key[rows])

    def previous(self) -> npt.NDArray[np.int64]:
        """(n,) the row before each in its series, -1 if there is none.

        In a regular series a row further back than one and a half steps is not the one before.
        """
        order = np.lexsort((self.place, self.key, ~self.placed))
        before = np.full(len(order), -1, dtype=np.int64)
        earlier, later = order[:-1], order[1:]
        near = (self.key[earlier] == self.key[later]) & self.placed[later]
        if self.step is not None:
            near &= (self.place[later] - self.place[earlier]) <= 1.5 * self.step
        before[later[near]] = earlier[near]
        return before

    @property
    def keys(self) -> int:
        """How many series there are."""
        return len(np.unique(self.key))


def find_series(table: Table, roles: Roles) -> Series | None:
    """The series the rows of a table form, if they do."""
    time, names = row_times(table, roles)
    if time is None:
        return numbered_series(table, roles)
    place = time.astype("datetime64[us]").view(np.int64)
    placed = place != UNPLACED
    if not placed.any() or (~placed).mean() > UNTIMED:
        return None
    key_names = tuple(name for name, role in roles.items() if role.kind == "key")
    key = joint_key([table[name] for name in key_names], table.rows)
    order = np.lexsort((place[placed], key[placed]))
    same = (np.diff(place[placed][order]) == 0) & (np.diff(key[placed][order]) == 0)
    if same.sum() > (REPEATS if key_names else 1 - DISTINCT) * placed.sum():
        return None
    if placed.sum() - same.sum() < 3:
        return None
    return Series(place, key, True, names, key_names, regular_step(place, key, placed))


def series_like(series: Series, table: Table, roles: Roles) -> Series:
    """The order of the rows of another table with the same columns."""
    if series.timed:
        time, _ = row_times(table, roles)
        assert time is not None
        place = time.astype("datetime64[us]").view(np.int64)
    else:
        values = table[series.names[0]].values
        whole = np.abs(values) < FURTHEST  # neither missing nor beyond whole numbers
        place = np.where(whole, np.where(whole, values, 0.0).astype(np.int64), UNPLACED)
    key = joint_key([table[name] for name in series.key_names], table.rows)
    return replace(series, place=place, key=key)


def joint_key(columns: Sequence[Column], rows: int) -> npt.NDArray[np.int64]:
    """(n,) which series each row belongs to, by all key columns together."""
    key = np.zeros(rows, dtype=np.int64)
    for column in columns:
        key = key * (2**31) + group_codes(column)
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return key


def numbered_series(table: Table, roles: Roles) -> Series | None:
    """The order of a running number, where there is no time: 1, 2, 3 as rows were written."""
    for name, role in roles.items():
        column = table[name]
        if role.kind != "id" or column.kind != "number" or column.missing.any():
            continue
        place = column.values.astype(np.int64)
        steps = np.diff(np.sort(place))
        if len(steps) < 3 or (steps == 0).any() or (steps == 1).mean() < REGULAR:
            continue
        one = np.zeros(table.rows, dtype=np.int64)
        return Series(place, one, False, (name,), (), 1)
    return None


def row_times(
    table: Table, roles: Roles
) -> tuple[npt.NDArray[np.datetime64] | None, tuple[str, ...]]:
    """The time of each row: of the first time column, else put together from its parts."""
    for name, role in roles.items():
        if role.kind == "time" and table[name].kind == "time":
            return table[name].values.astype("datetime64[us]"), (name,)
    parts = {
        part: table[name]
        for name, role in roles.items()
        if role.kind in ("part", "number", "constant")
        and table[name].kind == "number"
        and (part := name.lower().strip("_ ")) in PARTS
    }
    if "year" not in parts or "month" not in parts:
        return None, ()
    return assemble(parts), tuple(column.name for column in parts.values())


def assemble(parts: dict[str, Column]) -> npt.NDArray[np.datetime64]:
    """(n,) moments from a year, a month and what else there is of day, hour, minute, second."""
    values = {part: column.values for part, column in parts.items()}
    good = np.ones(len(values["year"]), dtype=bool)
    for part, low, high in (("year", 1, 9999), ("month", 1, 12)):
        good &= (values[part] >= low) & (values[part] <= high)
    whole = {
        p: np.where(good, np.nan_to_num(v), 1).astype(np.int64) for p, v in values.items()
    }
    months = (whole["year"] - 1970) * 12 + whole["month"] - 1
    moment = months.astype("datetime64[M]").astype("datetime64[us]")
    for part, unit, first in (
        ("day", "D", 1),
        ("hour", "h", 0),
        ("minute", "m", 0),
        ("second", "s", 0),
    ):
        if part in whole:
            good &= np.isfinite(values[part])
            moment = moment + (whole[part] - first).astype(f"timedelta64[{unit}]")
    moment[~good] = np.datetime64("NaT")
    return moment


def group_codes(column: Column) -> npt.NDArray[np.int64]:
    """(n,) whole numbers from 0 in the order of the values; missing is a group of its own."""
    if column.kind == "text":
        rank = np.empty(len(column.levels) + 1, dtype=np.int64)
        rank[np.argsort(column.levels.astype(str), kind="stable")] = np.arange(
            len(column.levels)
        )
        rank[-1] = len(column.levels)  # code -1
        return np.asarray(rank[column.values])
    _, codes = np.unique(column.values, return_inverse=True, equal_nan=True)
    return codes.astype(np.int64)


def regular_step(
    place: npt.NDArray[np.int64], key: npt.NDArray[np.int64], placed: npt.NDArray[np.bool_]
) -> int | None:
    """The median step within the keys, if most steps are about that long; else None."""
    place, key = place[placed], key[placed]
    order = np.lexsort((place, key))
    steps = np.diff(place[order])[np.diff(key[order]) == 0]
    steps = steps[steps > 0]
    if not len(steps):
        return None
    median = float(np.median(steps))
    regular = float(np.mean((steps >= 0.5 * median) & (steps <= 1.5 * median)))
    return int(median) if regular >= REGULAR else None


def every(microseconds: int) -> str:
    """A step in words: "every 5 min", "hourly", "daily"."""
    seconds = microseconds / 1e6
    named = {1.0: "every second", 60: "every minute", 3600: "hourly", 86400: "daily"}
    named[7 * 86400] = "weekly"
    if seconds in named:
        return named[seconds]
    if 28 * 86400 <= seconds <= 31 * 86400:
        return "monthly"
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            return f"every {seconds / size:g} {unit}"
    return f"every {seconds * 1000:g} ms"
