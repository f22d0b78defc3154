"""Files that should be databases."""

from __future__ import annotations

from pathlib import Path

from vedette.core.errors import InvalidInput
from vedette.tables.places import check_is_file
from vedette.tables.sources.address import Address

SQLITE = b"SQLite format 3\0"
DUCKDB = b"DUCK"  # from the ninth byte
CALLED = {"sqlite": "SQLite", "duckdb": "DuckDB", "postgresql": "Postgres"}


def kind_of(head: bytes) -> str | None:
    """The database that a file is by its first bytes; None if it is none."""
    if head.startswith(SQLITE):
        return "sqlite"
    return "duckdb" if head[8:12] == DUCKDB else None


def checked(address: Address) -> Path:
    """The file of an address.

    Raises
    ------
    InvalidInput
        If it is not there, or not a database of this kind.
    """
    path = Path(address.place)
    check_is_file(path)
    with path.open("rb") as file:
        head = file.read(32)
    kind = kind_of(head)
    if kind == address.kind:
        return path.resolve()
    called = CALLED[address.kind]
    if kind is not None:
        raise InvalidInput(
            f"{path} is a database of {CALLED[kind]}, not of {called}",
            hint=address.shown.replace(address.kind, kind, 1),
        )
    if not head:
        raise InvalidInput(f"{path} is empty: no database")
    raise InvalidInput(
        f"{path} is no database of {called}: it begins with {head[:16]!r}",
        hint="a file that is encrypted as a whole looks like that; decrypt a copy first",
    )
