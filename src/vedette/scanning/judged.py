"""What a scan decides: wrong cells, odd rows, crowds and groups of rows alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from vedette.scanning.decide import Charge
from vedette.scanning.rows import Space
from vedette.scanning.views import Fit, View

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cell:
    """One confirmed value: its row, the fit and target it was judged by, and how odd it is."""

    row: int
    target: int
    fit: Fit = field(repr=False)
    z: float
    inner: float
    log10_p: float
    comparable: tuple[int, ...] = ()
    accomplices: tuple[int, ...] = ()
    in_run: bool = False
    cluster: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """One row that is odd as a whole, with its place among the judged rows."""

    row: int
    place: int
    log10_p: float


@dataclass(frozen=True, eq=False)
class Found:
    """The rows in which something was found, by row in canonical order.

    rows
        All of them.
    by_column
        Those whose value in a column is wrong.
    alike
        Those of groups of rows alike.
    """

    rows: Rows
    by_column: Mapping[str, Rows]
    alike: Rows


@dataclass(eq=False)
class Judged:
    """Everything the scan of a table decided, by row in canonical order.

    detector
        What judged the rows, if the user chose a detector; then columns are not judged.
    unheld
        Places in a population that are odd as wholes, and are not among the rows here.
    """

    fits: list[Fit]
    views: list[View]
    space: Space | None
    cells: list[Cell] = field(default_factory=list)
    wholes: list[Whole] = field(default_factory=list)
    crowds: list[Charge] = field(default_factory=list)
    alike: list[list[Whole]] = field(default_factory=list)
    unjudged_first: bool = False
    detector: str | None = None
    unheld: list[Rows] = field(default_factory=list)

    def found(self) -> Found:
        """Which rows were found, and by what."""
        by_column: dict[str, set[int]] = {}
        for cell in self.cells:
            column = cell.fit.design.parts[cell.target].column
            by_column.setdefault(column, set()).add(cell.row)
        for crowd in self.crowds:
            by_column.setdefault(crowd.view.column, set()).update(crowd.rows.tolist())
        alike = {odd.row for some in self.alike for odd in some}
        rows = alike.union(*by_column.values(), (odd.row for odd in self.wholes))
        return Found(
            ascending(rows),
            {column: ascending(some) for column, some in by_column.items()},
            ascending(alike),
        )


def ascending(rows: Collection[int]) -> Rows:
    return np.array(sorted(rows), dtype=np.int64)


NOTHING = Found(ascending(()), {}, ascending(()))
