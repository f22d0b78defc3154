"""What a scan decides: wrong cells, odd rows, crowds and groups of rows alike."""

from __future__ import annotations

from dataclasses import dataclass, field

from vedette.scanning.decide import Charge
from vedette.scanning.rows import Space
from vedette.scanning.views import Fit, View


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


@dataclass(eq=False)
class Judged:
    """Everything the scan of a table decided, by row in canonical order.

    detector
        What judged the rows, if the user chose a detector; then columns are not judged.
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
