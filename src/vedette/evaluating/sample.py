"""What is measured on: a table, which of its rows are odd, and what belongs together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vedette.core.errors import unknown
from vedette.core.table import Roles, Table
from vedette.detectors.features import SILENT
from vedette.evaluating.labels import Labels
from vedette.tables.facts.duplicates import mixed
from vedette.tables.series import joint_key, row_times

Rows = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Rows that are equal in such a share of the table are a kind of row, not copies of one.
CROWD, LEAST_CROWD = 0.05, 10


@dataclass(frozen=True, eq=False)
class Sample:
    """The rows of a table, with what is known of them.

    odd
        (n,) whether a row is labelled as an anomaly.
    known
        (n,) whether it is labelled at all; the others are in no figure.
    leave_out
        Columns that no detector sees: the label, and what is the label by another name.
    keys
        (n,) which machine, customer ... a row belongs to; None where there is no such column.
    times
        (n,) when it happened, NaT where that is not known; None where there is no time.
    key_names, time_names
        The columns that these are from.
    drawn_from
        Of how many rows these were drawn; None: they are all.
    """

    table: Table
    roles: Roles
    odd: Bools
    known: Bools
    leave_out: tuple[str, ...]
    keys: Rows | None = None
    times: npt.NDArray[np.datetime64] | None = None
    key_names: tuple[str, ...] = ()
    time_names: tuple[str, ...] = ()
    drawn_from: int | None = None

    def __len__(self) -> int:
        return self.table.rows

    @property
    def of(self) -> int:
        """How many rows there were before some were drawn."""
        return len(self) if self.drawn_from is None else self.drawn_from

    @property
    def seen(self) -> tuple[str, ...]:
        """The columns that detectors may see."""
        return tuple(
            c.name
            for c in self.table
            if c.name not in self.leave_out and self.roles[c.name].kind not in SILENT
        )

    @cached_property
    def copies(self) -> Rows:
        """(n,) a number for each set of rows that are equal in all columns that are seen.

        It is that of the first of them, so that another choice of columns divides the other
        rows as before. A row that is equal to a twentieth of the table stands alone.
        """
        columns = [self.table[name] for name in self.seen]
        alone = np.arange(self.table.rows, dtype=np.int64)
        if not columns:
            return alone
        _, first, copies, counts = np.unique(
            mixed(columns), return_index=True, return_inverse=True, return_counts=True
        )
        crowded = counts[copies] > max(LEAST_CROWD, CROWD * self.table.rows)
        numbers = np.where(crowded, alone, first[copies])
        return np.unique(numbers, return_inverse=True)[1].astype(np.int64)

    def at(self, rows: Rows) -> Table:
        """The table with these rows only."""
        return replace(
            self.table,
            columns=tuple(column.take(rows) for column in self.table),
            rows=len(rows),
            frame=None,
            row_numbers=self._numbers()[rows],
        )

    def thinned(self, rows: Rows) -> Sample:
        """The sample with these rows only."""
        return replace(
            self,
            table=self.at(rows),
            odd=self.odd[rows],
            known=self.known[rows],
            keys=None if self.keys is None else self.keys[rows],
            times=None if self.times is None else self.times[rows],
            drawn_from=self.of,
        )

    def _numbers(self) -> Rows:
        if self.table.row_numbers is not None:
            return self.table.row_numbers
        return np.arange(self.table.rows, dtype=np.int64)


def sample_of(
    table: Table,
    roles: Roles,
    labels: Labels,
    *,
    keys: Collection[str] | None = None,
    leave_out: Collection[str] = (),
) -> Sample:
    """A table with its labels, its keys and its times.

    keys
        The columns whose values no two parts may share. None: those with the role of a key.
    leave_out
        Columns that no detector is to see, besides the label.

    Raises
    ------
    UnknownName
        For a key that is no column.
    """
    if keys is None:
        keys = [name for name, role in roles.items() if role.kind == "key"]
    for name in keys:
        if name not in table.names:
            raise unknown("column", name, table.names)
    times, time_names = row_times(table, roles)
    return Sample(
        table=table,
        roles=roles,
        odd=labels.odd,
        known=labels.known,
        leave_out=tuple(dict.fromkeys([labels.column, *leave_out])),
        keys=joint_key([table[name] for name in keys], table.rows) if keys else None,
        times=times,
        key_names=tuple(keys),
        time_names=time_names,
    )
