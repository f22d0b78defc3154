"""The rows of a table that fulfil an SQL condition on its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidParameter, unknown
from vedette.core.table import Column, Table
from vedette.tables.dictionary import compact
from vedette.tables.engine import connection, first_line, quoted


def rows_where(table: Table, where: str) -> npt.NDArray[np.int64]:
    """0-based numbers of the rows for which the condition is true (missing is not true)."""
    given = {f"c{i}": sql_values(column) for i, column in enumerate(table)}
    given["row"] = np.arange(table.rows)
    named = {column.name: typed(column, f"c{i}") for i, column in enumerate(table)}
    # No file can be reached from here: a condition looks at the columns and nothing else.
    with connection(files=False) as con:
        con.register("given", given)
        return chosen_rows(con, named, "given", "row", where)


def chosen_rows(
    con: Any, named: Mapping[str, str], origin: str, number: str, where: str
) -> npt.NDArray[np.int64]:
    """Ascending numbers of the rows of `origin` for which the condition is true.

    named
        SQL of each column that the condition may speak of.
    """
    import duckdb

    names = tuple(named)
    columns = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in named.items())
    row = quoted(unused(names))
    cells = f"(SELECT {columns}, {number} AS {row} FROM {origin})"
    try:
        rows = con.execute(
            f"SELECT {row} AS row FROM {cells} WHERE ({where}\n)"
        ).fetchnumpy()["row"]
    except duckdb.Error as error:
        missing = re.search(r'Referenced column "([^"]+)" not found', str(error))
        if missing is not None:
            raise unknown("column", missing[1], names) from None
        raise InvalidParameter(
            f"the condition {where!r} cannot be used: {first_line(error)}",
            hint=f"it is SQL on the columns {', '.join(names[:8])}"
            + (", ..." if len(names) > 8 else "")
            + "; names with blanks in \"double quotes\", texts in 'single' ones",
        ) from None
    return np.sort(np.ma.getdata(rows).astype(np.int64))


def unused(names: tuple[str, ...]) -> str:
    name = "row_number_"
    while name in names:
        name += "_"
    return name


def sql_values(column: Column) -> npt.NDArray[Any]:
    if column.kind != "text":
        return column.values
    return column.texts()


def typed(column: Column, field: str) -> str:
    """The field as SQL people expect it: NULL where missing, whole numbers whole."""
    if column.kind == "text":
        return f"CAST({field} AS VARCHAR)"
    if column.kind == "time":
        return f"CAST({field} AS TIMESTAMP)"
    number = f"CASE WHEN NOT isnan({field}) THEN {field} END"
    if column.kind == "flag":
        return f"CAST({number} AS BOOLEAN)"
    known = column.values[~np.isnan(column.values)]
    if len(known) and (known == np.floor(known)).all() and abs(known).max() < 2**53:
        return f"CAST({number} AS BIGINT)"
    return number


def at_rows(column: Column, rows: npt.NDArray[np.int64]) -> Column:
    """The column at some rows in ascending order, with those of its misfits."""
    taken = column.take(rows)
    if column.kind == "text":
        codes, levels = compact(taken.values, column.levels)
        taken = replace(taken, values=codes, levels=levels)
    if not len(column.misfit_rows):
        return taken
    place = np.searchsorted(rows, column.misfit_rows)
    place = np.minimum(place, max(0, len(rows) - 1))
    stays = rows[place] == column.misfit_rows if len(rows) else np.zeros(len(place), bool)
    return replace(taken, misfit_rows=place[stays], misfit_texts=column.misfit_texts[stays])
