"""From an address, or a file that is a database, to rows that can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vedette.tables.engine import Relation
from vedette.tables.sources.address import Address, parse
from vedette.tables.sources.files import CALLED, kind_of

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Found:
    """The rows that were asked for.

    types
        DuckDB's of the relation's fields; None if they are all text.
    """

    relation: Relation
    types: list[str] | None
    name: str
    format: str
    notes: tuple[str, ...] = ()


def is_database(head: bytes) -> bool:
    """Whether a file that begins so is a database."""
    return kind_of(head) is not None


@contextmanager
def opened(given: str, advance: Advance) -> Iterator[Found]:
    """What an address leads to, until the end of the block."""
    with reader(parse(given), advance) as found:
        yield found


@contextmanager
def opened_file(path: Path, name: str, head: bytes, advance: Advance) -> Iterator[Found]:
    """The only table of a file that is a database."""
    kind = kind_of(head) or ""
    # Of a link the companions (a log of latest changes) would not be found.
    address = Address(kind, str(path.resolve()), f"{kind}:{name}")
    with reader(address, advance) as found:
        yield Found(found.relation, found.types, name, found.format, found.notes)


@contextmanager
def reader(address: Address, advance: Advance) -> Iterator[Found]:
    if address.kind == "sqlite":
        from vedette.tables.sources.sqlite import opened as rows_of
    elif address.kind == "duckdb":
        from vedette.tables.sources.duckdb import opened as rows_of
    else:
        from vedette.tables.sources.postgres import opened as rows_of
    called = CALLED[address.kind]
    with rows_of(address, advance) as (relation, types, notes):
        yield Found(relation, types, address.shown, called, notes)
