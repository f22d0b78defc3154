"""How the row of a verdict is named, and found again in a table that has changed.

A row is called by its id where it alone has it, else by a hash of all that it holds but
redacted columns. So rows may be sorted otherwise, and others added. Copies share a verdict.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Value
from vedette.core.hashes import Hash, content_hashes
from vedette.core.table import Column, Roles, Table
from vedette.core.verdicts import Verdict

LONGEST = 120  # characters of a text that are kept of what was seen

Places = npt.NDArray[np.int64]


class Names:
    """The names of the rows of one table.

    Places are those in the table, from 0, whatever numbers its rows have in the file. Ids
    that are redacted name no row, but rows that were called by them before are found.

    hidden
        Whether the ids are redacted.
    """

    def __init__(self, table: Table, roles: Roles) -> None:
        self.table = table
        self.ids = next((c for c in table if roles[c.name].kind == "id"), None)
        self.hidden = self.ids is not None and self.ids.redacted

    @cached_property
    def contents(self) -> Hash:
        """(n,) a hash of what each row holds."""
        shown = tuple(column for column in self.table if not column.redacted)
        return content_hashes(Table(shown, self.table.rows, self.table.source), 0)

    def name(self, place: int) -> tuple[Value, str]:
        """The id of a row, or None and the hash of its content."""
        if self.ids is not None and not self.hidden:
            held = self.ids.held(place)
            if held is not None and len(having(self.ids, held)) == 1:
                return held, ""
        return None, f"{int(self.contents[place]):016x}"

    def seen(self, place: int, columns: tuple[str, ...]) -> dict[str, Value]:
        """What stands in some columns of a row; nothing of those that are redacted."""
        return {
            column.name: shortened(column.held(place))
            for column in self.table
            if column.name in columns and not column.redacted
        }

    def number(self, place: int) -> int:
        """The number of a row in what was read."""
        numbers = self.table.row_numbers
        return place if numbers is None else int(numbers[place])

    def place(self, number: int) -> int | None:
        """The place of a row by its number in what was read."""
        numbers = self.table.row_numbers
        if numbers is None:
            return number if 0 <= number < self.table.rows else None
        at = int(np.searchsorted(numbers, number))
        return at if at < len(numbers) and numbers[at] == number else None

    def find(self, verdict: Verdict) -> tuple[Places, bool]:
        """The places of the rows of a verdict, and whether one was left out as changed."""
        if verdict.id is not None:
            rows = having(self.ids, verdict.id) if self.ids is not None else none()
        else:
            rows = self._with_content(verdict.content)
        same = [i for i in rows.tolist() if self._stands(verdict, i)]
        return np.array(same, dtype=np.int64), bool(len(rows)) and not same

    def _with_content(self, content: str) -> Places:
        try:
            wanted = np.uint64(int(content, 16))
        except (ValueError, OverflowError):
            return none()
        return np.flatnonzero(self.contents == wanted).astype(np.int64)

    def _stands(self, verdict: Verdict, place: int) -> bool:
        """Whether what was seen still stands there; columns that are not read tell nothing."""
        now = self.seen(place, tuple(verdict.saw))
        return all(alike(verdict.saw[name], value) for name, value in now.items())


def none() -> Places:
    return np.empty(0, dtype=np.int64)


def having(column: Column, value: Value) -> Places:
    """The rows of a column that hold a value, written as a number or as a text."""
    if column.kind == "text":
        codes = np.flatnonzero(column.levels == str(value))
        return np.flatnonzero(np.isin(column.values, codes)).astype(np.int64)
    try:
        held: object = (
            np.datetime64(str(value), "us") if column.kind == "time" else float(value or 0)
        )
    except (ValueError, OverflowError):
        return none()
    return np.flatnonzero(column.values == held).astype(np.int64)


def shortened(value: Value) -> Value:
    """A value as it is kept: a long text only by its beginning."""
    if isinstance(value, str) and len(value) > LONGEST:
        return value[: LONGEST - 1] + "…"
    return value


def alike(before: Value, now: Value) -> bool:
    """Whether two values are one, however they are written."""
    if before is None or now is None:
        return before is now
    try:
        return bool(np.isclose(float(before), float(now), rtol=1e-9, atol=0.0))
    except (ValueError, OverflowError):
        return str(before) == str(now)
