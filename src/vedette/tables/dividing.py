"""A file's rows divided in two, as they were written: streamed, in their order.

Text files are read as text throughout, so that a value comes out as it went in: 00123,
1e5, N/A and blanks around a word. Parquet keeps its types.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.tables import columnar, delimited, jsonlines
from vedette.tables.engine import answered, connection, first_line, literal, quoted
from vedette.tables.places import check_is_file
from vedette.tables.staging import plain_file

UNJUDGED, CLEAN = -2, -1  # of a row; from 0 on: the number of what is said of it


@dataclass(frozen=True)
class Rows:
    """All rows of a file, as SQL: where they come from, and each column by its name."""

    con: Any
    origin: str
    columns: dict[str, str]  # its name: its field
    rows: int
    delimiter: str = ","


@contextmanager
def rows_of(file: str) -> Iterator[Rows]:
    """The rows of a CSV, TSV, JSON Lines or Parquet file."""
    check_is_file(Path(file))
    with plain_file(file) as plain, connection() as con:
        path, name = plain.path, plain.name
        match plain.kind:
            case "parquet":
                relation, _ = columnar.open_parquet(con, [path], [name])
            case "json":
                relation, _ = jsonlines.load(con, [path], name)
            case "delimited":
                yield delimited_rows(con, path, name)
                return
            case _:
                raise InvalidInput(
                    f"{name} cannot be divided", hint="CSV, JSON Lines and Parquet can be"
                )
        columns = dict(zip(relation.names, relation.fields, strict=True))
        yield Rows(con, relation.origin, columns, relation.rows)


def delimited_rows(con: Any, path: Path, name: str) -> Rows:
    """The rows of a text file, read again for each question and never held as a whole."""
    import duckdb

    dialect = delimited.sniff(path, name)
    fields = tuple(f"c{i}" for i in range(len(dialect.names)))
    longest = delimited.LINE_LIMIT
    for limit in (longest, 16 * longest, 256 * longest):
        # An empty text in quotes stays one, and is not made a missing value.
        read = delimited.scan([path], dialect, fields, limit)
        read = f"({read.removesuffix(')')}, allow_quoted_nulls=false))"
        try:
            rows = con.execute(f"SELECT count(*) FROM {read}").fetchall()[0][0]
        except duckdb.Error as error:
            if limit == 256 * longest or "line size" not in str(error).lower():
                raise InvalidInput(f"{name} cannot be read: {first_line(error)}") from None
            continue
        break
    columns = dict(zip(dialect.names, fields, strict=True))
    return Rows(con, read, columns, rows, dialect.delimiter)


def divide(
    table: Rows,
    said: npt.NDArray[np.int32],
    surprise: npt.NDArray[np.float64],
    reason: npt.NDArray[np.object_],
    targets: tuple[Path, Path],
    suffixes: tuple[str, str],
) -> None:
    """Write the rows with nothing said of them, and those with: by what, and why.

    said
        (rows,) CLEAN, UNJUDGED (written to neither), or a place in `surprise` and `reason`.
    suffixes
        ".parquet", ".csv" or ".tsv", by which the targets are written.
    """
    con = table.con
    # An answer that was read in part would keep the connection from what follows.
    con.execute("SELECT 1").fetchall()
    con.register("said", {"said": said})
    place, other = free("place", table), free("said", table)
    named = ", ".join(f"{field} AS {quoted(n)}" for n, field in table.columns.items())
    whole = (
        f"(SELECT {named}, said.said AS {other} FROM "
        f"(SELECT * FROM {table.origin}) AS given POSITIONAL JOIN said)"
    )
    columns = [quoted(name) for name in table.columns]
    with answered("the table cannot be divided"):
        kept = [lone(columns, suffixes[0])] if len(columns) == 1 else columns
        write(
            con,
            f"SELECT {', '.join(kept)} FROM {whole} WHERE {other} = {CLEAN}",
            targets[0],
            options(suffixes[0], table.delimiter),
        )
        con.register("stated", {"surprise": surprise, "reason": reason})
        stated = (
            f"(SELECT {', '.join(columns)}, {other}, row_number() OVER () - 1 AS {place} "
            f"FROM {whole})"
        )
        extra = (
            f"{place} AS {free('vedette_row', table)}, "
            f"surprise AS {free('vedette_surprise', table)}, "
            f"CAST(reason AS VARCHAR) AS {free('vedette_reason', table)}"
        )
        numbered = "(SELECT *, row_number() OVER () - 1 AS said FROM stated) AS told"
        write(
            con,
            f"SELECT {', '.join(f'given.{c}' for c in columns)}, {extra} "
            f"FROM (SELECT * FROM {stated} WHERE {other} >= 0) AS given "
            f"JOIN {numbered} ON told.said = given.{other} ORDER BY {place}",
            targets[1],
            options(suffixes[1], table.delimiter),
        )


def lone(columns: list[str], suffix: str) -> str:
    """A single column, whose missing values would be empty lines, which readers skip."""
    if suffix == ".parquet":
        return columns[0]
    return f"coalesce(CAST({columns[0]} AS VARCHAR), '') AS {columns[0]}"


def write(con: Any, query: str, target: Path, chosen: str) -> None:
    con.execute(f"COPY ({query}) TO {literal(str(target))} ({chosen})")


def options(suffix: str, delimiter: str) -> str:
    if suffix == ".parquet":
        return "FORMAT parquet, COMPRESSION zstd"
    mark = "\t" if suffix == ".tsv" else delimiter if delimiter != "\t" else ","
    return f"FORMAT csv, HEADER true, DELIMITER {literal(mark)}"


def free(name: str, table: Rows) -> str:
    """The name as SQL writes it, one that no column has (DuckDB ignores their case)."""
    taken = {column.lower() for column in table.columns}
    while name in taken:
        name += "_"
    return quoted(name)
