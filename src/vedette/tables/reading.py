"""A table from wherever it is: a file, standard input, or memory."""

from __future__ import annotations

import gzip
import os
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from vedette.core.errors import InvalidInput, unknown
from vedette.core.table import Column, Source, Table
from vedette.tables import columnar, delimited, jsonlines, magic
from vedette.tables.casting import columns_of
from vedette.tables.condition import at_rows, rows_where
from vedette.tables.engine import Relation, answered, connection
from vedette.tables.memory import columns_in_memory, kind_of, series_of
from vedette.tables.places import check_is_file
from vedette.tables.ragged import check_no_nul, diagnose

Progress = Callable[[int, int | None], None]
HEAD_BYTES = 4096


def read(
    data: Any,
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    progress: Progress | None = None,
) -> Table:
    """The table that `data` is.

    data
        A path; "-" for standard input; a pandas, polars or Arrow table; a NumPy array (two
        dimensions, or structured); a mapping of names to one-dimensional columns.
    select, ignore
        Columns to keep, or to leave out.
    where
        An SQL condition on the columns, kept or not: only rows for which it is true stay,
        and `Table.row_numbers` says which those are.
    progress
        Called now and then with the rows done and the rows in all, if known.

    Raises
    ------
    InvalidInput
        If the data is not a table that can be read; says what is wrong and where.
    UnknownName
        If a column is named that is not there.
    """
    choice = Choice(select, ignore)
    # A condition may rest on a column that is left out: choose after it.
    early = Choice(None, None) if where else choice
    report = progress or (lambda done, total: None)
    if isinstance(data, (str, os.PathLike)):
        table = read_file(data, early, report)
    else:
        table = read_memory(data, early, report)
    if where:
        table = keep_where(table, where)
        kept = choice(table.names)
        table = replace(table, columns=tuple(table[name] for name in kept))
    if table.rows == 0:
        raise InvalidInput(
            f"{table.source.name} has columns but no rows"
            if not where
            else f"no row of {table.source.name} fulfils {where!r}",
        )
    return table


class Choice:
    """Which columns to keep; refuses names that are not there."""

    def __init__(self, select: Iterable[str] | None, ignore: Iterable[str] | None) -> None:
        self.select = None if select is None else listed(select)
        self.ignore = [] if ignore is None else listed(ignore)

    def __call__(self, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in [*(self.select or ()), *self.ignore]:
            if name not in names:
                raise unknown("column", name, names)
        kept = [n for n in names if self.select is None or n in self.select]
        kept = [n for n in kept if n not in self.ignore]
        if not kept:
            raise InvalidInput("no column is left to read")
        return tuple(kept)


def listed(names: Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else [str(n) for n in names]


def read_memory(data: Any, choice: Choice, report: Progress) -> Table:
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
    columns = tuple(columns_in_memory(kept, chosen)) if rows else ()
    report(rows, rows)
    return Table(columns, rows, source, frame=data, notes=notes)


def read_file(data: str | os.PathLike[str], choice: Choice, report: Progress) -> Table:
    given = os.fspath(data)
    if isinstance(given, bytes):
        given = os.fsdecode(given)
    with plain_file(given) as (path, name):
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if not head.strip(b"\xef\xbb\xbf \t\r\n"):
            raise InvalidInput(f"{name} is empty", hint="a table has a header and rows")
        if head.startswith(magic.PARQUET):
            table = read_parquet(path, name, choice, report)
        else:
            magic.refuse_what_is_no_table(head, name)
            if is_json(head, name):
                table = read_json(path, name, choice, report)
            else:
                table = read_delimited(path, name, choice, report)
    return replace(table, source=replace(table.source, size_bytes=size))


@contextmanager
def plain_file(given: str) -> Iterator[tuple[Path, str]]:
    """A file that can be read twice and is not compressed, and its name for people."""
    if given == "-":
        with spooled(sys.stdin.buffer, "standard input") as path:
            yield path, "standard input"
        return
    path = Path(given)
    check_is_file(path)
    with path.open("rb") as file:
        compressed = file.read(2) == magic.GZIP
    if not compressed and path.is_file():
        with unmistakable(path) as plain:
            yield plain, path.name
        return
    with path.open("rb") as file, spooled(file, path.name) as plain:
        yield plain, path.name


@contextmanager
def unmistakable(path: Path) -> Iterator[Path]:
    """The file under a name that is no pattern: "a[1].csv" would stand for "a1.csv"."""
    if not set("*?[]{}") & set(str(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        link = Path(folder) / "table"
        link.symlink_to(path.resolve())
        yield link


@contextmanager
def spooled(stream: BinaryIO, name: str) -> Iterator[Path]:
    """A stream as a temporary file, unpacked if it is gzip."""
    with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        path = Path(folder) / "table"
        with path.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
        with path.open("rb") as file:
            compressed = file.read(2) == magic.GZIP
        if compressed:
            packed = path.rename(path.with_name("packed"))
            unpack(packed, path, name)
            packed.unlink()
        yield path


def unpack(packed: Path, path: Path, name: str) -> None:
    try:
        with gzip.open(packed) as source, path.open("wb") as out:
            while block := source.read1(1 << 20):  # `read` loses what came before a cut
                out.write(block)
    except EOFError:
        raise InvalidInput(
            f"{name} is a gzip file cut short: it ends after {path.stat().st_size:,} "
            "unpacked bytes",
            hint="copy or download it again",
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise InvalidInput(
            f"{name} is a damaged gzip file: {error}", hint="copy or download it again"
        ) from None


def is_json(head: bytes, name: str) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    suffixes = [s.lower() for s in Path(name).suffixes]
    if any(s in (".json", ".jsonl", ".ndjson") for s in suffixes):
        return True
    if any(s in (".csv", ".tsv", ".tab") for s in suffixes):
        return False
    return text.startswith((b'{"', b"[{", b"{ ", b"[\n", b"[ "))


def read_delimited(path: Path, name: str, choice: Choice, report: Progress) -> Table:
    dialect = delimited.sniff(path, name)
    kept = choice(dialect.names)
    check_no_nul(path, name)
    with connection() as con:
        report(0, None)
        relation = delimited.load(con, path, name, dialect)
        if not relation.rows:
            diagnose(path, name, dialect.delimiter, len(dialect.names), dialect.skip)
        with answered(f"{name} cannot be read"):
            columns = text_columns(
                relation, kept, report, decimal_comma=dialect.delimiter == ";"
            )
    kind = "TSV" if dialect.delimiter == "\t" else "CSV"
    return Table(columns, relation.rows, Source(name, kind), notes=dialect.notes)


def read_json(path: Path, name: str, choice: Choice, report: Progress) -> Table:
    with connection() as con:
        report(0, None)
        relation, notes = jsonlines.load(con, path, name)
        kept = choice(relation.names)
        with answered(f"{name} cannot be read"):
            columns = text_columns(relation, kept, report)
    return Table(columns, relation.rows, Source(name, "JSON Lines"), notes=notes)


def text_columns(
    relation: Relation,
    kept: tuple[str, ...],
    report: Progress,
    *,
    decimal_comma: bool = False,
) -> tuple[Column, ...]:
    if not relation.rows:
        return ()
    field = dict(zip(relation.names, relation.fields, strict=True))
    chosen = replace(relation, names=kept, fields=tuple(field[n] for n in kept))
    half = relation.rows // 2
    report(half, relation.rows)

    def advance(share: float) -> None:
        report(half + int(share * (relation.rows - half)), relation.rows)

    return tuple(columns_of(chosen, decimal_comma=decimal_comma, advance=advance))


def read_parquet(path: Path, name: str, choice: Choice, report: Progress) -> Table:
    with connection() as con:
        relation, types = columnar.open_parquet(con, path, name, choice)
        report(0, relation.rows)
        columns: tuple[Column, ...] = ()
        if relation.rows:
            columns = tuple(
                columnar.typed_columns(
                    relation,
                    types,
                    name,
                    lambda share: report(int(share * relation.rows), relation.rows),
                )
            )
    return Table(columns, relation.rows, Source(name, "Parquet"))


def keep_where(table: Table, where: str) -> Table:
    rows = rows_where(table, where)
    columns = tuple(at_rows(c, rows) for c in table)
    return replace(table, columns=columns, rows=len(rows), row_numbers=rows)


__all__ = ["Progress", "read"]
