"""DuckDB, kept on a short leash: in memory, nothing downloaded, no traceback of its own.

Imported on use: it costs 0.1 s at every start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput

# Extensions would be fetched from the network; what is needed here is compiled in.
SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "true",
    # One thread: with more, rows of a large file can come back in another order.
    "threads": "1",
}


@contextmanager
def connection(*, files: bool = True) -> Iterator[Any]:
    """A fresh in-memory database. `files=False`: statements cannot reach any file."""
    import duckdb

    con = duckdb.connect(":memory:", config=dict(SETTINGS))
    try:
        con.execute(f"SET temp_directory = {literal(tempfile.gettempdir())}")
        con.execute("SET enable_progress_bar = false")
        if not files:
            con.execute("SET enable_external_access = false")
        yield con
    except (RuntimeError, duckdb.InterruptException) as error:
        # What DuckDB makes of Ctrl-C.
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    finally:
        con.close()


@contextmanager
def answered(what: str, *, hint: str | None = None) -> Iterator[None]:
    """Turn a DuckDB error into `InvalidInput`: "`what`: the first line of its message"."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise InvalidInput(f"{what}: {first_line(error)}", hint=hint) from None


def first_line(error: BaseException) -> str:
    """DuckDB's message without its class, candidates and markers."""
    line = str(error).strip().partition("\n")[0]
    return line.partition("Error: ")[2] or line


def literal(text: str) -> str:
    """A string as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A column name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


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
