"""Tables of a Postgres server: one transaction that cannot write, rows in batches."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vedette.core.errors import (
    InvalidInput,
    InvalidParameter,
    MissingExtra,
    VedetteError,
)
from vedette.core.redaction import excerpt
from vedette.tables.delimited import unique_names
from vedette.tables.engine import Relation, connection, quoted
from vedette.tables.sources.address import SECRET, Address
from vedette.tables.sources.loading import Rows, load, rows_in_a_batch
from vedette.tables.sources.question import Named, checked, in_schema, misnamed, statement

if TYPE_CHECKING:
    import psycopg

CONNECT_SECONDS = "10"
DECLARE = "DECLARE vedette_rows NO SCROLL CURSOR FOR "
# As `psql` and COPY write values, whatever this server's habits are. Scans of large tables
# would start where another one is, and a cursor would be planned for its first rows.
MANNERS = (
    "SET LOCAL DateStyle = 'ISO'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL cursor_tuple_fraction = 1.0",
)
TABLES = """
SELECT n.nspname, c.relname, pg_table_is_visible(c.oid)::int::text,
  (c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition)::int::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
"""
COLUMNS = """
SELECT DISTINCT column_name::text FROM information_schema.columns
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""

Opened = tuple[Relation, list[str] | None, tuple[str, ...]]


@contextmanager
def opened(address: Address, advance: Callable[[int], None]) -> Iterator[Opened]:
    """The rows asked for, all of them as the text that the server writes."""
    with connection() as duck:
        with connected(address) as con:
            names, batches, notes = asked(con, address)
            relation = load(duck, names, batches, advance)
        yield relation, None, notes


@contextmanager
def connected(address: Address) -> Iterator[psycopg.Connection[Any]]:
    """A connection whose values are texts, in a transaction that cannot write."""
    psycopg = driver()
    told = settings(address.place)
    try:
        con = psycopg.connect(address.place, **added(told))
    except psycopg.Error as error:
        raise unreachable(error, told) from None
    try:
        plain_texts(con)
        con.read_only = True
        con.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for manner in MANNERS:
            con.execute(manner.encode())
        yield con
    except psycopg.OperationalError as error:
        said = without(secrets(told), message(error))
        raise InvalidInput(f"the database ended the query: {said}") from None
    finally:
        con.close()


def driver() -> Any:
    """psycopg, which brings libpq."""
    try:
        import psycopg
    except ImportError:
        raise MissingExtra(
            "Postgres is read with psycopg, which is not installed",
            hint="pip install 'vedette[postgres]'",
        ) from None
    return psycopg


def settings(place: str) -> dict[str, Any]:
    """What libpq makes of an address.

    Raises
    ------
    InvalidParameter
        If it makes nothing of it. Its own message may quote the password.
    """
    psycopg = driver()
    try:
        return dict(psycopg.conninfo.conninfo_to_dict(place))
    except psycopg.Error as error:
        begin = re.split('["\u00ab\u201e]', str(error).strip())[0].strip(" :(")
        raise InvalidParameter(
            f"the address of the database cannot be understood: {begin}",
            hint="postgresql://USER@HOST:PORT/DATABASE?table=orders; in a password, %, /, "
            "?, # and @ are written %25, %2F, %3F, %23 and %40",
        ) from None


def added(told: dict[str, Any]) -> dict[str, str]:
    """What the user left open."""
    own = {"client_encoding": "UTF8", "fallback_application_name": "vedette"}
    if "connect_timeout" not in told and "PGCONNECT_TIMEOUT" not in os.environ:
        own["connect_timeout"] = CONNECT_SECONDS
    return own


def plain_texts(con: psycopg.Connection[Any]) -> None:
    """Let no value be turned into anything but text."""
    from psycopg.types.string import TextLoader

    for kind in con.adapters.types:
        con.adapters.register_loader(kind.oid, TextLoader)
        if kind.array_oid:
            con.adapters.register_loader(kind.array_oid, TextLoader)


def asked(
    con: psycopg.Connection[Any], address: Address
) -> tuple[tuple[str, ...], Rows, tuple[str, ...]]:
    """The names of the columns, the rows in batches, and what was renamed."""
    psycopg = driver()
    tables = tables_of(con)
    if address.query is None:
        database = con.info.dbname
        sql = statement(address, tables, f"the database {database}")
    else:
        sql = checked(address.query)
        if address.schema is not None:
            in_schema(address.schema, tables)
            con.execute(f"SET LOCAL search_path = {quoted(address.schema)}".encode())
    try:
        # Prepared: a server takes one statement then, and not several.
        con.execute((DECLARE + sql).encode(), prepare=True)
        names, notes = unique_names(names_of(con))
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        raise refused(con, error, sql, tables) from None
    if not names:
        raise InvalidInput("the query gives rows without columns")
    return names, batches(con, rows_in_a_batch(len(names))), notes


def names_of(con: psycopg.Connection[Any]) -> list[str]:
    described = con.execute(b"FETCH 0 FROM vedette_rows").description
    return [column.name for column in described or ()]


def batches(con: psycopg.Connection[Any], size: int) -> Iterator[list[tuple[Any, ...]]]:
    psycopg = driver()
    fetch = f"FETCH {size} FROM vedette_rows".encode()
    try:
        while rows := con.execute(fetch).fetchall():
            yield rows
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"the database holds text that is not UTF-8: {excerpt(error.object[:40])!r}",
            hint="is its encoding SQL_ASCII?",
        ) from None
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        raise InvalidParameter(
            f"the query cannot be run to its end: {excerpt(message(error))}"
        ) from None


def tables_of(con: psycopg.Connection[Any]) -> list[Named]:
    return [
        Named(schema, name, seen=seen == "1", main=main == "1")
        for schema, name, seen, main in con.execute(TABLES.encode()).fetchall()
    ]


def refused(
    con: psycopg.Connection[Any], error: psycopg.Error, sql: str, tables: list[Named]
) -> VedetteError:
    """What is wrong with a query, the nearest right name with it."""
    psycopg = driver()
    said = message(error)
    if "multiple commands" in said:
        return InvalidParameter("the query is more than one statement")
    at = int(error.diag.statement_position or 0) - len(DECLARE) - 1
    name = re.match(r'([\w$]|"(?:[^"]|"")*"|\.)+', sql[at:]) if at >= 0 else None
    if name and isinstance(error, psycopg.errors.UndefinedTable):
        return misnamed("table", name[0].replace('"', ""), [t.called for t in tables])
    if name and isinstance(error, psycopg.errors.UndefinedColumn):
        con.rollback()
        columns = [row[0] for row in con.execute(COLUMNS.encode()).fetchall()]
        last = re.findall(r'"(?:[^"]|"")*"|[^."]+', name[0])[-1]
        return misnamed("column", last.strip('"'), columns)
    return InvalidParameter(
        f"the query cannot be run: {said}{place(sql, at)}", hint=error.diag.message_hint
    )


def place(sql: str, at: int) -> str:
    """Where in the query: ' (line 1, character 10)'."""
    if not 0 <= at <= len(sql):
        return ""
    before = sql[:at].rpartition("\n")
    return f" (line {sql.count(chr(10), 0, at) + 1}, character {len(before[2]) + 1})"


def message(error: psycopg.Error) -> str:
    """What the server says, or else the driver, on one line."""
    return error.diag.message_primary or " ".join(str(error).split())


def unreachable(error: psycopg.Error, told: dict[str, Any]) -> InvalidInput:
    said = without(secrets(told), message(error))
    where = told.get("host") or told.get("hostaddr") or told.get("service")
    hint = "is the server running, and its address right?"
    if "password" in said:
        hint = "set PGPASSWORD, or keep it in ~/.pgpass"
    return InvalidInput(
        f"the database{f' at {where}' if where else ''} cannot be reached: {said}",
        hint=hint,
    )


def secrets(told: dict[str, Any]) -> list[str]:
    """The values of a connection that are shown nowhere."""
    own = [str(value) for name, value in told.items() if SECRET.search(name)]
    return [value for value in [*own, os.environ.get("PGPASSWORD", "")] if value]


def without(hidden: list[str], said: str) -> str:
    for secret in sorted(hidden, key=len, reverse=True):
        said = said.replace(secret, "***")
    return said
