"""Codes for missing: -1, 999, 1900-01-01 where they stand apart from the rest of a column.

A false one destroys data, so a value is taken only if it is one that people use as a code,
is repeated, and lies beyond all other values by a wide gap:

* negative, all others 0 or more: at least 2 rows; -1 to -9 only beside many values;
* otherwise: at least 3 rows, and the gap to the others is wider than their range.

A zero that stands apart, and words such as "unknown", are reported and left as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.columns import looked_at, role
from vedette.tables.facts.wording import fact, name, number, plural, value_text

NEGATIVE = (-1, -2, -8, -9, -88, -98, -99, -888, -998, -999, -8888, -9998, -9999, -99999)
NEGATIVE_BIG = (-999999, -9999999, -99999999, -999999999, -2147483648, -32768)
POSITIVE = (99, 98, 88, 888, 998, 999, 8888, 9998, 9999, 99999, 999999, 9999999, 99999999)
POSITIVE_BIG = (999999999, 9999999999, 1e9, 1e10, 32767, 65535, 2147483647, 4294967295)
FRACTIONS = (99.9, 99.99, 999.9, 999.99, 9999.9, -99.9, -999.9, -9.99, -99.99)
CODES = np.array(sorted({*NEGATIVE, *NEGATIVE_BIG, *POSITIVE, *POSITIVE_BIG, *FRACTIONS}))
FEW_OTHERS = 20  # rows; fewer say nothing of what is usual
DUMMY_DAYS = (
    "0001-01-01 1753-01-01 1899-12-30 1899-12-31 1900-01-01 1901-01-01 1970-01-01 "
    "2099-12-31 2100-01-01 2999-12-31 9999-12-31 9999-01-01"
)
DAYS = np.array(DUMMY_DAYS.split(), dtype="datetime64[D]")
NO_VALUE = (
    "unknown missing none null nan na n/a n.a. #n/a nil undefined unspecified tbd tba "
    "todo xxx xx x.x -- --- ? ?? ??? not_available not_specified not_known no_data "
    "nodata no_value dummy test placeholder keine unbekannt inconnu desconocido "
)
WORDS = frozenset(NO_VALUE.split())


def sentinels(table: Table, roles: Roles) -> tuple[list[Fact], Table]:
    """The codes for missing, and the table without those of numbers and times."""
    facts: list[Fact] = []
    changed: dict[str, Column] = {}
    for column in looked_at(table, roles):
        kind = role(roles, column)
        if kind in ("id", "weight", "flag"):
            continue
        if column.kind == "text":
            facts.extend(of_text(column))
            continue
        found = list(of_times(column) if column.kind == "time" else of_numbers(column))
        for rows, text, removed in found:
            facts.append(fact("sentinel", (column.name,), rows, text, bonus=float(removed)))
            if removed:
                column = column.without(rows)
        if any(removed for _, _, removed in found):
            changed[column.name] = column
    return facts, table.replaced(changed) if changed else table


Found = tuple[npt.NDArray[np.int64], str, bool]


def of_numbers(column: Column) -> Iterator[Found]:
    """(rows, text, whether to set them to missing) of each code among numbers."""
    values = column.values
    infinite = np.flatnonzero(np.isinf(values))
    if infinite.size:
        yield (
            infinite,
            f"{name(column.name)} is infinite in {plural(infinite.size, 'row')}",
            True,
        )
    finite = np.isfinite(values)
    low, high = extremes(values, finite)
    if high - low == 0 or not finite.any():
        return
    # A code lies at an end of its column: look for candidates only where they can be.
    possible = [c for c in (*CODES, 0.0) if low <= c <= high]
    possible = [c for c in possible if near_an_end(c, low, high)]
    counts = {c: int(np.count_nonzero(values == c)) for c in possible}
    counts = {c: k for c, k in counts.items() if k >= 2}
    if not counts:
        return
    others = values[finite & ~np.isin(values, [c for c in counts if c != 0])]
    if len(others) < FEW_OTHERS:
        return
    for code, count in sorted(counts.items()):
        if code == 0:
            yield from of_zero(column.name, values, others)
        elif stands_apart(code, count, others):
            rows = np.flatnonzero(values == code)
            side = "or more" if code < others.min() else "or less"
            edge = others.min() if code < others.min() else others.max()
            yield (
                rows,
                f"{name(column.name)} = {number(code)} in {plural(count, 'row')}; "
                f"all others are {number(edge)} {side}: a code for missing?",
                True,
            )


def extremes(values: Vector, finite: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Least and largest finite value; (0, 0) if there is none."""
    if not finite.any():
        return 0.0, 0.0
    return (
        float(values.min(where=finite, initial=np.inf)),
        float(values.max(where=finite, initial=-np.inf)),
    )


def near_an_end(code: float, low: float, high: float) -> bool:
    """Whether a code could be beyond all values that are no codes."""
    if code == 0:
        return low == 0.0
    if code < 0:
        return low >= -4294967295 and bool(code == low or np.isin(low, CODES))
    return bool(code == high or np.isin(high, CODES))


def stands_apart(code: float, count: int, others: Vector) -> bool:
    """Whether a code is beyond `others` by enough, for how often it occurs."""
    low, high = float(others.min()), float(others.max())
    distinct = min(len(np.unique(others[:2000])), len(others))
    if distinct < 6:
        return False
    if code < 0 and low >= 0:
        # -1 is the next whole number: only where the values plainly go on upwards.
        if -code <= 10:
            return count >= 2 and high >= 10 * -code and distinct >= 15
        return count >= 2 and -code >= 0.05 * (float(np.quantile(others, 0.9)) - low)
    gap = low - code if code < low else code - high if code > high else 0.0
    return count >= 3 and gap > high - low


def of_zero(column: str, values: Vector, others: Vector) -> Iterator[Found]:
    """A zero far below every other value: said, but it may be true, so it is kept."""
    rest = others[others != 0]
    rows = np.flatnonzero(values == 0)
    if len(rest) < FEW_OTHERS or len(rows) < 3 or len(rows) > 0.05 * len(values):
        return
    low, high = float(rest.min()), float(rest.max())
    if low > 0 and low > high - low and len(np.unique(rest[:2000])) >= 6:
        yield (
            rows,
            f"{name(column)} = 0 in {plural(len(rows), 'row')}; "
            f"all others are {number(low)} or more: a code for missing?",
            False,
        )


def of_times(column: Column) -> Iterator[Found]:
    """(rows, text, True) of each code among times: by the day, whatever the clock says."""
    there = ~np.isnat(column.values)
    if not there.any():
        return
    days = column.values.astype("datetime64[D]")
    low, high = days[there].min(), days[there].max()
    codes = [d for d in DAYS if low <= d <= high]
    if not codes:
        return
    is_code = np.isin(days, codes)
    others = days[there & ~is_code]
    if len(others) < FEW_OTHERS:
        return
    first, last = others.min(), others.max()
    wide = np.maximum((last - first) // 5, np.timedelta64(366, "D"))
    for code in codes:
        if first - wide <= code <= last + wide:
            continue
        rows = np.flatnonzero(days == code)
        if rows.size:
            edge = f"{first} or later" if code < first else f"{last} or earlier"
            yield (
                rows,
                f"{name(column.name)} = {value_text(column.values[rows[0]])} in "
                f"{plural(rows.size, 'row')}; all others are {edge}: a code for missing?",
                True,
            )


def of_text(column: Column) -> Iterator[Fact]:
    """Words for missing among the levels of a text column."""
    levels = {
        i: "_".join(str(v).lower().split()) for i, v in enumerate(column.levels[:50_000])
    }
    hits = [i for i, word in levels.items() if word in WORDS or word == ""]
    if not hits or len(column.levels) < 3:
        return
    counts = np.bincount(column.values[column.values >= 0], minlength=len(column.levels))
    for level in hits:
        # A word for a fifth of the rows is one of the kinds: payment "none".
        if 0 < counts[level] <= 0.2 * len(column):
            rows = np.flatnonzero(column.values == level)
            text = (
                f'{name(column.name)} = "{name(column.levels[level])}" in '
                f"{plural(rows.size, 'row')}: a word for missing?"
            )
            yield fact("sentinel", (column.name,), rows, text, bonus=-2)
