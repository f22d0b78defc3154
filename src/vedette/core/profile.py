"""What a profile says of a table: each column by itself, what is missing, what was counted.

Plain data in the columns' own units; every face draws from it and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.advice import Advice, Influence, Known
from vedette.core.course import Course
from vedette.core.dependence import Relations
from vedette.core.drift import Against
from vedette.core.errors import unknown
from vedette.core.findings import Fact, Value
from vedette.core.pictures import Distribution, Levels
from vedette.core.table import Kind, RoleKind, Source

# What can be said of a column at a glance, by name; the words for people.
TRAITS = {
    "empty": "no value at all",
    "constant": "one value",
    "nearly_constant": "one value but for a few rows",
    "mostly_one": "mostly one value",
    "mostly_missing": "mostly missing",
    "missing": "missing in some rows",
    "codes": "codes for missing",
    "misfits": "values of another type",
    "unique": "every value another",
    "many_kinds": "many kinds, mostly rare",
    "discrete": "few different values",
    "skewed_right": "skewed right",
    "skewed_left": "skewed left",
    "heavy_tails": "heavy tails",
    "modes": "several modes",
    "zeros": "many zeros",
    "wild": "a few values far out",
}


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value below which a share of the column's values lies; a time is ISO 8601."""

    share: float
    value: Value


@dataclass(frozen=True, slots=True)
class Shape:
    """How the values of a number or a time lie.

    low, high
        Over all rows. Times are ISO 8601; then what is in units of the values is None.
    mean, deviation, skew, kurtosis
        Over all rows. `skew` is the third standardised moment, `kurtosis` the fourth less 3;
        one wild value moves both. None with too few values, or if all are equal.
    quantiles
        Over the rows of `Profile.looked_at`.
    asymmetry
        -1 to 1: by how much more the upper half of the middle 90 % spreads than the lower
        (Kelly). 0 is symmetric; no single value moves it.
    tail
        How many times as far out one value in 200 is as one in 4, on the longer side: 3.8 in
        a normal column, 6.6 in an exponential one. None below 300 values.
    modes
        Humps that chance does not explain, their places in `mode_at`; None where not looked
        for.
    step
        The step in which the values are written, 0.01 for money; None if there is none.
    zeros, negative, far
        Values that are 0, below 0, and more than 10 interquartile ranges beyond the
        quartiles.
    """

    low: Value
    high: Value
    mean: float | None
    deviation: float | None
    skew: float | None
    kurtosis: float | None
    quantiles: tuple[Quantile, ...]
    asymmetry: float | None
    tail: float | None
    modes: int | None
    mode_at: tuple[Value, ...]
    step: float | None
    zeros: int
    negative: int
    far: int

    def quantile(self, share: float) -> Value:
        """The quantile at one of the shares that are kept; None if there are none."""
        for one in self.quantiles:
            if one.share == share:
                return one.value
        return None


@dataclass(frozen=True, slots=True)
class Common:
    """A value that occurs often, and in how many of the rows that were looked at.

    A long text is cut, with an ellipsis.
    """

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column by itself.

    stored
        How its values are held: 'number', 'flag', 'time' or 'text'.
    missing, misfits, codes
        Cells without a value; whose value does not fit the kind ("n/a?" among numbers);
        that hold a code for missing (-999). No cell counts twice, and none of these is part
        of what else is said.
    distinct
        Different values; estimated where not `distinct_exact`.
    shape
        Of numbers and times; None of other columns, and if no value may be shown.
    looked_at
        Values among the rows of `Profile.looked_at`, which `common` and the quantiles are of.
    common
        The most frequent values, most frequent first; none if no value comes again.
    lengths
        Of texts: characters of the shortest, the median and the longest.
    picture
        Counts to draw; None if there is no value or none may be shown.
    traits
        Names from `TRAITS`, what matters most first.
    text
        The column in one sentence.
    """

    name: str
    role: RoleKind
    why: str
    stored: Kind
    rows: int
    missing: int
    misfits: int
    codes: int
    distinct: int
    distinct_exact: bool
    looked_at: int
    shape: Shape | None
    common: tuple[Common, ...]
    lengths: tuple[int, int, int] | None
    picture: Distribution | Levels | None
    traits: tuple[str, ...]
    text: str
    redacted: bool = False

    @property
    def present(self) -> int:
        """Rows with a value."""
        return self.rows - self.missing - self.misfits - self.codes


@dataclass(frozen=True, slots=True)
class Pattern:
    """Columns that have no value, all others having one, and in how many rows that is so."""

    columns: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Together:
    """Two columns without a value in the same rows more often (or less) than by chance.

    Of columns that always miss the same rows only the first takes part.

    both
        Rows in which neither has a value; `expected` if the two had nothing to do with
        each other.
    association
        -1 to 1, the correlation of being missing (phi).
    """

    first: str
    second: str
    both: int
    expected: float
    association: float


@dataclass(frozen=True, slots=True)
class Absence:
    """What is missing, and how: codes for missing and values that do not fit count as such.

    patterns
        Most frequent first; `more` are not listed. Counted over the columns of `columns`.
    columns
        Those with missing cells, by falling count; of very many, the first.
    """

    cells: int
    rows: int
    complete: int
    columns: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    more: int
    together: tuple[Together, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A row as it stands: its number in the table, and its cells in the order of columns.

    A long text is cut, with an ellipsis; of a redacted column a word stands in its place.
    """

    row: int
    cells: tuple[Value, ...]


@dataclass(frozen=True)
class Profile:
    """What there is to know of a table before anything in it is judged.

    looked_at
        Rows that quantiles, modes, frequent values and facts are from, drawn by what they
        hold; all of them unless the table is large. Counts, extremes, means, deviations
        and histograms are of all rows in any case.
    duplicates
        Rows that are copies of an earlier row but for `aside`, the columns that name rows;
        None if that cannot be told: fewer than two other columns.
    facts
        What was counted (`vedette.core.findings.Fact`), most worth reading first.
    relations, influence, advice
        Who depends on whom; what the findings of a scan of `scanned` rows do to means,
        deviations and correlations; which detector suits. None where it cannot be told.
    known
        Anomalies that a label column names; None without one.
    courses
        How each column of numbers goes through time, where the rows have an order in it.
    against
        How the table differs from another, if one was given.
    examples
        Some rows: the first of those that were looked at, and the last.
    """

    source: Source
    rows: int
    looked_at: int
    columns: tuple[ColumnProfile, ...]
    absence: Absence
    duplicates: int | None
    aside: tuple[str, ...]
    facts: tuple[Fact, ...]
    relations: Relations | None = None
    influence: Influence | None = None
    advice: Advice | None = None
    known: Known | None = None
    scanned: int = 0
    notes: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    seed: int = 0
    seconds: float = 0.0
    version: str = ""
    courses: tuple[Course, ...] = ()
    against: Against | None = None
    examples: tuple[Example, ...] = ()

    def __getitem__(self, name: str) -> ColumnProfile:
        """One column, by its name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown("column", name, [column.name for column in self.columns])
