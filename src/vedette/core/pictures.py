"""What pictures of a result are drawn from: plain numbers, small enough to be kept with it.

Numbers are in the units of the column; a time is in seconds since 1970. A face turns them
into pictures and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

Numbers = tuple[float, ...]
Gapped = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The part of a column that is drawn.

    log
        Equal steps are equal ratios; then both ends are above 0.
    timed
        Values are seconds since 1970.
    """

    low: float
    high: float
    log: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the values of a column lie: counts in bins of equal width along the axis.

    below, above, missing
        Rows that are not in any bin: beyond an end of the axis, or without a value.
    """

    column: str
    axis: Axis
    counts: tuple[int, ...]
    below: int = 0
    above: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Levels:
    """How often each value of a category occurs, most frequent first.

    others
        Rows of the levels that are not listed, of which there are `more`.
    """

    column: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    others: int = 0
    more: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells of rows and columns, each as strongly coloured as its value is large.

    values
        By row, -1 to 1, the sign told by another colour; None is no cell at all.
    numbers
        Whether values are written in their cells.
    """

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    numbers: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A column along a series, around one row or a run of them.

    at
        Where each row lies: seconds since 1970, or a running number.
    low, high
        The range in which 95 % of such rows lie; empty where it is not known.
    first, last
        Places, within the stretch, of the rows that it is about.
    key
        Which series it is: "JFK"; "" where there is one.
    """

    column: str
    at: Numbers
    timed: bool
    values: Gapped
    low: Gapped
    high: Gapped
    first: int
    last: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Scatter:
    """Rows as points in two columns: some of all rows, and those that are marked.

    rows
        Of the table, of which `points` are a sample.
    outside
        Marked rows that lie beyond an end of an axis, and are drawn at it.
    of
        Rows that are to be marked, if too many to be drawn.
    learned
        Of `rows`, those of another table that was learned from before.
    """

    x: str
    y: str
    x_axis: Axis
    y_axis: Axis
    points: tuple[tuple[float, float], ...]
    marked: tuple[tuple[float, float], ...]
    rows: int
    outside: int = 0
    of: int = 0
    learned: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a picture of several.

    name
        What it is, written beside it; "" where the picture's title says it.
    points
        (x, y) in order along the line.
    quiet
        Whether it is there for comparison only: what chance would give.
    note
        What belongs to the name: the area below the line.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    quiet: bool = False
    note: str = ""

    @property
    def height(self) -> float:
        """The mean of y along x: of lines with the same ends, which lies higher."""
        if not self.points:
            return 0.0
        width = self.points[-1][0] - self.points[0][0]
        if not width:
            return self.points[-1][1]
        steps = pairwise(self.points)
        return sum((b - a) / width * (y + z) / 2 for (a, y), (b, z) in steps)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines on one pair of axes: ROC curves, recall against size.

    mark
        A place on the x axis with what it is: the threshold that was chosen.
    """

    title: str
    x: str
    y: str
    x_axis: Axis
    y_axis: Axis
    lines: tuple[Line, ...]
    mark: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Classes:
    """How the scores of odd and of usual rows lie: shares of each in bins of equal width.

    usual, odd
        Rows in each bin. Those beyond an end of the axis are in the last bin there.
    mark
        A score with what it is: the threshold that was chosen.
    """

    title: str
    x: str
    axis: Axis
    usual: tuple[int, ...]
    odd: tuple[int, ...]
    mark: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between two others, by name; `strong` ones stand out."""

    name: str
    value: float
    low: float
    high: float
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Intervals:
    """Values with their intervals, one below the other.

    mark
        A place on the axis with what it is: what guessing would give.
    """

    title: str
    x: str
    axis: Axis
    intervals: tuple[Interval, ...]
    mark: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points (x, y) of one kind, by name."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Clouds:
    """Rows as points on one pair of axes, each kind told apart: clusters."""

    title: str
    x: str
    y: str
    x_axis: Axis
    y_axis: Axis
    clouds: tuple[Cloud, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """All pictures of a result.

    columns
        By column; none of a column of which no value may be shown.
    stretches
        By row of a finding, in series only.
    groups
        By number of the group: what shows best why its rows are wrong.
    rows
        All rows, in the two columns that tell most.
    """

    columns: dict[str, Distribution | Levels] = field(default_factory=dict)
    stretches: dict[int, Stretch] = field(default_factory=dict)
    groups: dict[int, Stretch | Scatter | Distribution] = field(default_factory=dict)
    rows: Scatter | None = None
