"""Text as columns: what each column is, decided over all of its values.

A column is of numbers if 95 % of its values read as numbers, of times if 98 % read as times
in one way of writing, of flags if they are all one pair of words. The values that do not
fit are kept as misfits. Everything else stays text: codes such as 00123, whole numbers too
long for a float, names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Kind
from vedette.tables import formats
from vedette.tables.dictionary import dictionary
from vedette.tables.engine import Relation

NUMBER_SHARE = 0.95
TIME_SHARE = 0.98
# Of the values; below, a leading zero or too long a number is one slip, not the rule.
CODE_SHARE = 0.01
SAMPLE = 2_000
CELLS_AT_ONCE = 4_000_000
# The time to plan a statement grows faster than the number of its columns.
COLUMNS_AT_ONCE = 8
# Below, a statement for each column costs more than a look at each cell.
SHORT_ROWS = 2_000
PLAIN_AT_ONCE = 250
PLAIN = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?").fullmatch


@dataclass(frozen=True)
class Reading:
    """How a column will be read: `sql` is NULL for what does not fit ('' for text)."""

    kind: Kind
    sql: str = ""
    misfits: int = 0


TEXT = Reading("text")


def columns_of(
    relation: Relation,
    *,
    decimal_comma: bool = False,
    advance: Callable[[float], None] = lambda share: None,
) -> list[Column]:
    """The columns of a relation whose fields are all text."""
    made = plain_columns(relation) if relation.rows <= SHORT_ROWS else {}
    rest = [i for i in range(len(relation.names)) if i not in made]
    size = max(1, min(COLUMNS_AT_ONCE, CELLS_AT_ONCE // max(1, relation.rows)))
    for run in parts(len(rest), size):
        part = [rest[k] for k in run]
        readings = decide(relation, part, decimal_comma=decimal_comma)
        for i, reading in zip(part, readings, strict=True):
            made[i] = column_of(relation, i, reading)
        advance(len(made) / len(relation.names))
    advance(1.0)
    return [made[i] for i in range(len(relation.names))]


def plain_columns(relation: Relation) -> dict[int, Column]:
    """Those columns whose every value is a plain number, by place."""
    made: dict[int, Column] = {}
    for part in parts(len(relation.fields), PLAIN_AT_ONCE):
        arrays = relation.fetch([relation.fields[i] for i in part])
        for i, texts in zip(part, arrays, strict=True):
            values = plain_values(np.ma.filled(texts.astype(object), None).tolist())
            if values is not None:
                made[i] = Column(relation.names[i], "number", values)
    return made


def plain_values(texts: list[str | None]) -> npt.NDArray[np.float64] | None:
    out = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        if text is None or text in formats.MISSING:
            continue
        if PLAIN(text) is None:
            return None
        out[row] = float(text)
    return out


def parts(count: int, size: int) -> Iterator[range]:
    """0 .. count - 1 in runs of `size`."""
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


def decide(
    relation: Relation, part: Sequence[int], *, decimal_comma: bool
) -> list[Reading]:
    """How to read some columns, from counts over all rows."""
    counts = count_numbers(relation, part)
    samples: dict[int, list[str]] = {}
    unsure = [i for i, c in zip(part, counts, strict=True) if 0 < c.present != c.numbers]
    if unsure:
        samples = sampled(relation, unsure)
    return [
        reading_of(relation, i, c, samples.get(i, []), decimal_comma=decimal_comma)
        for i, c in zip(part, counts, strict=True)
    ]


@dataclass(frozen=True)
class Counts:
    """Over the rows: values, those that are numbers, and numbers that are rather codes."""

    present: int
    numbers: int  # infinite ones among them
    finite: int
    zero_led: int  # 00123
    too_long: int  # whole, above 2**53
    broken: int  # with a fraction

    @property
    def codes(self) -> int:
        """A column of quantities with fractions has no codes in it, only huge numbers."""
        return max(self.zero_led, 0 if self.broken else self.too_long)


def count_numbers(relation: Relation, part: Sequence[int]) -> list[Counts]:
    inner, outer = [], []
    for i in part:
        v = formats.present(relation.fields[i])
        inner.append(f"{v} AS v{i}, {formats.plain_number(f'v{i}')} AS n{i}")
        zero = (
            f"starts_with(v{i}, '0') AND length(v{i}) > 2 "
            f"AND regexp_full_match(v{i}, '[0-9]+')"
        )
        long = (
            f"abs(n{i}) >= {formats.LARGEST_WHOLE} "
            f"AND regexp_full_match(v{i}, '[-+]?[0-9]+')"
        )
        outer.append(
            f"count(v{i}), count(n{i}), count_if(isfinite(n{i})), "
            f"count_if({zero}), count_if({long}), count_if(n{i} <> floor(n{i}))"
        )
    sql = (
        f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM {relation.origin})"
    )
    row = relation.con.execute(sql).fetchone()
    return [Counts(*row[k : k + 6]) for k in range(0, len(row), 6)]


def sampled(relation: Relation, which: list[int]) -> dict[int, list[str]]:
    """Some values of each of these columns, from the first rows that have any."""
    chosen = ", ".join(formats.present(relation.fields[i]) for i in which)
    sql = f"SELECT {chosen} FROM {relation.origin} LIMIT {SAMPLE}"
    rows = relation.con.execute(sql).fetchall()
    found = {i: [r[k] for r in rows if r[k] is not None] for k, i in enumerate(which)}
    for i, values in found.items():
        if len(values) < 20 and relation.rows > SAMPLE:
            v = formats.present(relation.fields[i])
            sql = (
                f"SELECT {v} FROM {relation.origin} WHERE ({v}) IS NOT NULL LIMIT {SAMPLE}"
            )
            found[i] = [r[0] for r in relation.con.execute(sql).fetchall()]
    return found


def reading_of(
    relation: Relation, i: int, counts: Counts, sample: list[str], *, decimal_comma: bool
) -> Reading:
    n = counts.present
    if n == 0:  # nothing is known of it: the simplest kind
        return Reading("number", formats.plain_number("v"))
    if counts.codes > CODE_SHARE * n:
        return TEXT
    if counts.numbers == n and counts.numbers == counts.finite:
        return Reading("number", formats.plain_number("v"))
    written = written_number(relation, i, counts, sample, decimal_comma=decimal_comma)
    if written is not None:
        return written
    if counts.numbers >= NUMBER_SHARE * n:
        return Reading("number", finite(formats.plain_number("v")), n - counts.finite)
    return flag(relation, i, n, sample) or time(relation, i, n, sample) or TEXT


def finite(number: str) -> str:
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def written_number(
    relation: Relation, i: int, counts: Counts, sample: list[str], *, decimal_comma: bool
) -> Reading | None:
    """With thousands separators, a decimal comma, a currency or a percent sign."""
    ways = (
        (formats.COMMA, formats.GROUPED)
        if decimal_comma
        else (formats.GROUPED, formats.COMMA)
    )
    plain = counts.numbers >= NUMBER_SHARE * counts.present
    for way in ways[:1] if plain else ways:
        if not plain and share(way, sample) < 0.5:
            continue
        fit = count_fits(relation, i, way.sql("v"))
        if fit >= TIME_SHARE * counts.present and fit > counts.numbers:
            return Reading("number", way.sql("v"), counts.present - fit)
    return None


def flag(relation: Relation, i: int, n: int, sample: list[str]) -> Reading | None:
    said = {text.strip().lower() for text in sample}
    for pair in formats.FLAGS:
        if said & set(pair) and len(said) <= 20:
            sql = formats.flag_sql(pair, "v")
            fit = count_fits(relation, i, sql)
            if fit == n or (fit >= TIME_SHARE * n and len(pair[1]) > 1):
                return Reading("flag", sql, n - fit)
    return None


def time(relation: Relation, i: int, n: int, sample: list[str]) -> Reading | None:
    best: Reading | None = None
    if sum(map(formats.has_digit, sample)) < 0.5 * len(sample):
        return None  # every way has digits: no need to try one after the other
    for way in formats.TIMES:
        if share(way, sample) < 0.5:
            continue
        fit = count_fits(relation, i, way.sql("v"))
        if fit == n:
            return Reading("time", way.sql("v"))
        if fit >= TIME_SHARE * n and (best is None or n - fit < best.misfits):
            best = Reading("time", way.sql("v"), n - fit)
    return best


def best_reading(relation: Relation, kind: Kind) -> Reading | None:
    """The first column's best reading as `kind`, however few fit; None if none do."""
    n = count_fits(relation, 0, "v")
    match kind:
        case "number":
            ways = [finite(formats.plain_number("v"))]
            ways += [way.sql("v") for way in (formats.GROUPED, formats.COMMA)]
        case "time":
            ways = [way.sql("v") for way in formats.TIMES]
        case _:
            ways = [formats.flag_sql(pair, "v") for pair in formats.FLAGS]
    fits = [count_fits(relation, 0, sql) for sql in ways]
    most = max(fits)
    return Reading(kind, ways[fits.index(most)], n - most) if most else None


def share(way: formats.Way, sample: list[str]) -> float:
    """The share of a sample that is written so."""
    if not sample:
        return 0.0
    return sum(n for text, n in Counter(sample).items() if way.fits(text)) / len(sample)


def count_fits(relation: Relation, i: int, sql: str) -> int:
    v = formats.present(relation.fields[i])
    found = relation.con.execute(
        f"SELECT count({sql}) FROM (SELECT {v} AS v FROM {relation.origin})"
    ).fetchone()
    return int(found[0])


def column_of(relation: Relation, i: int, reading: Reading) -> Column:
    """One column, read as decided."""
    v = formats.present(relation.fields[i])
    inside = Relation(
        relation.con, f"(SELECT {v} AS v FROM {relation.origin})", (), (), relation.rows
    )
    name = relation.names[i]
    if reading.kind == "text":
        codes, levels = dictionary(inside.fetch(["v"])[0])
        return Column(name, "text", codes, levels)
    values = stored(reading.kind, inside.fetch([reading.sql])[0])
    if not reading.misfits:
        return Column(name, reading.kind, values)
    odd = f"v IS NOT NULL AND ({reading.sql}) IS NULL"
    rows = np.flatnonzero(np.ma.filled(inside.fetch([odd])[0], False))
    texts = np.ma.getdata(inside.fetch(["v"], where=odd)[0]).astype(object)
    return Column(name, reading.kind, values, misfit_rows=rows, misfit_texts=texts)


def stored(kind: Kind, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """As `Column` keeps it: NaN or NaT where NULL."""
    if kind == "time":
        times = np.ma.getdata(values).astype("datetime64[us]")
        times[np.ma.getmaskarray(values)] = np.datetime64("NaT")
        return times
    numbers = np.ma.getdata(values).astype(np.float64)
    numbers[np.ma.getmaskarray(values)] = np.nan
    return numbers
