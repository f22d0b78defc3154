"""What is certain of a table beside the one that was learned from: kinds that are new, and
rules of both together that only rows of this one break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import count, join
from vedette.tables.facts import find_facts
from vedette.tables.facts.columns import role
from vedette.tables.facts.wording import fact, name, numbered, plural

KINDS = ("category", "key", "flag")
MOST_NAMED = 3


# What a few rows cannot show by themselves, and do beside many others.
BESIDE = frozenset(
    {
        *("rule_broken", "function", "sum", "product", "copy", "linear"),
        *("order_broken", "spelling"),
    }
)


def beside(table: Table, like: Table, roles: Roles, learned: int) -> tuple[Fact, ...]:
    """Rules that hold in both tables together, but for rows of this one.

    like
        What was learned from, without the rows that broke a rule there.
    """
    columns = tuple(
        replace(
            theirs,
            values=np.concatenate([theirs.values, ours.values]),
            levels=ours.levels,
            redacted=ours.redacted,
        )
        for theirs, ours in zip(like, table, strict=True)
    )
    numbers = table.row_numbers if table.row_numbers is not None else np.arange(table.rows)
    elsewhere = np.full(like.rows, -1, dtype=np.int64)
    both = Table(
        columns,
        like.rows + table.rows,
        table.source,
        row_numbers=np.concatenate([elsewhere, numbers]),
        redacted=table.redacted,
    )
    note = f" (the {count(learned, 'row')} learned from among them)"
    return tuple(
        replace(known, text=known.text + note)
        for known in find_facts(both, roles).facts
        if known.fact in BESIDE and known.rows and min(known.rows) >= 0
    )


def unseen(table: Table, like: Table, roles: Roles, learned: int) -> list[Fact]:
    """One fact for each category with levels that are new, all its rows counted.

    like
        What was learned from; its levels come first in those of the table.
    learned
        How many rows that had.
    """
    with numbered(table.row_numbers, redacted=frozenset(table.redacted)):
        return [
            of_column(column, len(like[column.name].levels), learned)
            for column in table
            if column.kind == "text"
            and role(roles, column) in KINDS
            and (column.values >= len(like[column.name].levels)).any()
        ]


def of_column(column: Column, known: int, learned: int) -> Fact:
    rows = np.flatnonzero(column.values >= known)
    counts = np.bincount(column.values[rows])
    new = np.flatnonzero(counts)
    new = new[np.argsort(-counts[new], kind="stable")]
    said = [f"{name(column.levels[k])} ({plural(int(counts[k]), 'row')})" for k in new]
    text = (
        f"{name(column.name)} is {join(said, most=MOST_NAMED)}: "
        f"never in the {count(learned, 'row')} learned from"
    )
    return fact("new_category", (column.name,), rows, text)
