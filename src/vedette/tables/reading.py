"""A table from wherever it is: a file, many files, standard input, or memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from vedette.core.errors import InvalidInput, InvalidParameter, NoRows, unknown
from vedette.core.redaction import withholding
from vedette.core.table import Column, Source, Table
from vedette.tables.absent import Absent
from vedette.tables.casting import columns_of
from vedette.tables.columnar import typed_columns
from vedette.tables.condition import at_rows, rows_where
from vedette.tables.encodings import codec
from vedette.tables.engine import answered, connection
from vedette.tables.many import file_column, file_name, kinds_that_differ, open_many, shown
from vedette.tables.memory import columns_in_memory, kind_of, series_of
from vedette.tables.opening import Opened, open_files, shape_of
from vedette.tables.places import Place, find
from vedette.tables.sources import opening as sources
from vedette.tables.sources.address import is_address
from vedette.tables.staging import Plain, Stage, stage

Progress = Callable[[int, int | None], None]


def read(
    data: Any,
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    without: Iterable[str] = (),
    progress: Progress | None = None,
) -> Table:
    """The table that `data` is.

    data
        A path, a folder or a pattern (all files as one table), a workbook and its sheet
        ("a.xlsx#Sheet2"); "-" for standard input; a pandas, polars or Arrow table; a NumPy
        array (two dimensions, or structured); a mapping of names to one-dimensional columns.
    select, ignore
        Columns to keep, or to leave out.
    where
        An SQL condition on the columns, kept or not: only rows for which it is true stay,
        and `Table.row_numbers` says which those are.
    na
        Texts and numbers that stand for a missing value, besides those that always do; in
        one column only: "amount=-1".
    encoding
        Of files of text, if it is not to be told from their bytes.
    redact
        Columns of which no value is shown, not in an error either; kept or not.
    without
        Columns to leave out where they are there.
    progress
        Called now and then with the rows done and the rows in all, if known.

    Raises
    ------
    InvalidInput
        If the data is not a table that can be read; says what is wrong and where.
    UnknownName
        If a column is named that is not there.
    """
    choice = Choice(select, ignore, redact, without)
    given = Given(na if na is None else list(na), encoding)
    with withholding(choice.redact):
        table = chosen(data, choice, where, given, progress or (lambda done, total: None))
    return table.redacting(choice.redact)


@dataclass(frozen=True)
class Given:
    """What the user says of how values are written (see `read`)."""

    na: list[Any] | None
    encoding: str | None


def chosen(
    data: Any, choice: Choice, where: str | None, given: Given, report: Progress
) -> Table:
    """The columns that are chosen of the rows that a condition leaves in."""
    # A condition may rest on a column that is left out: choose after it.
    early = Choice(None, None) if where else choice
    if isinstance(data, (str, os.PathLike)):
        table = read_path(os.fsdecode(data), early, report, given)
    elif given.encoding is not None:
        raise InvalidParameter(
            "a table in memory has no encoding", hint="leave encoding out"
        )
    else:
        table = read_memory(data, early, report, given.na)
    if where:
        table = keep_where(table, where)
        kept = choice(table.names)
        table = replace(table, columns=tuple(table[name] for name in kept))
    if table.rows == 0:
        raise NoRows(
            f"{table.source.name} has columns but no rows"
            if not where
            else f"no row of {table.source.name} fulfils {where!r}",
        )
    return table


class Choice:
    """Which columns to keep, and to redact; refuses names that are not there."""

    def __init__(
        self,
        select: Iterable[str] | None,
        ignore: Iterable[str] | None,
        redact: Iterable[str] | None = None,
        without: Iterable[str] = (),
    ) -> None:
        self.select = None if select is None else listed(select)
        self.ignore = [] if ignore is None else listed(ignore)
        self.redact = [] if redact is None else listed(redact)
        self.without = frozenset(listed(without))

    def __call__(self, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in [*(self.select or ()), *self.ignore, *self.redact]:
            if name not in names:
                raise unknown("column", name, names)
        kept = [n for n in names if self.select is None or n in self.select]
        kept = [n for n in kept if n not in self.ignore and n not in self.without]
        if not kept:
            raise InvalidInput("no column is left to read")
        return tuple(kept)


def listed(names: Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else [str(n) for n in names]


def read_memory(
    data: Any, choice: Choice, report: Progress, na: Iterable[Any] | None = None
) -> Table:
    names, series, notes = series_of(data)
    if not names:
        raise InvalidInput("the table has no columns")
    lengths = {len(values) for values in series}
    if len(lengths) > 1:
        first = len(series[0])
        k = next(k for k, s in enumerate(series) if len(s) != first)
        raise InvalidInput(
            f"the columns are of unequal length: {names[0]!r} has {first} values, "
            f"{names[k]!r} has {len(series[k])}"
        )
    kept = choice(names)
    chosen = tuple(s for n, s in zip(names, series, strict=True) if n in kept)
    rows = lengths.pop()
    report(0, rows)
    kind = kind_of(data)
    source = Source(f"{kind} {type(data).__name__}", kind)
    absent = Absent(na, names)
    made = columns_in_memory(kept, chosen, absent.in_texts) if rows else []
    columns = absent.in_columns(made)
    report(rows, rows)
    return Table(columns, rows, source, frame=data, notes=(*notes, *absent.notes()))


def read_path(given: str, choice: Choice, report: Progress, said: Given) -> Table:
    """The table at an address, in a file, in standard input, or in all files of a folder."""
    if is_address(given):
        asked = sources.opened(given, rows_told(report))
        return read_database(asked, choice, report, said.na)
    codec_name = None if said.encoding is None else codec(said.encoding)
    with stage(codec_name) as on_stage:
        if given == "-":
            plain = on_stage.plain(sys.stdin.buffer, "standard input")
            return read_one(plain, None, choice, report, said.na)
        place = find(given)
        if place.many:
            return read_many(given, place, on_stage, choice, report, said.na)
        plain = on_stage.plain(place.files[0], place.names[0])
        return read_one(plain, place.sheet, choice, report, said.na)


def rows_told(report: Progress) -> Callable[[int], None]:
    return lambda rows: report(rows, None)


def read_database(
    asked: AbstractContextManager[sources.Found],
    choice: Choice,
    report: Progress,
    na: Iterable[Any] | None,
) -> Table:
    report(0, None)
    with asked as found:
        types = None if found.types is None else tuple(found.types)
        opened = Opened(found.relation, found.format, types)
        kept = choice(found.relation.names)
        absent = Absent(na, found.relation.names)
        columns = columns_from(opened, kept, found.name, absent, report)
    notes = (*found.notes, *absent.notes())
    source = Source(found.name, found.format)
    return Table(columns, found.relation.rows, source, notes=notes)


def read_one(
    plain: Plain,
    sheet: str | None,
    choice: Choice,
    report: Progress,
    na: Iterable[Any] | None,
) -> Table:
    if sheet is not None and plain.kind != "excel":
        raise InvalidInput(f"{plain.name} is no workbook, so it has no sheet {sheet!r}")
    if plain.kind == "database":
        asked = sources.opened_file(plain.path, plain.name, plain.head, rows_told(report))
        table = read_database(asked, choice, report, na)
        return replace(table, source=replace(table.source, size_bytes=plain.size))
    shape = shape_of(plain)
    if shape.dialect is not None:
        choice(shape.dialect.names)  # refused before the work, not after it
    with connection() as con:
        report(0, None)
        opened = open_files(con, [plain], shape, sheet)
        absent = Absent(na, opened.relation.names)
        kept = choice(opened.relation.names)
        columns = columns_from(opened, kept, plain.name, absent, report)
    source = Source(plain.name, opened.format, plain.size)
    notes = (*plain.notes, *opened.notes, *absent.notes())
    return Table(columns, opened.relation.rows, source, notes=notes)


def read_many(
    given: str,
    place: Place,
    on_stage: Stage,
    choice: Choice,
    report: Progress,
    na: Iterable[Any] | None,
) -> Table:
    with connection() as con:
        report(0, None)
        opened, gathered = open_many(con, place, on_stage, report)
        relation = opened.relation
        by_file = file_name(relation.names)
        kept = choice((*relation.names, by_file))
        absent = Absent(na, relation.names)
        inside = tuple(n for n in kept if n != by_file)
        columns = columns_from(opened, inside, given, absent, report) if inside else ()
        notes = (*gathered.said(), *left_out(place), *absent.notes())
        if relation.rows:
            files = file_column(opened, gathered, by_file)
            notes += kinds_that_differ(columns, files)
            columns += (files,) if by_file in kept else ()
    source = Source(given, gathered.format(), gathered.size)
    return Table(columns, relation.rows, source, notes=notes)


def left_out(place: Place) -> tuple[str, ...]:
    if not place.left_out:
        return ()
    count = len(place.left_out)
    what = "1 file that is" if count == 1 else f"{count:,} files that are"
    return (f"{what} no table by name left out: {shown(place.left_out)}",)


def columns_from(
    opened: Opened,
    kept: tuple[str, ...],
    name: str,
    absent: Absent,
    report: Progress,
) -> tuple[Column, ...]:
    """Some columns of what was opened, without the values that stand for missing."""
    relation = opened.relation
    if not relation.rows:
        return ()
    place = {n: k for k, n in enumerate(relation.names)}
    chosen = replace(
        relation, names=kept, fields=tuple(relation.fields[place[n]] for n in kept)
    )
    # Text was read once already, to be put into columns.
    done = 0 if opened.types else relation.rows // 2
    report(done, relation.rows)

    def advance(share: float) -> None:
        report(done + int(share * (relation.rows - done)), relation.rows)

    if opened.types:
        types = [opened.types[place[n]] for n in kept]
        made = typed_columns(chosen, types, name, advance, absent.in_texts)
    else:
        with answered(f"{name} cannot be read"):
            made = columns_of(
                absent.in_texts(chosen),
                decimal_comma=opened.decimal_comma,
                advance=advance,
            )
    return absent.in_columns(made)


def keep_where(table: Table, where: str) -> Table:
    rows = rows_where(table, where)
    columns = tuple(at_rows(c, rows) for c in table)
    return replace(table, columns=columns, rows=len(rows), row_numbers=rows)


__all__ = ["Progress", "read"]
