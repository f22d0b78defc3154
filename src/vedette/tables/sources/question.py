"""What is asked of a database: one statement that reads, or the name of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName, unknown
from vedette.tables.engine import quoted
from vedette.tables.sources.address import Address

READING = ("SELECT", "WITH", "TABLE", "VALUES")
BEFORE = re.compile(r"(\s|\(|--[^\n]*(\n|$)|/\*.*?\*/)*", re.DOTALL)
LISTED = 12


@dataclass(frozen=True)
class Named:
    """A table or view of a database.

    seen
        Whether its name alone is enough, without the schema.
    main
        Whether it is offered: not a view, not a part of another table.
    """

    schema: str
    name: str
    seen: bool = True
    main: bool = True

    @property
    def called(self) -> str:
        return self.name if self.seen else f"{self.schema}.{self.name}"


def checked(query: str, *, also: tuple[str, ...] = ()) -> str:
    """The query, if its first word says that it reads.

    Raises
    ------
    InvalidParameter
        If it does anything else.
    """
    begin = BEFORE.match(query)
    word = re.match(r"[A-Za-z]*", query[begin.end() if begin else 0 :])
    first = word[0].upper() if word else ""
    if first in (*READING, *also):
        return query
    what = f"it begins with {first}" if first else "it has no first word"
    raise InvalidParameter(
        f"the query is no SELECT: {what}",
        hint=f"only what reads is run: {', '.join(READING)}",
    )


def statement(address: Address, tables: list[Named], name: str) -> str:
    """The statement for the table that is asked for, or for the only one there is."""
    if address.schema is not None:
        tables = in_schema(address.schema, tables)
    table = only(tables, address, name) if address.table is None else None
    if address.table is not None:
        table = found(address.table, tables, schema=address.schema)
    assert table is not None
    return f"SELECT * FROM {quoted(table.schema)}.{quoted(table.name)}"


def in_schema(schema: str, tables: list[Named]) -> list[Named]:
    schemas = sorted({table.schema for table in tables})
    if schema not in schemas:
        raise unknown("schema with tables", schema, schemas)
    return [table for table in tables if table.schema == schema]


def only(tables: list[Named], address: Address, name: str) -> Named:
    """The one table of a database that has one.

    Raises
    ------
    InvalidInput
        If there are none, or several: they are named.
    """
    offered = [table for table in tables if table.main] or tables
    if len(offered) == 1:
        return offered[0]
    if not offered:
        raise InvalidInput(f"{name} has no tables")
    names = [table.called for table in offered]
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    raise InvalidInput(
        f"{name} has {len(names)} tables: {', '.join(names[:LISTED])}{more}",
        hint=f"say which: '{addressed(address, names[0])}'",
    )


def addressed(address: Address, table: str) -> str:
    mark = "&" if "?" in address.shown else "?"
    return f"{address.shown}{mark}table={table}"


def found(name: str, tables: list[Named], *, schema: str | None) -> Named:
    """The table of this name; before the first dot may stand its schema."""
    for table in tables:
        if table.name == name and (table.seen or schema is not None):
            return table
    first, _, last = name.partition(".")
    for table in tables:
        if schema is None and (table.schema, table.name) == (first, last):
            return table
    called = [t.name if schema is not None else t.called for t in tables]
    raise unknown("table", name, called)


def misnamed(what: str, name: str, known: Iterable[str]) -> UnknownName:
    """The error for a name in a query."""
    return unknown(f"{what} of the database", name, sorted(set(known)))
