"""Tables of an SQLite file, by the standard library: nothing is written, not even beside it.

A database in WAL mode that nobody has open would get two files beside it from any reader.
So it is opened as one that does not change, and refused if it did change in the meantime;
with a log of changes that nobody has open, a copy is read.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vedette.core.errors import InvalidInput, InvalidParameter, VedetteError
from vedette.core.redaction import excerpt
from vedette.tables.delimited import unique_names
from vedette.tables.engine import Relation, connection
from vedette.tables.sources.address import Address
from vedette.tables.sources.files import checked as checked_file
from vedette.tables.sources.loading import Rows, load, rows_in_a_batch
from vedette.tables.sources.question import Named, checked, misnamed, statement

BUSY_SECONDS = 5.0
WAL_MODE = 2  # bytes 19 and 20 of the file
TABLES = """
SELECT name, type = 'table' FROM sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
"""
ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}

Opened = tuple[Relation, list[str] | None, tuple[str, ...]]


@contextmanager
def opened(address: Address, advance: Callable[[int], None]) -> Iterator[Opened]:
    """The rows asked for, all of them as text."""
    if address.schema is not None:
        raise InvalidParameter("SQLite has no schemas", hint="leave schema= out")
    path = checked_file(address)
    with connection() as duck:
        try:
            with unchanged(path) as con:
                sql = question(con, address, path.name)
                names, batches, notes = answer(con, sql)
                relation = load(duck, names, batches, advance)
        except sqlite3.Error as error:
            raise unread(error, path) from None
        yield relation, None, notes


@contextmanager
def unchanged(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read, and that leaves the folder as it was."""
    log, shared = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    with path.open("rb") as file:
        wal = file.read(20)[18:] == bytes([WAL_MODE, WAL_MODE])
    if not wal or shared.exists():
        with connected(path, "mode=ro") as con:
            yield con
        return
    before = stamps(path, log)
    if log.exists() and log.stat().st_size:
        with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
            copy = Path(folder) / "table.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            check_same(path, before, stamps(path, log))
            with connected(copy, "mode=ro") as con:
                yield con
        return
    with connected(path, "mode=ro&immutable=1") as con:
        yield con
    check_same(path, before, stamps(path, log))


def stamps(*paths: Path) -> list[tuple[int, int]]:
    """Size and time of each file that is there."""
    there = [path.stat() for path in paths if path.exists()]
    return [(found.st_size, found.st_mtime_ns) for found in there]


def check_same(path: Path, before: object, after: object) -> None:
    if before != after:
        raise InvalidInput(
            f"{path.name} was written to while it was read", hint="scan it once more"
        )


@contextmanager
def connected(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    con = sqlite3.connect(f"{path.as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS)
    try:
        con.text_factory = text
        con.execute("PRAGMA query_only = true")
        con.execute("PRAGMA trusted_schema = false")
        yield con
    finally:
        con.close()


def text(stored: bytes) -> str:
    """SQLite keeps any bytes as text."""
    return stored.decode("utf-8", errors="backslashreplace").replace("\0", "\\0")


def question(con: sqlite3.Connection, address: Address, name: str) -> str:
    """The statement to run; what it may do is limited from then on."""
    tables = [Named("main", table, main=main) for table, main in con.execute(TABLES)]
    con.set_authorizer(only_reading)
    if address.query is None:
        return statement(address, tables, name)
    return checked(address.query)


def only_reading(action: int, first: str | None, *others: str | None) -> int:
    # Functions that give tables (json_each) declare them, which counts as an update.
    declares = action == sqlite3.SQLITE_UPDATE and first == "sqlite_master"
    allowed = action in ALLOWED or declares
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def answer(
    con: sqlite3.Connection, sql: str
) -> tuple[tuple[str, ...], Rows, tuple[str, ...]]:
    """The names of the columns, the rows in batches, and what was renamed."""
    try:
        cursor = con.execute(sql)
    except sqlite3.ProgrammingError as error:
        if "one statement" in str(error):
            raise InvalidParameter("the query is more than one statement") from None
        raise InvalidParameter(f"the query cannot be run: {error}") from None
    except sqlite3.OperationalError as error:
        raise refused(con, error) from None
    names, notes = unique_names([column[0] for column in cursor.description])
    size = rows_in_a_batch(len(names))
    return names, iter(lambda: cursor.fetchmany(size), []), notes


def refused(con: sqlite3.Connection, error: sqlite3.OperationalError) -> Exception:
    """What is wrong with a query, the nearest right name with it; else the error itself."""
    said = str(error)
    missing = re.match(r"no such (table|column): (?:.*\.)?([^.]*)$", said)
    if missing:
        con.set_authorizer(None)
        tables = [table for table, _ in con.execute(TABLES)]
        if missing[1] == "table":
            return misnamed("table", missing[2], tables)
        return misnamed("column", missing[2], columns_of(con, tables))
    if not_of_the_query(error):
        return error
    return InvalidParameter(f"the query cannot be run: {said}")


def not_of_the_query(error: sqlite3.Error) -> bool:
    """Whether the file is to blame: busy, damaged, cut short."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code not in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH)


def columns_of(con: sqlite3.Connection, tables: list[str]) -> list[str]:
    sql = "SELECT name FROM pragma_table_info(?)"
    return [row[0] for table in tables for row in con.execute(sql, (table,))]


def unread(error: sqlite3.Error, path: Path) -> VedetteError:
    """Why the file cannot be read."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    hint = "is the file complete?"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        hint = "another program is writing to it: try again, or scan a copy"
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        hint = "if a write to it was cut off, open it once with sqlite3 to repair it"
    elif code == sqlite3.SQLITE_ERROR:
        return InvalidParameter(f"the query cannot be run to its end: {excerpt(error)}")
    # Without a code it is Python's, of a text that it cannot decode.
    said = error if code else excerpt(error)
    return InvalidInput(f"{path.name} cannot be read: {said}", hint=hint)
