"""Rows in segments: which are odd among their peers, and which could not be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Value
from vedette.core.table import NO_ROWS

What = Literal["rows", "median", "average", "spread", "share", "missing"]


@dataclass(frozen=True, eq=False)
class Division:
    """The rows of a table in segments, before anything is said of them.

    by
        What divides them: a column's name, or "cluster".
    codes
        (n,) the segment of each row, -1 for none.
    names
        (k,) of the segments, as they are shown.
    column
        The column whose values the segments are; "" where a model places the rows.
    far
        Places of rows that are far from every segment, if a model placed them.
    """

    by: str
    codes: npt.NDArray[np.int64]
    names: tuple[Value, ...]
    column: str = ""
    far: npt.NDArray[np.int64] = field(default_factory=lambda: NO_ROWS)

    @property
    def sizes(self) -> npt.NDArray[np.int64]:
        """(k,) rows of each segment."""
        inside = self.codes[self.codes >= 0]
        return np.bincount(inside, minlength=len(self.names)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    judged
        Whether its rows were judged against each other: not if there are too few.
    findings
        How many of its rows are findings.
    """

    name: Value
    rows: int
    judged: bool
    findings: int


@dataclass(frozen=True, slots=True)
class OddSegment:
    """One way in which a segment is unlike the others.

    column
        "" where it is the number of rows.
    what
        'rows': how many; 'median' or 'average' of a number; 'spread': the middle half of a
        number is so wide; 'share' of rows with `level`; 'missing': share without a value.
    value, low, high
        Of this segment, and the range of the others; None where the column is redacted.
    surprise
        -log10 of the p-value of so far a segment among its peers, at most 12.
    """

    segment: Value
    rows: int
    column: str
    what: What
    level: Value
    value: float | None
    low: float | None
    high: float | None
    surprise: float
    text: str


@dataclass(frozen=True, slots=True)
class Segments:
    """What was found of the segments of a table.

    by
        The column, or "cluster".
    segments
        The largest first.
    least
        Segments with fewer rows are not judged.
    compared
        How many numbers were compared: segments, times what is counted of each.
    fdr
        At most this share of `odd` is expected to be false.
    odd
        The most surprising first.
    far, far_count
        Rows far from every cluster, the first of them; and how many there are.
    far_ids
        By which these are called; None for one that is called by its number.
    notes
        What was not judged or compared, and why.
    """

    by: str
    segments: tuple[Segment, ...]
    least: int
    compared: int
    fdr: float
    odd: tuple[OddSegment, ...]
    far: tuple[int, ...] = ()
    far_ids: tuple[Value, ...] = ()
    far_count: int = 0
    notes: tuple[str, ...] = ()

    @property
    def expected_false(self) -> float:
        """At most so many of the odd segments are expected to be false."""
        return float(f"{self.fdr * len(self.odd):.3g}")
