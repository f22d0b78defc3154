"""Values that their column's name rules out: month 13, a negative price, 25:75 o'clock.

A name is only a hint, so the bound must hold in 99.5 % of the rows (a sign: in 99.9 %): a
column called `rate` that is often above 100 is no percentage.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.columns import looked_at, role, strided, words
from vedette.tables.facts.wording import fact, name, number, plural, row_list

# word in the name: least, largest, whole numbers only, what it is called
BOUNDS: dict[str, tuple[float, float, bool, str]] = {
    "month": (1, 12, True, "a month"),
    "hour": (0, 24, True, "an hour of the day"),
    "minute": (0, 60, True, "a minute"),
    "weekday": (0, 7, True, "a day of the week"),
    "quarter": (1, 4, True, "a quarter"),
    "latitude": (-90, 90, False, "a latitude"),
    "lat": (-90, 90, False, "a latitude"),
    "longitude": (-180, 360, False, "a longitude"),
    "lon": (-180, 360, False, "a longitude"),
    "lng": (-180, 360, False, "a longitude"),
    "pct": (0, 100, False, "a percentage"),
    "percent": (0, 100, False, "a percentage"),
    "percentage": (0, 100, False, "a percentage"),
    "humidity": (0, 100, False, "a percentage"),
    "humid": (0, 100, False, "a percentage"),
    "probability": (0, 1, False, "a probability"),
    "azimuth": (-180, 360, False, "an angle"),
    "bearing": (-180, 360, False, "an angle"),
    "heading": (-180, 360, False, "an angle"),
    "dir": (-180, 360, False, "an angle"),
    "direction": (-180, 360, False, "an angle"),
}
NEVER_NEGATIVE = (
    "age price count counts quantity qty distance dist weight height width length "
    "seats population speed size area mass salary wage income mileage horsepower "
)
POSITIVE = frozenset(NEVER_NEGATIVE.split())
OFTEN_NEGATIVE = "delta diff difference change error log z score residual growth "
SIGNED = frozenset(OFTEN_NEGATIVE.split())
MOSTLY = 0.995
MOSTLY_POSITIVE = 0.999


def impossible(table: Table, roles: Roles) -> list[Fact]:
    """At most one fact a column of numbers."""
    facts = []
    for column in looked_at(table, roles):
        kind = role(roles, column)
        if column.kind != "number" or kind in ("id", "key", "code", "weight"):
            continue
        for rows, why in broken(column, kind):
            value = number(float(column.values[rows[0]]))
            text = (
                f"{name(column.name)} is {value}{' or such' if len(rows) > 1 else ''} "
                f"in {plural(len(rows), 'row')}: {why} ({row_list(rows)})"
            )
            facts.append(fact("impossible", (column.name,), rows, text))
            break
    return facts


def broken(column: Column, kind: str) -> Iterator[tuple[npt.NDArray[np.int64], str]]:
    """(rows, why) of every bound that the column breaks in a few rows."""
    values = column.values
    there = int(np.count_nonzero(np.isfinite(values)))
    if there < 50:
        return
    used = words(column.name)
    for word in used:
        if word in BOUNDS:
            low, high, whole, what = BOUNDS[word]
            off = (values < low) | (values > high)
            usable = not whole or whole_numbers(values)
            if usable and 0 < off.sum() <= (1 - MOSTLY) * there:
                yield np.flatnonzero(off), f"{what} is {number(low)} to {number(high)}"
    if kind == "clock" or "hhmm" in used or "clock" in used:
        off = np.isfinite(values) & ((values % 100 >= 60) | (values > 2400) | (values < 0))
        if 0 < off.sum() <= (1 - MOSTLY) * there:
            yield np.flatnonzero(off), "no time of day is written so"
    if POSITIVE & set(used) and not SIGNED & set(used):
        off = values < 0
        if 0 < off.sum() <= (1 - MOSTLY_POSITIVE) * there:
            yield np.flatnonzero(off), "no other is below 0"


def whole_numbers(values: Vector) -> bool:
    """Whether nearly all of a sample are whole."""
    some = values[strided(len(values))]
    some = some[np.isfinite(some)]
    return bool(np.mean(some == np.round(some)) > MOSTLY)
