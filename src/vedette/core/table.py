"""A table in memory: columns as NumPy arrays, and what each column is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from vedette.core.errors import unknown
from vedette.core.redaction import REDACTED

Kind = Literal["number", "flag", "time", "text"]

RoleKind = Literal[
    "id",  # names a row; never judged
    "time",  # when the row happened
    "key",  # which series the row belongs to
    "number",  # a quantity: judged
    "category",  # one of few kinds
    "flag",  # yes or no
    "text",  # free text; not judged
    "label",  # a known answer; never looked at
    "weight",  # how much a row counts; never judged
    "ignore",  # left out because the user said so
    "clock",  # a time of day written as a whole number: 1545
    "angle",  # degrees on a circle
    "part",  # a calendar part: month, day, hour
    "code",  # a whole number that names something: a flight, a postcode
    "constant",  # at most one value: nothing to judge
]
ROLE_KINDS: tuple[str, ...] = get_args(RoleKind)

NO_LEVELS: npt.NDArray[np.object_] = np.empty(0, dtype=object)
NO_ROWS: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Column:
    """One column as it was read.

    kind
        How `values` is stored: 'number' and 'flag' as float64 with NaN for missing (a flag
        is 0 or 1); 'time' as datetime64[us] with NaT; 'text' as int32 codes into `levels`,
        -1 for missing.
    levels
        Text only: the distinct strings, (k,) objects, in order of first appearance.
    misfit_rows, misfit_texts
        Rows whose value does not fit the kind ("n/a?" among numbers), and what stood there.
        They count as missing in `values`.
    redacted
        Its values take part, but none is shown.
    """

    name: str
    kind: Kind
    values: npt.NDArray[Any]
    levels: npt.NDArray[np.object_] = field(default_factory=lambda: NO_LEVELS)
    misfit_rows: npt.NDArray[np.int64] = field(default_factory=lambda: NO_ROWS)
    misfit_texts: npt.NDArray[np.object_] = field(default_factory=lambda: NO_LEVELS)
    redacted: bool = False

    def __repr__(self) -> str:
        return f"Column({self.name!r}, {self.kind}, {len(self):,} rows)"

    def __len__(self) -> int:
        return len(self.values)

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """(n,) which rows have no value."""
        if self.kind == "text":
            return np.asarray(self.values < 0)
        if self.kind == "time":
            return np.asarray(np.isnat(self.values))
        return np.asarray(np.isnan(self.values))

    def texts(self) -> npt.NDArray[np.object_]:
        """(n,) the values of a text column as strings, None where missing."""
        levels = np.array([*self.levels, None], dtype=object)
        return np.asarray(levels[self.values])

    def take(self, rows: npt.NDArray[Any]) -> Column:
        """The column at some rows (indices or a mask), without its misfits."""
        return replace(
            self, values=self.values[rows], misfit_rows=NO_ROWS, misfit_texts=NO_LEVELS
        )

    def without(self, rows: npt.NDArray[Any]) -> Column:
        """The column with some rows (indices or a mask) set to missing."""
        values = self.values.copy()
        values[rows] = {"text": -1, "time": np.datetime64("NaT")}.get(self.kind, np.nan)
        return replace(self, values=values)

    def cell(self, row: int) -> float | int | str | bool | None:
        """One row's value as it is shown: `held`, or a word in its place if redacted."""
        held = self.held(row)
        return REDACTED if self.redacted and held is not None else held

    def held(self, row: int) -> float | int | str | bool | None:
        """One row's value as a plain Python value; None if missing. Times are ISO 8601."""
        if self.kind == "text":
            code = int(self.values[row])
            return None if code < 0 else str(self.levels[code])
        value = self.values[row]
        if self.kind == "time":
            return None if np.isnat(value) else iso(value)
        if np.isnan(value):
            return None
        if self.kind == "flag":
            return bool(value)
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number


def iso(moment: np.datetime64) -> str:
    """A moment as people write it: date, then as much of the clock as is not zero."""
    text = str(moment.astype("datetime64[us]")).replace("T", " ")
    date, _, clock = text.partition(" ")
    if clock == "00:00:00.000000":
        return date
    clock = clock.removesuffix(".000000")
    return f"{date} {clock.removesuffix(':00') if len(clock) == 8 else clock}"


@dataclass(frozen=True)
class Source:
    """Where a table came from, for the first line that is printed."""

    name: str  # "orders.csv", "standard input", "pandas.DataFrame"
    format: str  # "CSV", "Parquet", "JSON Lines", "pandas"
    size_bytes: int | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length. `frame` is what the user gave, if it was in memory.

    row_numbers
        (rows,) 0-based numbers of the rows in what was read, if a condition left some out.
    notes
        What was changed in reading and the user should know: a column renamed.
    redacted
        Columns of which no value is shown, also those that were not read.
    """

    columns: tuple[Column, ...]
    rows: int
    source: Source
    frame: Any = field(default=None, repr=False)
    row_numbers: npt.NDArray[np.int64] | None = None
    notes: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown("column", name, self.names)

    def replaced(self, changed: Mapping[str, Column]) -> Table:
        """The table with some columns exchanged for others of the same name.

        What takes the place of a redacted column is redacted.
        """
        columns = tuple(changed.get(c.name, c) for c in self.columns)
        return replace(self, columns=columns).redacting(self.redacted)

    def redacting(self, names: Iterable[str]) -> Table:
        """The table with some columns redacted, besides those that are."""
        redacted = tuple(dict.fromkeys([*self.redacted, *names]))
        columns = tuple(
            replace(c, redacted=True) if c.name in redacted and not c.redacted else c
            for c in self.columns
        )
        return replace(self, columns=columns, redacted=redacted)


@dataclass(frozen=True)
class Role:
    """What a column is for; `why` is the evidence, `given` if a user said so."""

    kind: RoleKind
    why: str = ""
    given: bool = False


Roles = dict[str, Role]  # by column name, in the table's order


def id_column(table: Table, roles: Roles) -> Column | None:
    """The first column that names rows."""
    return next((table[c] for c, role in roles.items() if role.kind == "id"), None)


def shown_id(ids: Column | None, row: int) -> Any:
    """The id by which a row is called; None if it is called by its number."""
    return None if ids is None or ids.redacted else ids.cell(row)
