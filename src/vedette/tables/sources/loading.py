"""Rows of a database, in batches, into a relation whose fields are all text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.tables.engine import Relation
from vedette.tables.memory import as_texts

CELLS_IN_A_BATCH = 200_000
Rows = Iterable[Sequence[Sequence[Any]]]


def rows_in_a_batch(width: int) -> int:
    """So few that a batch stays small, however wide the table is."""
    return max(100, CELLS_IN_A_BATCH // max(1, width))


def load(
    con: Any, names: tuple[str, ...], batches: Rows, advance: Callable[[int], None]
) -> Relation:
    """All rows, in their order, in a table of DuckDB's; it goes to disk if it must."""
    fields = tuple(f"c{i}" for i in range(len(names)))
    declared = ", ".join(f"{field} VARCHAR" for field in fields)
    con.execute(f"CREATE TEMP TABLE cells ({declared})")
    cast = ", ".join(f"CAST({field} AS VARCHAR)" for field in fields)
    rows = 0
    for batch in batches:
        columns = zip(*batch, strict=True)
        given = {
            field: texts(name, values)
            for field, name, values in zip(fields, names, columns, strict=True)
        }
        con.register("given", given)
        con.execute(f"INSERT INTO cells SELECT {cast} FROM given")
        con.unregister("given")
        rows += len(batch)
        advance(rows)
    return Relation(con, "cells", names, fields, rows)


def texts(name: str, values: Sequence[Any]) -> npt.NDArray[np.object_]:
    """The values of a column as strings, None where there is none."""
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    if set(map(type, values)) <= {str, type(None)}:
        return cells
    return as_texts(name, cells)
