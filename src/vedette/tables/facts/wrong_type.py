"""Cells that do not fit their column: "n/a?" among numbers."""

from __future__ import annotations

from collections import Counter

from vedette.core.findings import Fact
from vedette.core.table import Column, Roles, Table
from vedette.tables.facts.columns import looked_at
from vedette.tables.facts.wording import fact, name, plural, row_list

NOUNS = {"number": "a number", "time": "a time", "flag": "yes or no", "text": "text"}


def wrong_types(table: Table, roles: Roles) -> list[Fact]:
    """One fact a column that has such cells."""
    return [of_column(c) for c in looked_at(table, roles) if len(c.misfit_rows)]


def of_column(column: Column) -> Fact:
    """The column's misfits, the commonest first."""
    texts = Counter(str(t) for t in column.misfit_texts)
    shown = ", ".join(f'"{name(text)}"' for text, _ in texts.most_common(2))
    more = ", ..." if len(texts) > 2 else ""
    rows = column.misfit_rows
    text = (
        f"{name(column.name)} is not {NOUNS[column.kind]} in {plural(len(rows), 'row')}: "
        f"{shown}{more} ({row_list(rows)})"
    )
    return fact("wrong_type", (column.name,), rows, text)
