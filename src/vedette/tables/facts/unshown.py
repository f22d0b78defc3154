"""What a fact says of redacted columns: its kind, its columns and its rows, and no value."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vedette.core.wording import count, join

# These say nothing but names and counts, or show each column's value as the column gives it.
VALUELESS = frozenset({"duplicate_row", "missing", "all_missing", "constant"})

# By kind, from the columns, how many rows there are, and which: "rows 17, 350, ...".
Said = Callable[[Sequence[str], int, str], str]


def text_without_values(kind: str, columns: Sequence[str], n: int, rows: str) -> str:
    """The fact in words that need no value.

    n, rows
        How many there are of what is counted, and the rows as a sentence names them.
    """
    said = SENTENCES.get(kind)
    if said is not None:
        return said(columns, n, rows)
    return f"{kind.replace('_', ' ')}: {join(columns)}, {count(n, 'row')}{at(rows)}"


def at(rows: str) -> str:
    return f" ({rows})" if rows else ""


def rule(columns: Sequence[str], n: int, rows: str) -> str:
    of = join(columns[:-1])
    return f"what {of} says of {columns[-1]} is broken in {count(n, 'row')}{at(rows)}"


def computed(columns: Sequence[str], n: int, rows: str) -> str:
    """Without exceptions the rule holds everywhere."""
    said = f"{columns[0]} follows from {join(columns[1:])}"
    return f"{said} in all but {count(n, 'row')}{at(rows)}" if n else f"{said} in all rows"


def order(columns: Sequence[str], n: int, rows: str) -> str:
    return f"{join(columns)} are in order in all but {count(n, 'row')}{at(rows)}"


def gap(columns: Sequence[str], n: int, rows: str) -> str:
    return f"{columns[0]} leaves out {count(n, 'step')} before {rows}"


def one(what: str) -> Said:
    return lambda columns, n, rows: f"{columns[0]} {what} {count(n, 'row')}{at(rows)}"


SENTENCES: dict[str, Said] = {
    "rule_broken": rule,
    "function": rule,
    "copy": computed,
    "linear": computed,
    "sum": computed,
    "product": computed,
    "order_broken": order,
    "impossible": one("is impossible in"),
    "sentinel": one("may hold a code for missing in"),
    "wrong_type": one("is not what the column holds in"),
    "duplicate_id": one("names more than one row alike, in"),
    "duplicate_time": one("occurs more than once in"),
    "spelling": one("is another spelling of a frequent kind in"),
    "rare_category": one("is of a rare kind in"),
    "new_category": one("is of a kind not learned from in"),
    "nearly_constant": one("is of one value in all but"),
    "gap_in_time": gap,
}
