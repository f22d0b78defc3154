"""What differs between two tables with the same columns, beyond what chance explains.

Plain data in the columns' own units; every face draws from it and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.findings import Value
from vedette.core.pictures import Lines
from vedette.core.table import RoleKind, Source

What = Literal[
    "mean", "median", "scale", "shape", "unit", "share", "new", "gone", "missing"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a column differs.

    what
        'mean', 'median': where the values lie. 'scale': their standard deviation, or
        interquartile range (see `text`). 'shape': the share of values up to `level` where
        that differs most. 'unit': all values times a factor, as if in another unit.
        'share', 'new', 'gone': of the rows with `level`. 'missing': of the rows without a
        value.
    level
        What the share is of; None of other changes, and of what may not be shown.
    before, after
        In units of the column, or shares from 0 to 1; None if they may not be shown.
    size
        Of a mean or median in standard deviations before; of a scale or unit the ratio; of a
        share the difference.
    p
        How likely a difference as large by chance alone, this comparison by itself.
    text
        In words, without the column's name.
    """

    what: What
    level: Value
    before: float | None
    after: float | None
    size: float
    p: float
    text: str


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """A column that differs.

    p
        Over all that was compared in the table, how likely one as different by chance.
    changes
        What matters most first; at least one.
    worth
        How many independent rows the column's rows are worth, before and after.
    picture
        How the values of a quantity lie, before and now; None of kinds, and if no value may
        be shown.
    """

    name: str
    role: RoleKind
    p: float
    changes: tuple[Change, ...]
    worth: tuple[int, int]
    text: str
    picture: Lines | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """A table compared with another.

    source, rows
        Of the other: what was before.
    compared
        Columns that were compared.
    alpha
        A table that does not differ names a column at most so often.
    drifts
        Columns that differ, by falling size of the change.
    added, removed
        Columns that only this table has, and that only the other has.
    unlike
        Columns that hold something else there, and therefore were not compared.
    """

    source: Source
    rows: int
    compared: tuple[str, ...]
    alpha: float
    drifts: tuple[ColumnDrift, ...]
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that differ."""
        return tuple(one.name for one in self.drifts)
