"""What differs between two tables with the same columns, beyond what chance explains.

Each column is compared by what suits its kind. Over all comparisons of all columns together,
two samples of one table name any column at most so often as `ALPHA` says, whatever depends on
what (`vedette.profiling.familywise`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.core.drift import Against, Change, ColumnDrift
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import count, join
from vedette.profiling import levels, numbers
from vedette.profiling.contrasts import Contrast, Sample, share
from vedette.profiling.familywise import holm, weights
from vedette.profiling.overlays import overlay
from vedette.profiling.sizes import missing_change
from vedette.profiling.worth import Rows
from vedette.tables.agreeing import removed_codes, stored_like, without_codes
from vedette.tables.facts import find_facts
from vedette.tables.series import group_codes, row_times

ALPHA = 0.04
SAID = 5  # changes of a column that are put into words
# Fewer rows tell nothing.
LEAST = 5
MEASURED = frozenset({"number", "weight", "clock", "angle"})
# Which levels these have says which rows were taken, not what they are like.
NAMING = frozenset({"id", "time", "key", "text"})


@dataclass(frozen=True)
class Compared:
    """One comparison of a column; the change is put into words only if it is told."""

    contrast: Contrast
    change: Callable[[], Change]


@dataclass(frozen=True)
class Side:
    """One of the two tables, and orders of its rows in which neighbours may be alike."""

    table: Table
    orders: tuple[Rows, ...]

    def present(self, column: Column) -> Sample:
        """The values of a column, without missing ones."""
        there = ~column.missing
        place = np.cumsum(there) - 1
        orders = tuple(place[order[there[order]]] for order in self.orders)
        return Sample(column.values[there], orders)

    def quantity(self, name: str) -> npt.NDArray[np.float64]:
        """The finite values of a column of numbers; none of another."""
        column = self.table[name]
        values = column.values[~column.missing] if column.kind == "number" else np.empty(0)
        return np.asarray(values[np.isfinite(values)], dtype=np.float64)

    def all(self, values: npt.NDArray[np.bool_]) -> Sample:
        """A mark of every row."""
        return Sample(values.astype(np.float64), self.orders)


def against(
    table: Table,
    cleaned: Table,
    roles: Roles,
    other: Table,
    chosen: tuple[str, ...] = (),
) -> Against:
    """Compare a table with another.

    table, cleaned
        What is now, as it was read and without codes for missing.
    other
        What was before, as it was read; columns are told apart by their names.
    chosen
        Columns that tell the two apart because their rows were chosen by them.

    Raises
    ------
    InvalidInput
        If the two have no column in common.
    """
    used = [c for c in table if roles[c.name].kind != "ignore"]
    names = {c.name for c in used}
    alike, unlike = stored_alike(other, [c for c in used if c.name in other.names])
    if not alike:
        raise InvalidInput(
            f"{other.source.name} has no column of {table.source.name}: nothing to compare",
            hint=f"it has {join([repr(n) for n in other.names], most=6)}",
        )
    before = Table(tuple(alike), other.rows, other.source).redacting(
        c.name for c in alike if table[c.name].redacted
    )
    after, before = without_any_codes(table, cleaned, before, roles)
    sides = Side(before, orders_of(before, roles)), Side(after, orders_of(after, roles))
    enough = min(before.rows, after.rows) >= LEAST
    made = {c.name: compared(c.name, roles, *sides) for c in alike} if enough else {}
    by = [name for name in chosen if made.pop(name, None)]
    made = {name: one for name, one in made.items() if one}
    notes = [] if enough else [f"fewer than {count(LEAST, 'row')} tell no difference"]
    if by:
        notes.append(f"rows were chosen by {join(by, most=4)}: not compared")
    known = set(names) | {name for name, role in roles.items() if role.kind == "ignore"}
    return Against(
        source=other.source,
        rows=other.rows,
        compared=tuple(made),
        alpha=ALPHA,
        drifts=pictured(told(made, roles), *sides),
        added=tuple(c.name for c in used if c.name not in other.names),
        removed=tuple(name for name in other.names if name not in known),
        unlike=tuple(unlike),
        notes=(*notes, *dependent(made)),
    )


def stored_alike(other: Table, like: list[Column]) -> tuple[list[Column], list[str]]:
    """The other's columns stored as these are, and the names of those that cannot be."""
    alike, unlike = [], []
    for column in like:
        if worded(column) and numeric(other[column.name]):
            unlike.append(column.name)
            continue
        try:
            alike.append(stored_like(other[column.name], column))
        except InvalidParameter:
            unlike.append(column.name)
    return alike, unlike


def numeric(column: Column) -> bool:
    return column.kind in ("number", "time") and not column.missing.all()


def worded(column: Column) -> bool:
    """Whether a column is of texts most of which are no numbers."""
    if column.kind != "text" or column.missing.all():
        return False
    plain = [str(level).strip().lstrip("+-").replace(".", "", 1) for level in column.levels]
    return sum(one.isdigit() for one in plain) < len(plain) / 2


def without_any_codes(
    table: Table, cleaned: Table, before: Table, roles: Roles
) -> tuple[Table, Table]:
    """Both without what stands for a missing value in either: else a code that appears
    would look like a wild value, not like what it is."""
    mine = removed_codes(table, cleaned)
    named = {c.name: roles[c.name] for c in before}
    theirs = removed_codes(before, find_facts(before, named).cleaned)
    none: npt.NDArray[np.float64] = np.empty(0)
    both = {
        name: np.union1d(mine.get(name, none), theirs.get(name, none))
        for name in mine.keys() | theirs.keys()
    }
    kept = tuple((table if c.kind == "text" else cleaned)[c.name] for c in before)
    after = Table(kept, table.rows, table.source)
    return without_codes(after, both), without_codes(before, both)


def orders_of(table: Table, roles: Roles) -> tuple[Rows, ...]:
    """The rows in time, or as they stand in the file; then by each key."""
    there = {name: role for name, role in roles.items() if name in table.names}
    time, _ = row_times(table, there)
    places = np.arange(table.rows) if time is None else np.argsort(time, kind="stable")
    keys = [name for name, role in there.items() if role.kind == "key"]
    by_key = [np.argsort(group_codes(table[name]), kind="stable") for name in keys]
    return (places.astype(np.int64), *by_key)


def compared(name: str, roles: Roles, before: Side, after: Side) -> list[Compared]:
    """Every comparison of a column."""
    old, new = before.table[name], after.table[name]
    made = gaps(old, new, before, after)
    kind = roles[name].kind
    samples = before.present(old), after.present(new)
    if kind in NAMING or min(map(len, samples)) < LEAST:
        return made
    if kind in MEASURED and old.kind == "number":
        pairs = numbers.compare(*samples, shown=not new.redacted)
    elif old.kind in ("number", "text", "flag"):
        pairs = levels.compare(*samples, old, shown=not new.redacted)
    else:
        return made
    return made + [Compared(contrast, change) for contrast, change in pairs]


def gaps(old: Column, new: Column, before: Side, after: Side) -> list[Compared]:
    """The comparison of what is missing, if anything is."""
    gone = old.missing, new.missing
    if not (gone[0].any() or gone[1].any()) or (gone[0].all() and gone[1].all()):
        return []
    contrast = share(before.all(gone[0]), after.all(gone[1]))
    shares = float(gone[0].mean()), float(gone[1].mean())
    return [Compared(contrast, lambda: missing_change(*shares, contrast.p))]


def told(made: dict[str, list[Compared]], roles: Roles) -> tuple[ColumnDrift, ...]:
    """The columns with a comparison beyond chance, the largest change first."""
    every = [(name, one) for name, several in made.items() for one in several]
    if not every:
        return ()
    expected = np.array([one.contrast.expected for _, one in every])
    p = np.array([one.contrast.p for _, one in every])
    adjusted = holm(p, weights(expected, ALPHA))
    sure: dict[str, list[tuple[float, Compared]]] = {}
    for (name, one), value in zip(every, adjusted.tolist(), strict=True):
        if value <= ALPHA:
            sure.setdefault(name, []).append((value, one))
    found = [drift(name, roles, some) for name, some in sure.items()]
    return tuple(sorted(found, key=lambda one: -weight(one.changes[0])))


def drift(name: str, roles: Roles, sure: list[tuple[float, Compared]]) -> ColumnDrift:
    """A column with the changes that are beyond chance, each with its adjusted p."""
    changes = sorted(
        (one.change() for _, one in sure),
        key=lambda one: (one.what == "shape", -weight(one)),
    )
    surest = min(one.p for one in changes)
    if any(one.what in ("mean", "median", "scale") for one in changes):
        # Another place or scale changes the shape too.
        changes = [one for one in changes if one.what != "shape" or one.p == surest]
    before, after = sure[0][1].contrast.worths
    sizes = int(before.df + 1), int(after.df + 1)
    said = [one.text for one in changes[:SAID]]
    if len(changes) > SAID:
        said.append(f"and {len(changes) - SAID} more")
    text = "; ".join(said)
    p = min(value for value, _ in sure)
    return ColumnDrift(name, roles[name].kind, p, tuple(changes), sizes, text)


def pictured(
    drifts: tuple[ColumnDrift, ...], before: Side, after: Side
) -> tuple[ColumnDrift, ...]:
    """Those of quantities with how they lie on both sides."""
    return tuple(
        replace(
            one, picture=overlay(one.name, *(side.quantity(one.name) for side in sides))
        )
        if one.role in MEASURED and not after.table[one.name].redacted
        else one
        for sides in [(before, after)]
        for one in drifts
    )


def weight(change: Change) -> float:
    """How much a change matters, of whatever kind: about standard deviations."""
    if change.what in ("mean", "median"):
        return abs(change.size)
    if change.what in ("scale", "unit"):
        return abs(float(np.log(change.size))) if change.size > 0 else 10.0
    if change.before is None or change.after is None:
        return 2 * abs(change.size)
    roots = np.arcsin(np.sqrt(np.clip([change.before, change.after], 0, 1)))  # Cohen's h
    return float(2 * abs(roots[1] - roots[0]))


def dependent(made: dict[str, list[Compared]]) -> list[str]:
    """That rows resemble their neighbours, and in which columns."""
    names = [
        name
        for name, one in made.items()
        if any(w.inflation > 1 for c in one for w in c.contrast.worths)
    ]
    if not names:
        return []
    return [
        f"rows near each other are alike in {join(names, most=4)}: they count as fewer there"
    ]
