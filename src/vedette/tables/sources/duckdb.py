"""Tables of a DuckDB file, read by DuckDB itself; a query reaches no other file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput, InvalidParameter, VedetteError
from vedette.tables.delimited import unique_names
from vedette.tables.engine import Relation, connection, first_line, quoted
from vedette.tables.sources.address import Address
from vedette.tables.sources.files import checked as checked_file
from vedette.tables.sources.question import Named, checked, in_schema, misnamed, statement

Opened = tuple[Relation, list[str] | None, tuple[str, ...]]

TABLES = """
SELECT schema_name, table_name, true FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT schema_name, view_name, false FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal
ORDER BY 1, 2
"""
COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE NOT internal"


@contextmanager
def opened(address: Address, advance: Callable[[int], None]) -> Iterator[Opened]:
    """The rows asked for, copied out of the file, and DuckDB's types of their fields."""
    import duckdb

    path = checked_file(address)
    try:
        with connection(files=False, database=path) as con:
            yield rows_of(con, address, path.name)
    except duckdb.Error as error:
        raise unopened(error, path) from None


def rows_of(con: Any, address: Address, name: str) -> Opened:
    import duckdb

    tables = tables_of(con)
    if address.schema is not None and address.query is not None:
        in_schema(address.schema, tables)
        con.execute(f"SET schema = {quoted(address.schema)}")
    if address.query is None:
        sql = statement(address, tables, name)
    else:
        sql = checked(address.query, also=("FROM",))
    try:
        # What is described may be asked: `DESCRIBE` takes no statement that writes.
        if len(con.extract_statements(sql)) != 1:
            raise InvalidParameter("the query is more than one statement")
        given = [row[0] for row in con.execute(f"DESCRIBE {sql}").fetchall()]
        con.execute(f"CREATE TEMP TABLE vedette_rows AS {sql}")
    except duckdb.Error as error:
        raise refused(con, error, tables) from None
    described = con.execute("DESCRIBE vedette_rows").fetchall()
    rows = con.execute("SELECT count(*) FROM vedette_rows").fetchone()[0]
    names, notes = unique_names(given)
    fields = tuple(quoted(row[0]) for row in described)
    types = [row[1] for row in described]
    return Relation(con, "vedette_rows", names, fields, rows), types, notes


def tables_of(con: Any) -> list[Named]:
    here = con.execute("SELECT current_schema()").fetchone()[0]
    return [
        Named(schema, name, seen=schema == here, main=main)
        for schema, name, main in con.execute(TABLES).fetchall()
    ]


def refused(con: Any, error: Exception, tables: list[Named]) -> VedetteError:
    """What is wrong with a query, the nearest right name with it."""
    text = str(error)
    missing = re.search(r"Table with name (\S+) does not exist", text)
    if missing:
        return misnamed("table", missing[1].rstrip("!"), [t.called for t in tables])
    missing = re.search(r'Referenced column "([^"]+)" not found', text)
    if missing:
        columns = [row[0] for row in con.execute(COLUMNS).fetchall()]
        return misnamed("column", missing[1], columns)
    if "file system operations are disabled" in text:
        return InvalidParameter(
            "the query reads a file: it may read the tables of its database only",
            hint="a file is a table of its own: vedette scan FILE",
        )
    return InvalidParameter(f"the query cannot be run: {first_line(error)}{place(text)}")


def place(text: str) -> str:
    """Where in the query DuckDB puts its mark: ' (line 1, character 10)'."""
    marked = re.search(r"^(LINE (\d+): )(.*)\n( *)\^", text, re.MULTILINE)
    if marked is None or marked[3].startswith("..."):
        return f" (line {marked[2]})" if marked else ""
    return f" (line {marked[2]}, character {len(marked[4]) - len(marked[1]) + 1})"


def unopened(error: Exception, path: Path) -> InvalidInput:
    """Why the file cannot be read."""
    line = first_line(error)
    hint = "is the file complete, and not of a newer DuckDB or encrypted?"
    if "lock" in line:
        hint = "another program has it open to write: close it there, or scan a copy"
    elif "different configuration" in line:
        line = "this program has it open already"
        hint = 'close it first, or scan what it gives: con.sql("select ...").df()'
    return InvalidInput(f"{path.name} cannot be read: {line}", hint=hint)
