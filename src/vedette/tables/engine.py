"""DuckDB, kept on a short leash: in memory, nothing downloaded, no traceback of its own.

Imported on use: it costs 0.1 s at every start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt

# Extensions would be fetched from the network; what is needed here is compiled in.
SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
    # One thread: with more, rows of a large file can come back in another order.
    "threads": "1",
}
# Of a database in a file: its cache, sorts and joins; what is more goes to disk.
MEMORY = "300MB"
PAUSE = 0.5  # seconds between two looks at a long statement


@contextmanager
def connection(
    *, files: bool = True, database: Path | None = None, kept: Path | None = None
) -> Iterator[Any]:
    """A fresh in-memory database, or a file to read; or a new file `kept`, of which little is
    in memory. `files=False`: statements cannot reach any (other) file.
    """
    import duckdb

    settings = SETTINGS if kept is None else {**SETTINGS, "memory_limit": MEMORY}
    con = duckdb.connect(
        str(database or kept or ":memory:"),
        read_only=database is not None,
        config=dict(settings),
    )
    # Files in the temporary folder can be reached, whatever else is closed: so it is our own.
    with tempfile.TemporaryDirectory(prefix="vedette-", dir=kept and kept.parent) as spill:
        try:
            con.execute(f"SET temp_directory = {literal(spill)}")
            con.execute("SET enable_progress_bar = false")
            if not files:
                con.execute("SET enable_external_access = false")
                con.execute("SET lock_configuration = true")
            yield con
        except (RuntimeError, duckdb.InterruptException) as error:
            # What DuckDB makes of Ctrl-C.
            if "interrupted" in str(error).lower():
                raise KeyboardInterrupt from None
            raise
        finally:
            con.close()


def kept_as(con: Any) -> str:
    """What a table is made as that may be too large for memory, if the database is a file."""
    files = con.execute("SELECT count(path) FROM duckdb_databases() WHERE NOT internal")
    return "TABLE" if files.fetchone()[0] else "TEMP TABLE"


@contextmanager
def watched(con: Any, told: Callable[[float], None]) -> Iterator[None]:
    """Inside, `told` hears now and then how much of a long statement is done, 0 to 1."""
    ended = Event()

    def ask() -> None:
        while not ended.wait(PAUSE):
            percent = con.query_progress()
            if 0 <= percent <= 100:
                told(percent / 100)

    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    thread = Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def answered(what: str, *, hint: str | None = None) -> Iterator[None]:
    """Turn a DuckDB error into `InvalidInput`: "`what`: the first line of its message"."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise InvalidInput(f"{what}: {first_line(error)}", hint=hint) from None


def first_line(error: BaseException) -> str:
    """DuckDB's message without its class, candidates and markers.

    What it says of the data, and not of a statement or a file, may quote a value.
    """
    import duckdb

    line = str(error).strip().partition("\n")[0]
    said = line.partition("Error: ")[2] or line
    of_no_value = (
        duckdb.ParserException,
        duckdb.BinderException,
        duckdb.CatalogException,
        duckdb.IOException,
    )
    if isinstance(error, of_no_value):
        return said
    return str(excerpt(said))


def literal(text: str) -> str:
    """A string as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def listed(paths: Sequence[Path]) -> str:
    """Files as SQL writes them: one, or a list."""
    if len(paths) == 1:
        return literal(str(paths[0]))
    return f"[{', '.join(literal(str(p)) for p in paths)}]"


def file_number(field: str) -> str:
    """The number that a file's path ends in."""
    return f"CAST(parse_filename({field}) AS INTEGER)"


@dataclass(frozen=True)
class Relation:
    """Rows that can be asked more than once, always in the same order.

    origin
        What stands after FROM.
    fields
        The columns' names in SQL, one for each name the user sees.
    """

    con: Any
    origin: str
    names: tuple[str, ...]
    fields: tuple[str, ...]
    rows: int

    def fetch(self, expressions: list[str], *, where: str = "") -> list[npt.NDArray[Any]]:
        """One array for each expression; masked where NULL."""
        chosen = ", ".join(f"{e} AS r{i}" for i, e in enumerate(expressions))
        condition = f" WHERE {where}" if where else ""
        self.con.execute(f"SELECT {chosen} FROM {self.origin}{condition}")
        arrays = self.con.fetchnumpy()
        return [np.ma.asanyarray(arrays[f"r{i}"]) for i in range(len(expressions))]
