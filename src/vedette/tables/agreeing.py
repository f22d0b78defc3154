"""A table stored as another with the same columns is, or a refusal that names what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import join
from vedette.tables.retyping import as_flag, as_number, as_text, as_time

# Columns that are not looked at may be missing.
OPTIONAL = ("ignore", "label")
NAMED = 8


def agreeing(table: Table, like: Table, roles: Roles) -> Table:
    """The table's columns as those of another are: their order, kinds, and codes of levels.

    Levels that the other does not have come after its own. A column that is not looked at
    may be missing: it then has no value. What is redacted there is here too.

    Raises
    ------
    InvalidInput
        If columns are missing, new, or hold something else; names each.
    """
    table = table.redacting(like.redacted)
    missing = [
        c.name
        for c in like
        if c.name not in table.names and roles[c.name].kind not in OPTIONAL
    ]
    new = [name for name in table.names if name not in like.names]
    columns, changed = [], []
    for theirs in like:
        if theirs.name not in table.names:
            columns.append(empty(theirs, table.rows))
            continue
        try:
            columns.append(stored_like(table[theirs.name], theirs))
        except InvalidParameter as error:
            changed.append(error.message)
    if missing or new or changed:
        raise InvalidInput(difference(table, missing, new, changed), hint=advice(new))
    return replace(table, columns=tuple(columns)).redacting(())


def difference(table: Table, missing: list[str], new: list[str], changed: list[str]) -> str:
    said = [
        f"{what} {join([repr(n) for n in names], most=NAMED)}"
        for what, names in (("missing", missing), ("new", new))
        if names
    ]
    said += [f"changed: {what}" for what in changed[:NAMED]]
    return f"{table.source.name} has other columns than were learned: {'; '.join(said)}"


def advice(new: list[str]) -> str:
    again = "learn from such a table anew: vedette fit"
    return (
        f"leave out what is new: --ignore {','.join(new[:NAMED])}; or {again}"
        if new
        else again
    )


def empty(like: Column, rows: int) -> Column:
    """A column of a kind without any value."""
    values = np.zeros(rows, dtype=like.values.dtype)
    every = np.ones(rows, dtype=bool)
    return Column(like.name, like.kind, values, like.levels).without(every)


def stored_like(column: Column, like: Column) -> Column:
    """A column of the kind of another, its levels coded as there."""
    if column.kind != like.kind:
        if column.missing.all() and not len(column.misfit_rows):
            return empty(like, len(column))
        column = as_kind(column, like)
    return recoded(column, like.levels) if like.kind == "text" else column


def as_kind(column: Column, like: Column) -> Column:
    if like.kind == "text":
        return as_text(column)
    if like.kind == "time":
        return as_time(column)
    if like.kind == "flag":
        known = np.unique(column.values[~column.missing]) if column.kind == "number" else ()
        if column.kind == "number" and set(np.asarray(known).tolist()) <= {0.0, 1.0}:
            return replace(column, kind="flag")
        return as_flag(column)
    if column.kind == "time":
        raise InvalidParameter(f"column {column.name!r} held numbers and holds times")
    return as_number(column, "number")


def recoded(column: Column, levels: npt.NDArray[np.object_]) -> Column:
    """A text column with some levels first, and those that it has besides after them."""
    number = {level: k for k, level in enumerate(levels.tolist())}
    for level in column.levels.tolist():
        number.setdefault(level, len(number))
    codes = [number[level] for level in column.levels.tolist()]
    held = np.empty(len(number), dtype=object)
    held[:] = list(number)
    values = np.array([*codes, -1], dtype=np.int32)[column.values]
    return replace(column, values=values, levels=held)


def removed_codes(before: Table, after: Table) -> dict[str, npt.NDArray[np.generic]]:
    """By column, the values that were taken for codes of a missing value."""
    found = {}
    for column in after:
        was = before[column.name]
        if was.values is column.values or was.kind == "text":
            continue
        gone = column.missing & ~was.missing
        if gone.any():
            found[column.name] = np.unique(was.values[gone])
    return found


def without_codes(table: Table, codes: Mapping[str, npt.NDArray[np.generic]]) -> Table:
    """The table with codes for a missing value set to missing."""
    changed = {
        name: table[name].without(np.isin(table[name].values, values))
        for name, values in codes.items()
        if name in table.names and table[name].kind != "text"
    }
    return table.replaced(changed) if changed else table
