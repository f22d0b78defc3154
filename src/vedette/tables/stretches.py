"""A table of any length, a stretch of its rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column, Source, Table
from vedette.tables.condition import at_rows

Rows = npt.NDArray[np.int64]

# Rows at a time: enough that calls cost nothing, few enough for the memory of 200 columns.
AT_ONCE = 100_000


class Long(Protocol):
    """Rows that can be read again and again, always in the same order.

    numbers
        (rows,) their numbers in what was read, if a condition left some out.
    frame
        What the user gave, if that is in memory.
    """

    @property
    def rows(self) -> int: ...

    @property
    def source(self) -> Source: ...

    @property
    def notes(self) -> tuple[str, ...]: ...

    @property
    def numbers(self) -> Rows | None: ...

    @property
    def frame(self) -> Any: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def stretch(self, start: int, stop: int) -> Table:
        """Rows start to stop - 1, without numbers of their own."""

    def take(self, rows: Rows) -> Table:
        """Some rows, by ascending place; `Table.row_numbers` are those in what was read."""


def stretches(table: Long, size: int | None = None) -> Iterator[tuple[int, Table]]:
    """The whole table in order: where each stretch starts, and its rows."""
    step = size or AT_ONCE
    for start in range(0, table.rows, step):
        yield start, table.stretch(start, min(start + step, table.rows))


@dataclass(frozen=True)
class InMemory:
    """A table in memory, as if it were long."""

    table: Table

    @property
    def rows(self) -> int:
        return self.table.rows

    @property
    def source(self) -> Source:
        return self.table.source

    @property
    def notes(self) -> tuple[str, ...]:
        return self.table.notes

    @property
    def numbers(self) -> Rows | None:
        return self.table.row_numbers

    @property
    def frame(self) -> Any:
        return self.table.frame

    @property
    def names(self) -> tuple[str, ...]:
        return self.table.names

    def stretch(self, start: int, stop: int) -> Table:
        columns = tuple(part(column, start, stop) for column in self.table)
        return Table(columns, stop - start, self.table.source)

    def take(self, rows: Rows) -> Table:
        columns = tuple(at_rows(column, rows) for column in self.table)
        numbers = rows if self.numbers is None else self.numbers[rows]
        return replace(
            self.table, columns=columns, rows=len(rows), row_numbers=numbers, frame=None
        )


def part(column: Column, start: int, stop: int) -> Column:
    """Neighbouring rows of a column, with their misfits."""
    first, last = np.searchsorted(column.misfit_rows, [start, stop])
    return replace(
        column,
        values=column.values[start:stop],
        misfit_rows=column.misfit_rows[first:last] - start,
        misfit_texts=column.misfit_texts[first:last],
    )
