"""What should be there once and is there again: ids, times of a series, whole rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.columns import Rows, looked_at, role, strided
from vedette.tables.facts.wording import fact, name, plural, row_list, share, value_text

TICKS = (86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1)  # microseconds
Hashes = npt.NDArray[np.uint64]
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
MIXER = np.uint64(0xBF58476D1CE4E5B9)


def duplicates(table: Table, roles: Roles) -> list[Fact]:
    """Duplicate ids, times and rows."""
    columns = looked_at(table, roles)
    facts = [f for c in columns if role(roles, c) == "id" for f in of_id(c)]
    times = [c for c in columns if role(roles, c) == "time" and c.kind == "time"]
    keys = [c for c in columns if role(roles, c) == "key"]
    if times:
        facts.extend(of_time(times[0], keys))
    facts.extend(of_rows([c for c in columns if role(roles, c) != "id"], table.rows))
    return facts


def of_id(column: Column) -> list[Fact]:
    """An id that names several rows; nothing if over a fifth do, for then it is no id."""
    there = np.flatnonzero(~column.missing)
    rows, repeated = again(words_of(column)[there])
    if not len(rows) or len(rows) > 0.2 * len(there):
        return []
    rows = there[rows]
    first = rows[0]
    value = column.values[first]
    twins = rows[column.values[rows] == value]
    shown = column.levels[value] if column.kind == "text" else value
    what = "value names" if repeated == 1 else "values name"
    text = (
        f"{name(column.name)}: {repeated:,} {what} more than one row: "
        f"{value_text(shown)} in {row_list(twins)}"
    )
    return [fact("duplicate_id", (column.name,), rows, text)]


def of_time(time: Column, keys: list[Column]) -> list[Fact]:
    """A time that occurs twice (in one series) where nearly all occur once."""
    there = np.flatnonzero(~time.missing)
    if len(there) < 20:
        return []
    rows, repeated = again(mixed([time, *keys])[there])
    if not len(rows) or len(rows) > 0.01 * len(there):
        return []
    # Of random moments some are equal: news are far more than that, or far fewer, since
    # then the times are made to be distinct.
    chance = chance_times(time.values[there], series_of(keys, there))
    if 0.1 * chance < repeated < 10 * chance + 2:
        return []
    rows = there[rows]
    twins = rows[time.values[rows] == time.values[rows[0]]]
    what = "time occurs" if repeated == 1 else "times occur"
    of = f" for the same {' and '.join(name(k.name) for k in keys)}" if keys else ""
    text = (
        f"{name(time.name)}: {repeated:,} {what} more than once{of}: "
        f"{value_text(time.values[rows[0]])} in {row_list(twins)}"
    )
    return [fact("duplicate_time", (time.name, *(k.name for k in keys)), rows, text)]


def series_of(keys: list[Column], rows: Rows) -> int:
    """How many series the keys make."""
    return len(np.unique(mixed(keys)[rows])) if keys else 1


def chance_times(moments: npt.NDArray[np.datetime64], series: int) -> float:
    """Pairs of equal times to be expected of moments at random, n^2 / 2 ticks a series."""
    micros = moments.astype("datetime64[us]").astype(np.int64)
    tick = next(t for t in TICKS if not np.any(micros[: 5 * 1000] % t))
    ticks = (micros.max() - micros.min()) / tick + 1
    return float((len(micros) / series) ** 2 / 2 / ticks * series)


def of_rows(columns: list[Column], n: int) -> list[Fact]:
    """Rows that are equal in every column but ids, where chance would give hardly any.

    Chance: n^2/2 pairs times the product over columns of the chance that two rows agree,
    from a sample. It knows nothing of dependence, so the column that tells most rows apart
    does not count (it may be computed from the others), and only up to 5 % of copies are
    news: with more the table is a catalogue that repeats itself.
    """
    if len(columns) < 2 or n < 20:
        return []
    rows, repeated = again(mixed(columns))
    copies = len(rows) - repeated
    if not copies or copies > 0.05 * n or copies < 10 * chance_pairs(columns, n):
        return []
    hashes = mixed(columns)
    twins = rows[hashes[rows] == hashes[rows[0]]]
    verb = "is a copy" if copies == 1 else "are copies"
    text = (
        f"{plural(copies, 'row')} ({share(copies, n)}) {verb} of another in every column: "
        f"{row_list(twins)}"
    )
    names = tuple(c.name for c in columns)
    return [fact("duplicate_row", names, rows, text, count=len(rows))]


def chance_pairs(columns: list[Column], n: int) -> float:
    """Pairs of equal rows to be expected if all columns but one were independent."""
    some = strided(n)
    agree = []
    for column in columns:
        counts = np.unique(words_of(column)[some], return_counts=True)[1]
        pairs = max(float(np.sum(counts * (counts - 1.0))), 1.0)
        agree.append(pairs / (len(some) * len(some)))
    return float(np.prod(sorted(agree)[1:])) * n * n / 2


def words_of(column: Column) -> Hashes:
    """(n,) one 64-bit word a cell, equal where cells are; missing equals missing."""
    if column.kind == "text":
        return column.values.astype(np.int64).view(np.uint64)
    if column.kind == "time":
        return np.asarray(column.values.astype("datetime64[us]").view(np.uint64))
    values = np.where(np.isnan(column.values), np.nan, column.values + 0.0)  # -0.0 is 0.0
    return np.asarray(values.view(np.uint64))


def mixed(columns: list[Column]) -> Hashes:
    """(n,) 64-bit hashes of rows; two different of 10^6 rows agree with chance 3e-8."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        total *= MULTIPLIER
        total += words_of(column)
        total ^= total >> np.uint64(31)
        total *= MIXER
        total ^= total >> np.uint64(29)
    return total


def again(words: Hashes) -> tuple[Rows, int]:
    """Rows whose word occurs more than once, ascending, and how many words that are."""
    ascending = np.sort(words)
    same = ascending[1:] == ascending[:-1]
    if not same.any():
        return np.empty(0, dtype=np.int64), 0
    repeated = np.unique(ascending[1:][same])
    place = np.searchsorted(repeated, words)
    place[place == len(repeated)] = 0
    return np.flatnonzero(repeated[place] == words), len(repeated)
