"""From files of one kind to rows that DuckDB can give: one opener for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput
from vedette.tables import arrow, columnar, delimited, jsonlines, workbook
from vedette.tables.engine import Relation, file_number, quoted
from vedette.tables.ragged import diagnose
from vedette.tables.staging import Plain


@dataclass(frozen=True)
class Opened:
    """Rows to be had from a relation, more than once.

    types
        DuckDB's types of the columns; None if all are text, to be read for what they say.
    file
        SQL for the number of the file that a row is from; "" where there is one file.
    """

    relation: Relation
    format: str
    types: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    decimal_comma: bool = False
    file: str = ""


@dataclass(frozen=True)
class Shape:
    """What files must share to be opened as one: a kind, and how that is written."""

    kind: str
    dialect: delimited.Dialect | None = None
    array: bool = False
    alone: int | None = None  # the file's number, if it must be opened by itself


def shape_of(plain: Plain, before: Shape | None = None, *, several: bool = False) -> Shape:
    """The shape of a file; `before` is that of the file before, which it may share."""
    match plain.kind:
        case "delimited":
            like = before.dialect if before is not None else None
            dialect = delimited.sniff(plain.path, plain.name, like)
            alone = plain.number if several and delimited.has_quotes(plain.path) else None
            return Shape("delimited", dialect, alone=alone)
        case "json":
            return Shape("json", array=jsonlines.is_array(plain.path))
        case "parquet":
            return Shape("parquet")
        case "database":
            raise InvalidInput(
                f"{plain.name} is a database, which is read by itself",
                hint="name the files of one table, with a pattern such as 'sales-*.csv'",
            )
    return Shape(plain.kind, alone=plain.number)


def open_files(
    con: Any, plains: Sequence[Plain], shape: Shape, sheet: str | None = None
) -> Opened:
    """Files of one shape; their rows follow each other."""
    paths, first = [p.path for p in plains], plains[0]
    match shape.kind:
        case "delimited":
            return open_delimited(con, paths, first.name, shape)
        case "json":
            relation, notes = jsonlines.load(con, paths, first.name)
            return Opened(relation, "JSON Lines", None, notes, file=tag(paths))
        case "parquet":
            relation, types = columnar.open_parquet(con, paths, [p.name for p in plains])
            number = file_number(quoted(columnar.FILE)) if len(paths) > 1 else ""
            return Opened(relation, "Parquet", types, file=number)
        case "arrow":
            relation, types = arrow.load(con, first.path, first.name)
            return Opened(relation, "Arrow", types)
        case _:
            relation, notes = workbook.load(con, first.path, first.name, sheet)
            return Opened(relation, "Excel", None, notes)


def tag(paths: Sequence[Path]) -> str:
    return "file" if len(paths) > 1 else ""


def open_delimited(con: Any, paths: Sequence[Path], name: str, shape: Shape) -> Opened:
    dialect = shape.dialect
    assert dialect is not None
    relation = delimited.load(con, paths, name, dialect)
    if not relation.rows and len(paths) == 1:
        diagnose(paths[0], name, dialect.delimiter, len(dialect.names), dialect.skip)
    kind = "TSV" if dialect.delimiter == "\t" else "CSV"
    comma = dialect.delimiter == ";"
    return Opened(relation, kind, None, dialect.notes, comma, tag(paths))
