"""Some rows of a table as they stand, for people to see what it looks like."""

from __future__ import annotations

import math
from collections.abc import Collection

from vedette.core.findings import Value
from vedette.core.profile import Example
from vedette.core.redaction import REDACTED
from vedette.core.table import Column, Table
from vedette.core.wording import cut

FIRST, LAST = 5, 3
LONGEST = 60  # characters of a text


def examples(table: Table, names: Collection[str]) -> tuple[Example, ...]:
    """The first rows and the last, in the columns of these names; of a few rows all."""
    rows = range(table.rows)
    chosen = rows if len(rows) <= FIRST + LAST else [*rows[:FIRST], *rows[-LAST:]]
    columns = [column for column in table if column.name in names]
    return tuple(
        Example(
            row if table.row_numbers is None else int(table.row_numbers[row]),
            tuple(shown(column, row) for column in columns),
        )
        for row in chosen
    )


def shown(column: Column, row: int) -> Value:
    """A cell as it stood in what was read, also one that does not fit its column."""
    odd = column.misfit_texts[column.misfit_rows == row]
    if len(odd):
        return REDACTED if column.redacted else cut(str(odd[0]), LONGEST)
    value = column.cell(row)
    if isinstance(value, str):
        return cut(value, LONGEST)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
