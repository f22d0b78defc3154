"""How facts are worded: numbers, rows and names in as few characters as will do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Fact
from vedette.core.table import Column, iso
from vedette.tables.facts.unshown import VALUELESS, text_without_values

MOST_ROWS = 1000  # named in one fact; its count is exact whatever the number
MOST_NAMED = 3  # row numbers in one sentence
MOST_CHARACTERS = 28  # of one value or name
WEIGHTS: dict[str, float] = {
    "rule_broken": 95,
    "sum": 92,
    "product": 92,
    "copy": 90,
    "linear": 90,
    "function": 88,
    "order_broken": 86,
    "impossible": 84,
    "new_category": 82,
    "sentinel": 80,
    "wrong_type": 76,
    "duplicate_id": 72,
    "duplicate_time": 68,
    "duplicate_row": 64,
    "spelling": 60,
    "rare_category": 52,
    "nearly_constant": 48,
    "gap_in_time": 44,
    "all_missing": 30,
    "missing": 20,
    "constant": 10,
}


# Of the rows that a condition left in; facts are counted on those, and speak of these.
_numbers: ContextVar[npt.NDArray[np.int64] | None] = ContextVar("_numbers", default=None)
_ids: ContextVar[Column | None] = ContextVar("_ids", default=None)
_redacted: ContextVar[frozenset[str]] = ContextVar("_redacted", default=frozenset())


@contextmanager
def numbered(
    numbers: npt.NDArray[np.int64] | None,
    ids: Column | None = None,
    redacted: frozenset[str] = frozenset(),
) -> Iterator[None]:
    """Inside, facts name each row by its number here; None: by its place.

    Sentences name it by its id, as findings do, where `ids` holds one for every row, and
    show no value where a column is among `redacted`.
    """
    tokens = _numbers.set(numbers), _ids.set(ids), _redacted.set(redacted)
    try:
        yield
    finally:
        _numbers.reset(tokens[0])
        _ids.reset(tokens[1])
        _redacted.reset(tokens[2])


def as_numbered(rows: npt.NDArray[np.int64]) -> list[int]:
    """The rows' numbers in what was read."""
    numbers = _numbers.get()
    return [int(r) for r in (rows if numbers is None else numbers[rows])]


def fact(
    kind: str,
    columns: tuple[str, ...],
    rows: npt.NDArray[np.int64],
    text: str,
    *,
    bonus: float = 0.0,
    count: int | None = None,
) -> Fact:
    """A fact that names its rows (at most 1,000) and counts all of them.

    `bonus`, -2 to 2, orders facts of one kind; `count` is given where `rows` are not all.
    """
    n = len(rows) if count is None else count
    if kind not in VALUELESS and _redacted.get() & set(columns):
        named = row_list(rows) if len(rows) else ""
        text = text_without_values(kind, [name(c) for c in columns], n, named)
    return Fact(
        fact=kind,
        columns=columns,
        count=n,
        rows=tuple(as_numbered(rows[:MOST_ROWS])),
        text=text,
        weight=WEIGHTS[kind] + bonus,
    )


def number(value: float) -> str:
    """1234.5 as people write it: 1,234.5."""
    if value != value or value in (float("inf"), float("-inf")):
        return "infinite" if value == value else "missing"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    if 1e-3 <= abs(value) < 1e15:
        return f"{value:,.{max(0, 6 - len(str(int(abs(value)))))}f}".rstrip("0").rstrip(".")
    return f"{value:.4g}"


def name(value: object) -> str:
    """A value or a column's name, shortened if it is long."""
    text = " ".join(str(value).split())
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 3] + "..."


def value_text(value: Any) -> str:
    """One cell in words, whatever its kind."""
    if isinstance(value, np.datetime64):
        return iso(value)
    if isinstance(value, (float, int, np.floating, np.integer)):
        return number(float(value))
    return name(value)


def kind_text(value: Any) -> str:
    """One kind in words: as `value_text`, but 2013 has no separator, being a name."""
    text = value_text(value)
    return text if isinstance(value, str) else text.replace(",", "")


def plural(count: int, one: str, many: str | None = None) -> str:
    """'1 row', '1,745 rows'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def row_list(rows: npt.NDArray[np.int64]) -> str:
    """'row 17', 'rows 17, 350', 'rows 17, 350, 901, ...': no separators inside a number."""
    ids = _ids.get()
    some = rows[:MOST_NAMED]
    names = as_numbered(some) if ids is None else [name(ids.cell(int(r))) for r in some]
    first = ", ".join(map(str, names))
    more = ", ..." if len(rows) > MOST_NAMED else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {first}{more}"


def differ(rows: npt.NDArray[np.int64]) -> str:
    """'4 differ: rows 17, 350, ...'."""
    verb = "differs" if len(rows) == 1 else "differ"
    return f"{len(rows):,} {verb}: {row_list(rows)}"


def share(part: int, whole: int) -> str:
    """'3.0 %', never rounded to 0 or 100."""
    percent = 100 * part / max(whole, 1)
    if 0 < percent < 0.1:
        return "under 0.1 %"
    if 99.9 < percent < 100:
        return "over 99.9 %"
    return f"{percent:.1f} %"
