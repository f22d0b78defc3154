"""CSV and its kin: which delimiter, is there a header, and then all of it as text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput
from vedette.tables.engine import (
    Relation,
    file_number,
    first_line,
    kept_as,
    listed,
    literal,
)
from vedette.tables.formats import TIMES, plain_or_written
from vedette.tables.ragged import diagnose

# Ties go to the earlier one: a comma also stands inside numbers and sentences.
DELIMITERS = "\t;|,"
SAMPLE_BYTES = 1 << 18
SAMPLE_RECORDS = 300
LINE_LIMIT = 2_000_000  # bytes; DuckDB's own buffers are sized by it


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written."""

    delimiter: str
    names: tuple[str, ...]
    header: bool
    skip: int = 0  # lines before the header: Excel's "sep=;"
    notes: tuple[str, ...] = ()


def sniff(path: Path, name: str, like: Dialect | None = None) -> Dialect:
    """The dialect, from the beginning of the file.

    like
        Taken as it is if the file begins with the same header.
    """
    text, whole = beginning(path)
    if like is not None and begins_alike(text, like):
        return like
    skip = 0
    declared = ""
    if text[:4].lower() == "sep=" and text[5:6] in ("\r", "\n"):
        declared, skip = text[4], 1
        text = text.partition("\n")[2]
    delimiter = declared or guess_delimiter(text, whole=whole)
    rows = records(text, delimiter, whole=whole)
    if not rows:
        raise InvalidInput(f"{name} is empty", hint="a table has a header and rows")
    header = has_header(rows)
    given = rows[0] if header else [""] * max(Counter(map(len, rows)), key=len_of(rows))
    names, notes = unique_names(given)
    return Dialect(delimiter, names, header, skip, notes)


def begins_alike(text: str, like: Dialect) -> bool:
    if not like.header or like.skip or like.notes:
        return False
    first = next(
        csv.reader(io.StringIO(text[:65536], newline=""), delimiter=like.delimiter)
    )
    return tuple(name.strip() for name in first) == like.names


def len_of(rows: list[list[str]]) -> Any:
    counts = Counter(map(len, rows))
    return lambda width: (counts[width], width)


def beginning(path: Path) -> tuple[str, bool]:
    """The first text of a file, without its mark, and whether that is all of it."""
    with path.open("rb") as file:
        raw = file.read(SAMPLE_BYTES + 1)
    whole = len(raw) <= SAMPLE_BYTES
    return raw[:SAMPLE_BYTES].decode("utf-8-sig", errors="replace"), whole


def records(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """The first records that are complete and not empty."""
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > SAMPLE_RECORDS:
                whole = True
                break
    except csv.Error:
        pass
    if not whole and len(rows) > 1:
        rows.pop()
    return [row for row in rows if row]


def guess_delimiter(text: str, *, whole: bool) -> str:
    """The one that cuts most records into the same number of fields, above one."""

    def merit(delimiter: str) -> tuple[float, bool]:
        widths = Counter(map(len, records(text, delimiter, whole=whole)))
        if not widths:
            return 0.0, False
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        return (count / widths.total() if width > 1 else 0.0), width > 1

    best = max(DELIMITERS, key=lambda d: merit(d)[0])
    return best if merit(best)[0] > 0 else ","


def has_header(rows: list[list[str]]) -> bool:
    """Not if a cell of the first record reads as a value as the cells below it do.

    Years are names of columns too: 1990, 1991, ...
    """
    first, below = rows[0], rows[1:]
    if not below:
        return not all(is_value(cell) for cell in first if cell.strip())
    years = [cell for cell in first if cell.strip().isdigit()]
    steps = {int(b) - int(a) for a, b in pairwise(years)}
    if (
        len(steps) == 1
        and 0 < min(steps) <= 25
        and all(1500 <= int(y) <= 2200 for y in years)
    ):
        return True
    for k, cell in enumerate(first):
        column = [row[k] for row in below if k < len(row) and row[k].strip()]
        if is_value(cell) and column and sum(map(is_value, column)) > 0.5 * len(column):
            return False
    return True


def is_value(cell: str) -> bool:
    """Reads as a number or a time."""
    return plain_or_written(cell) or any(way.fits(cell) for way in TIMES)


def unique_names(given: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A name for each column; unnamed ones by their place, repeated ones numbered."""
    wanted = [name.strip() or f"column_{k}" for k, name in enumerate(given, start=1)]
    taken = set(wanted)
    seen: set[str] = set()
    names, notes = [], []
    for k, name in enumerate(wanted, start=1):
        chosen = name
        number = 2
        while chosen in (seen if chosen == name else taken):
            chosen = f"{name}_{number}"
            number += 1
        if chosen != name:
            notes.append(
                f"a second column is called {name!r}: column {k} is {chosen!r} here"
            )
        seen.add(chosen)
        taken.add(chosen)
        names.append(chosen)
    return tuple(names), tuple(notes)


def load(con: Any, paths: Sequence[Path], name: str, dialect: Dialect) -> Relation:
    """All rows of files that are written alike as text, in the files' order.

    paths
        Several only if they have no quotes (see `has_quotes`): DuckDB drops, in silence, a
        last row whose quote is never closed, if it reads more than two files at once. The
        table `cells` then also holds `file`, the number that each path ends in.
    """
    import duckdb

    fields = tuple(f"c{i}" for i in range(len(dialect.names)))
    for limit in (LINE_LIMIT, 16 * LINE_LIMIT, 256 * LINE_LIMIT):
        try:
            rows = scan(paths, dialect, fields, limit)
            con.execute(f"CREATE OR REPLACE {kept_as(con)} cells AS {rows}")
        except duckdb.Error as error:
            if limit < 256 * LINE_LIMIT and "line size" in str(error).lower():
                continue
            if len(paths) == 1:
                diagnose(
                    paths[0], name, dialect.delimiter, len(dialect.names), dialect.skip
                )
            raise InvalidInput(f"{name} cannot be read: {first_line(error)}") from None
        break
    count = con.execute("SELECT count(*) FROM cells").fetchone()[0]
    return Relation(con, "cells", dialect.names, fields, count)


def has_quotes(path: Path) -> bool:
    with path.open("rb") as file:
        return any(b'"' in block for block in iter(lambda: file.read(1 << 20), b""))


def scan(
    paths: Sequence[Path], dialect: Dialect, fields: tuple[str, ...], limit: int
) -> str:
    columns = ", ".join(f"'{field}': 'VARCHAR'" for field in fields)
    chosen = "*" if len(paths) == 1 else f"* REPLACE ({file_number('file')} AS file)"
    tagged = "" if len(paths) == 1 else ", filename='file'"
    return (
        # Unpacked already, whatever the name says.
        f"SELECT {chosen} FROM read_csv({listed(paths)}, auto_detect=false, "
        f"compression='none', "
        f"delim={literal(dialect.delimiter)}, quote='\"', escape='\"', header=false, "
        f"skip={dialect.skip + dialect.header}, columns={{{columns}}}, "
        f"max_line_size={limit}, strict_mode=true, null_padding=false{tagged})"
    )
