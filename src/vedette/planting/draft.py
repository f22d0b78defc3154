"""A table while it is being planted: which rows are still free, what stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.table import Column, Roles, Table
from vedette.planting.form import Form, form_of
from vedette.planting.noise import Noise
from vedette.planting.planted import Planted, Rows, Wish

NUMBERS = frozenset({"number", "clock", "angle"})
KINDLIKE = frozenset({"category", "flag", "code"})
SILENT = frozenset({"id", "label", "ignore", "constant", "text", "weight", "key", "part"})


@dataclass(frozen=True)
class Cells:
    """New values of one column in some rows, with how far they are from the old ones."""

    column: str
    rows: Rows
    values: npt.NDArray[np.generic]
    size: Vector
    amount: Vector


@dataclass(frozen=True)
class Change:
    """One anomaly: what it does to the table.

    cells
        Of the columns that change; of several, one record of the row as a whole is kept.
    copied, dropped
        Rows that come once more, and that are left out.
    """

    cells: tuple[Cells, ...] = ()
    copied: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    dropped: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    after: int = -1  # of dropped rows: the next one, which shows it


@dataclass(eq=False)
class Draft:
    """The table's columns as they are changed.

    noise
        By column, the noise of those of numbers.
    previous
        (n,) the row before each in its series, -1 for none; None without series.
    """

    table: Table
    roles: Roles
    noise: Mapping[str, Noise]
    previous: Rows | None = None
    changed: dict[str, Column] = field(default_factory=dict)
    records: list[tuple[int, str, str, float, str, float, int]] = field(
        default_factory=list
    )
    wishes: list[Wish] = field(default_factory=list)
    refused: list[Wish] = field(default_factory=list)
    copied: list[int] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)  # the event of each copy
    dropped: list[int] = field(default_factory=list)
    _forms: dict[str, Form] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.used = np.zeros(self.table.rows, dtype=bool)

    def column(self, name: str) -> Column:
        """As it stands now."""
        return self.changed.get(name) or self.table[name]

    def form(self, name: str) -> Form:
        """How the untouched column writes its numbers."""
        if name not in self._forms:
            self._forms[name] = form_of(self.table[name].values)
        return self._forms[name]

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Columns of numbers that have noise."""
        return tuple(
            c.name
            for c in self.table
            if c.kind == "number"
            and self.roles[c.name].kind in NUMBERS
            and c.name in self.noise
        )

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Columns of kinds with at least two of them."""
        return tuple(
            c.name
            for c in self.table
            if c.kind in ("text", "flag", "number")
            and self.roles[c.name].kind in KINDLIKE
            and len(np.unique(c.values[~c.missing])) > 1
        )

    def free(self, names: tuple[str, ...], rng: np.random.Generator) -> Rows:
        """Untouched rows with a value in all these columns, in random order."""
        good = ~self.used
        for name in names:
            good &= ~self.table[name].missing
            if name in self.noise:
                good &= np.isfinite(self.noise[name].scale)
        return rng.permutation(np.flatnonzero(good)).astype(np.int64)

    def apply(self, wish: Wish, change: Change) -> None:
        """Do what a change says and remember it."""
        event = len(self.wishes)
        self.wishes.append(wish)
        for cells in change.cells:
            old = self.column(cells.column)
            values = old.values.copy()
            values[cells.rows] = cells.values
            self.changed[cells.column] = replace(old, values=values)
            self.used[cells.rows] = True
        if change.cells:
            self._remember(wish, change.cells, event)
        for row in change.copied:
            self.copied.append(int(row))
            self.copies.append(event)
            self.used[row] = True
        if len(change.dropped):
            self.dropped += [int(row) for row in change.dropped]
            self.used[[*change.dropped, change.after]] = True
            count = float(len(change.dropped))
            self.records.append(
                (change.after, "", wish.kind, np.nan, wish.form, count, event)
            )

    def _remember(self, wish: Wish, cells: tuple[Cells, ...], event: int) -> None:
        first = cells[0]
        whole = len(cells) > 1
        for k, row in enumerate(first.rows):
            size = max((float(c.size[k]) for c in cells), key=lambda s: (s == s, s))
            amount = np.nan if whole else float(first.amount[k])
            name = "" if whole else first.column
            self.records.append((int(row), name, wish.kind, size, wish.form, amount, event))

    def finished(self) -> Planted:
        """The planted table: rows left out are gone, copied ones stand at the end."""
        n = self.table.rows
        kept = np.setdiff1d(np.arange(n), np.array(self.dropped, np.int64))
        origin = np.concatenate([kept, np.array(self.copied, np.int64)]).astype(np.int64)
        table = self.table.replaced(self.changed)
        if len(origin) != n or len(self.dropped):
            taken = tuple(column.take(origin) for column in table)
            table = replace(
                table, columns=taken, rows=len(origin), row_numbers=None, frame=None
            )
        else:
            table = replace(table, frame=None)
        place = np.full(n, -1, np.int64)
        place[kept] = np.arange(len(kept))
        records = [(int(place[r[0]]), *r[1:]) for r in self.records]
        for k, event in enumerate(self.copies):
            wish = self.wishes[event]
            at = len(kept) + k
            records.append((at, "", wish.kind, np.nan, wish.form, np.nan, event))
        return Planted(
            table=table,
            rows=np.array([r[0] for r in records], np.int64),
            columns=tuple(r[1] for r in records),
            kinds=tuple(r[2] for r in records),
            sizes=np.array([r[3] for r in records], np.float64),
            forms=tuple(r[4] for r in records),
            amounts=np.array([r[5] for r in records], np.float64),
            events=np.array([r[6] for r in records], np.int64),
            wishes=tuple(self.wishes),
            origin=origin,
            refused=tuple(self.refused),
        )
