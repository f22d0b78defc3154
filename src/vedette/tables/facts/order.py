"""Pairs that are in order but for a few rows: start before end, low below high.

Times need no hint; numbers are compared only where their names say it (min and max of the
same thing). x <= y must hold in 99.5 % of the rows, be no effect of where x and y lie each
on its own (against y of another row), and its exceptions must not be the tail of a smooth
spread: few beside the rows in which x <= y by as much as the exceptions miss it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.columns import log_chance, looked_at, role, strided, words
from vedette.tables.facts.wording import differ, fact, name

HOLDS = 0.995
# Exceptions to the rows as far on the right side; a normal tail at 3 deviations has .15.
TAIL = 0.03
MOST_TIMES = 8
MOST_NUMBERS = 40
LOG_LEVEL = float(np.log(1e-6))
PAIRS = (
    ("min", "max"),
    ("minimum", "maximum"),
    ("low", "high"),
    ("lowest", "highest"),
    ("lower", "upper"),
    ("start", "end"),
    ("begin", "end"),
    ("from", "to"),
    ("first", "last"),
    ("net", "gross"),
    ("oldest", "newest"),
)


def orders(table: Table, roles: Roles) -> list[Fact]:
    """One fact a pair whose order is broken."""
    columns = looked_at(table, roles)
    facts = []
    for x, y in pairs(columns, roles):
        a, b = both(x, y)
        facts.extend(broken(x.name, y.name, a, b))
    return facts


def pairs(columns: Sequence[Column], roles: Roles) -> Iterator[tuple[Column, Column]]:
    """Pairs to be tried, either way round for times."""
    times = [c for c in columns if c.kind == "time"][:MOST_TIMES]
    for x, y in combinations(times, 2):
        yield x, y
        yield y, x
    named = {words(c.name): c for c in columns if role(roles, c) == "number"}
    for low, column in list(named.items())[:MOST_NUMBERS]:
        for less, more in PAIRS:
            high = tuple(more if w == less else w for w in low)
            if high != low and high in named:
                yield column, named[high]


def both(x: Column, y: Column) -> tuple[Vector, Vector]:
    """Two columns as float64; times in seconds since the first of either."""
    if x.kind != "time":
        return x.values, y.values
    there = [c.values[~c.missing] for c in (x, y)]
    if not all(len(t) for t in there):
        return np.empty(0), np.empty(0)
    zero = min(t.min() for t in there)
    second = np.timedelta64(1, "s")
    return (x.values - zero) / second, (y.values - zero) / second


def broken(x: str, y: str, a: Vector, b: Vector) -> list[Fact]:
    """The fact that x <= y but for some rows; nothing if it is no rule or none break it."""
    difference = b - a  # NaN where either is missing
    n = int(np.count_nonzero(np.isfinite(difference)))
    off = difference < 0
    seen = int(np.count_nonzero(off))
    if n < 100 or not 0 < seen <= (1 - HOLDS) * n:
        return []
    some = strided(len(a))
    shuffled = np.concatenate([np.roll(b[some], k) - a[some] for k in (7, 101, 509)])
    usable = np.isfinite(shuffled)
    expected = n * float(np.mean(shuffled[usable] < 0)) if usable.any() else 0.0
    if seen > 0.05 * expected or float(log_chance(seen, expected)) > LOG_LEVEL:
        return []
    reach = -float(np.median(difference[off]))
    beside = int(np.count_nonzero((difference >= 0) & (difference <= reach)))
    if seen > TAIL * beside:
        return []
    rows = np.flatnonzero(off)
    text = f"{name(x)} is at most {name(y)} in {n - seen:,} of {n:,} rows; {differ(rows)}"
    return [fact("order_broken", (x, y), rows, text)]
