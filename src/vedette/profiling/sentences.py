"""A column in one sentence."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.pictures import Distribution
from vedette.core.profile import TRAITS, ColumnProfile, Common, Shape
from vedette.core.redaction import REDACTED

NAMING = ("id", "key", "category", "code", "clock", "part", "label")
SAID_OTHERWISE = frozenset({"empty", "constant", "missing", "mostly_missing", "modes"})
MOST_KINDS = 3


def sentence(column: ColumnProfile) -> str:
    """What there is to know of a column first: its values, what stands out, its gaps."""
    parts = [values(column), *shown_traits(column)]
    if column.missing:
        parts.append(f"missing in {rows(column.missing, column.rows)}")
    if column.codes:
        parts.append(f"a code for missing in {rows(column.codes, column.rows)}")
    if column.misfits:
        parts.append(f"of another type in {rows(column.misfits, column.rows)}")
    return "; ".join(part for part in parts if part)


def rows(count: int, of: int) -> str:
    """ "12 rows (1.2 %)"."""
    return f"{wording.count(count, 'row')} ({wording.percent(count, of)})"


def shown_traits(column: ColumnProfile) -> list[str]:
    """What stands out, but for what the rest of the sentence says."""
    said = [
        TRAITS[t] for t in column.traits if t not in SAID_OTHERWISE | {"codes", "misfits"}
    ]
    shape = column.shape
    if shape is not None and "modes" in column.traits:
        near = shape.quantile(0.25), shape.quantile(0.75)
        at = wording.join([like(v, *near) for v in shape.mode_at], most=5)
        said.insert(0, f"{len(shape.mode_at)} modes, at about {at}")
    return said


def values(column: ColumnProfile) -> str:
    """The range, the kinds, or how many there are."""
    if not column.present:
        return TRAITS["empty"]
    if column.redacted:
        return f"{REDACTED}, {different(column)}"
    if column.distinct == 1 and column.common:
        only = value(column, column.common[0].value)
        return f"always {only}" if column.present > 1 else only
    if column.stored == "flag" and column.common:
        return kinds(column, column.common[:2])
    if column.role in ("id", "text"):
        return f"{different(column)}{length(column)}"
    if isinstance(column.picture, Distribution):
        return span(column, column.shape)
    return said_kinds(column)


def span(column: ColumnProfile, shape: Shape | None) -> str:
    """The range with the middle half."""
    if shape is None:
        return different(column)
    text = f"{value(column, shape.low)} to {value(column, shape.high)}"
    middle = shape.quantile(0.5)
    if column.stored == "time" or middle is None:
        return text
    low, high = shape.quantile(0.25), shape.quantile(0.75)
    return (
        f"{text}, median {like(middle, low, high)}, "
        f"half from {like(low, low, high)} to {like(high, low, high)}"
    )


def like(shown: object, low: object, high: object) -> str:
    """A quantile with as many digits as its neighbours need."""
    return wording.show(shown, wording.digits_of(None, low, high))


def said_kinds(column: ColumnProfile) -> str:
    """How many kinds, and the most frequent."""
    most = column.common[:MOST_KINDS]
    many = (
        f"about {column.distinct:,}"
        if not column.distinct_exact
        else f"{column.distinct:,}"
    )
    said = f"{many} {'kind' if column.distinct == 1 else 'kinds'}"
    return f"{said}: {kinds(column, most)}" if most else said


def kinds(column: ColumnProfile, most: tuple[Common, ...]) -> str:
    parts = [
        f"{value(column, one.value)} {wording.percent(one.count, column.looked_at)}"
        for one in most
    ]
    return ", ".join(parts)


def different(column: ColumnProfile) -> str:
    """How many values are different."""
    about = "" if column.distinct_exact else "about "
    return f"{about}{wording.count(column.distinct, 'different value')}"


def length(column: ColumnProfile) -> str:
    if column.lengths is None:
        return ""
    least, _, most = column.lengths
    span = f"{least}" if least == most else f"{least} to {most}"
    return f" of {span} {'character' if span == '1' else 'characters'}"


def value(column: ColumnProfile, held: object) -> str:
    """A value in words: a name as it was read, a quantity with separators."""
    if column.role in NAMING or column.stored == "text":
        return wording.as_read(held, longest=24)
    return wording.show(held)
