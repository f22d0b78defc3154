"""What every face of a profile says in the same words."""

from __future__ import annotations

from itertools import pairwise

from vedette.core import wording
from vedette.core.findings import Fact, Value
from vedette.core.pictures import Distribution, Levels
from vedette.core.profile import (
    TRAITS,
    Absence,
    ColumnProfile,
    Profile,
    Shape,
    Together,
)
from vedette.report import ansi

# Traits that are told of columns together, in the order in which they are read; the others
# are told elsewhere.
TOLD = (
    *("empty", "constant", "codes", "misfits", "wild", "mostly_missing"),
    *("nearly_constant", "mostly_one", "heavy_tails", "modes", "skewed_right"),
    *("skewed_left", "zeros", "many_kinds", "discrete"),
)
NAMED, ALONE = 14, 22  # characters of a value among others, and by itself
SHARES = 29  # columns of the screen that two of them take with their shares
TOLD_OTHERWISE = ("missing", "all_missing", "constant")
BARS = "▁▂▃▄▅▆▇█"


def extent(found: Profile) -> str:
    """ "orders.csv: 4,000 rows, 8 columns, CSV 0.2 MB"."""
    source = found.source
    size = "" if source.size_bytes is None else f" {wording.size(source.size_bytes)}"
    rows = wording.count(found.rows, "row")
    columns = wording.count(len(found.columns), "column")
    return f"{source.name}: {rows}, {columns}, {source.format}{size}"


def headline(found: Profile) -> str:
    """What there is to know first, in one sentence."""
    if not any(column.present for column in found.columns):
        return "no cell has a value"
    if found.rows == 1:
        return "one row: nothing can be told of how values lie"
    parts = [missing(found), copies(found)]
    odd = sum(1 for column in found.columns if set(column.traits) & set(TOLD))
    if odd:
        verb = "stands" if odd == 1 else "stand"
        parts.append(f"{wording.count(odd, 'column')} {verb} out")
    return "; ".join(part for part in parts if part)


def missing(found: Profile) -> str:
    """How much is missing, of what can be."""
    absence = found.absence
    cells = found.rows * len(found.columns)
    if not absence.cells:
        return "nothing is missing"
    verb = "is" if absence.cells == 1 else "are"
    share = wording.percent(absence.cells, cells)
    said = f"{wording.count(absence.cells, 'cell')} of {cells:,} ({share}) {verb} missing"
    if not absence.rows:
        return said
    return f"{said}, in {wording.count(absence.rows, 'row')}"


def copies(found: Profile) -> str:
    """How many rows are copies of earlier ones."""
    if found.duplicates is None:
        return ""
    if not found.duplicates:
        return "no row comes twice"
    rows, share = found.duplicates, wording.percent(found.duplicates, found.rows)
    verb = "is a copy of an earlier one" if rows == 1 else "are copies of earlier ones"
    but = f" but for {wording.join(found.aside, most=2)}" if found.aside else ""
    return f"{wording.count(rows, 'row')} ({share}) {verb}{but}"


def standing_out(found: Profile) -> list[tuple[str, tuple[str, ...]]]:
    """Each trait in words, with the columns that have it."""
    by_trait = [
        (TRAITS[name], tuple(c.name for c in found.columns if name in c.traits))
        for name in TOLD
    ]
    return [(words, names) for words, names in by_trait if names]


def span(column: ColumnProfile) -> str:
    """The values in few words, for a line of a table."""
    if not column.present or column.redacted:
        return column.text.partition("; ")[0].partition(",")[0]
    if column.distinct == 1 and column.common:
        only = _named(column.common[0].value)
        return f"always {only}" if column.present > 1 else only
    shape = column.shape
    if isinstance(column.picture, Distribution) and shape is not None:
        return _range(column, shape)
    if column.role in ("id", "text") or not column.common:
        return "" if column.lengths is None else _lengths(column.lengths)
    return _shares(column)


def _shares(column: ColumnProfile) -> str:
    """The two most frequent kinds; the first alone where both would be cut short."""
    said = [
        (one.value, wording.percent(one.count, column.looked_at))
        for one in column.common[:2]
    ]
    both = ", ".join(f"{_named(kind)} {share}" for kind, share in said)
    if len(said) < 2 or ansi.columns(both) <= SHARES:
        return both
    kind, share = said[0]
    return f"{wording.as_read(kind, longest=ALONE)} {share}"


def _named(value: Value) -> str:
    return wording.as_read(value, longest=NAMED)


def _range(column: ColumnProfile, shape: Shape) -> str:
    """The ends and the median, with as many digits as tell them apart."""
    if column.stored == "time":
        return f"{_day(shape.low)} to {_day(shape.high)}"
    low, high = shape.low, shape.high
    if column.role == "id":
        return f"{wording.as_read(low)} to {wording.as_read(high)}"
    quarters = shape.quantile(0.25), shape.quantile(0.75)
    said = f"{brief(low, low, high)} to {brief(high, low, high)}"
    return f"{said}, median {brief(shape.quantile(0.5), *quarters)}"


def brief(value: Value, low: Value, high: Value) -> str:
    """A number of a range in few digits; what vanishes beside the range is 0, but for
    whole numbers, which are short as they are."""
    like = wording.digits_of(None, low, high)
    if like is None or not isinstance(value, float) or value == round(value):
        return wording.show(value, like)
    return "0" if abs(value) < (like[1] - like[0]) / 1000 else wording.show(value, like)


def _day(moment: Value) -> str:
    return str(moment)[:10]


def _lengths(lengths: tuple[int, int, int]) -> str:
    least, _, most = lengths
    if least < most:
        return f"{least} to {most} characters"
    return f"{wording.count(most, 'character')} each"


def share_missing(column: ColumnProfile) -> str:
    """The share of cells without a usable value in at most six characters, "" for none."""
    gone = column.rows - column.present
    if not gone:
        return ""
    if gone < 0.001 * column.rows:
        return "<0.1 %"
    said = wording.percent(gone, column.rows)
    return ">99 %" if said.startswith("over") else said


def different(column: ColumnProfile) -> str:
    """How many values are different, in at most nine characters: "~12,000", "~1.0 M"."""
    if column.distinct_exact and column.distinct < 10_000_000:
        return f"{column.distinct:,}"
    about = "" if column.distinct_exact else "~"
    many = column.distinct
    return f"{about}{many / 1e6:.1f} M" if many >= 1_000_000 else f"{about}{many:,}"


def pair(one: Together) -> str:
    """Two columns missing together, or never."""
    names = wording.join([one.first, one.second])
    expected = wording.number(round(one.expected, 1 if one.expected < 10 else 0))
    if one.association < 0:
        rows = f"{one.both:,} rows" if one.both else "no row"
        return f"{names} hardly miss the same rows: {rows}, {expected} by chance"
    return f"{names} in {wording.count(one.both, 'row')}, {expected} by chance"


def together(found: Profile) -> list[str]:
    """Columns that are missing in the same rows: always, then more often than by chance."""
    always = [f.text for f in found.facts if f.fact == "missing" and len(f.columns) > 1]
    return [*always, *(pair(one) for one in found.absence.together)]


def compared(found: Profile) -> str:
    """What was compared with what, and how many columns differ."""
    one = found.against
    if one is None:
        return ""
    other = f"{one.source.name} ({wording.count(one.rows, 'row')})"
    named = len(one.drifts)
    verb = "differs" if named == 1 else "differ"
    said = f"{named or 'no'} of {wording.count(len(one.compared), 'column')} {verb}"
    if not named:
        said = f"none of {wording.count(len(one.compared), 'column')} differs"
    often = wording.percent(one.alpha)
    return f"against {other}: {said} (without drift any would in {often} of tables)"


def drifted(found: Profile) -> list[tuple[str, str]]:
    """Each column that differs and how; then columns that could not be compared."""
    one = found.against
    if one is None:
        return []
    said = [(wording.plain(drift.name), drift.text) for drift in one.drifts]
    for words, names in (
        ("new column", one.added),
        ("column gone", one.removed),
        ("holds something else", one.unlike),
    ):
        said += [(wording.plain(name), words) for name in names]
    return said


def in_time(found: Profile) -> list[tuple[str, str]]:
    """Each column of which time tells anything, and what."""
    return [(wording.plain(one.name), one.text) for one in found.courses if one.text]


def counted(found: Profile) -> list[Fact]:
    """The facts that no other part of a face tells."""
    return [fact for fact in found.facts if fact.fact not in TOLD_OTHERWISE]


def patterns(absence: Absence) -> list[tuple[str, int]]:
    """Which columns are missing at once, and in how many rows."""
    return [(wording.join(one.columns, most=4), one.count) for one in absence.patterns]


def drawable(column: ColumnProfile) -> bool:
    """Whether a picture says anything: not of one value, nor of a few among very many."""
    shape = column.picture
    if shape is None or column.distinct < 2:
        return False
    return isinstance(shape, Distribution) or shape.others <= 2 * sum(shape.counts)


def bars(shape: Distribution | Levels | None, width: int) -> str:
    """A histogram in the characters of a line."""
    if shape is None or not shape.counts:
        return ""
    counts: list[float] = list(shape.counts)
    if isinstance(shape, Distribution) and len(counts) > width:
        edges = [round(i * len(counts) / width) for i in range(width + 1)]
        # Means, not sums: one bin more or less must not show.
        counts = [sum(counts[a:b]) / (b - a) for a, b in pairwise(edges)]
    most = max(counts) or 1
    steps = len(BARS) - 1
    return "".join(
        BARS[round(steps * count / most)] if count else " " for count in counts[:width]
    )
