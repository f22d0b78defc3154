"""A profile as one page: a table of the columns, a picture of each, what is missing, facts."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.findings import Value
from vedette.core.profile import ColumnProfile, Profile, Shape
from vedette.report import profile_page_meaning, profile_phrases, profile_pictures
from vedette.report.page.sheet import Grid, Section, sheet

# Of wider tables the first columns: a page has to stay readable, and small.
DIGITS = 10  # numbers are told to a 100th or a 1000th of the middle 90 %
MOST_COLUMNS, MOST_PICTURES, MOST_FACTS, MOST_SHOWN = 300, 60, 100, 40
LONGEST = 40  # characters of a cell of a row
MOST_DRAWN = 20  # columns that changed


def render(found: Profile, command: str = "") -> str:
    """The page as HTML."""
    said = profile_phrases.headline(found)
    again = [("command", command), ("seed", str(found.seed)), ("vedette", found.version)]
    return sheet(
        found.source.name,
        profile_phrases.extent(found),
        [section for section in sections(found) if section is not None],
        headline=f"{said[:1].upper()}{said[1:]}.",
        again=again,
        notes=found.notes,
    )


def sections(found: Profile) -> list[Section | None]:
    """What the page consists of, in the order in which it is read."""
    return [
        _against(found),
        _columns(found),
        _standing_out(found),
        profile_page_meaning.known(found),
        _facts(found),
        _pictures(found),
        _numbers(found),
        _missing(found),
        _in_time(found),
        *profile_page_meaning.sections(found),
        _head(found),
    ]


def _against(found: Profile) -> Section | None:
    if found.against is None:
        return None
    said = profile_phrases.compared(found)
    text = [f"{one[:1].upper()}{one[1:]}." for one in (said, *found.against.notes)]
    rows = [list(pair) for pair in profile_phrases.drifted(found)[:MOST_COLUMNS]]
    drawn = [
        (one.picture, f"{one.name}: {one.text}")
        for one in found.against.drifts
        if one.picture
    ]
    grid = Grid(("column", ""), rows) if rows else None
    return Section("What changed", text, grid, drawn[:MOST_DRAWN])


def _columns(found: Profile) -> Section:
    rows = [
        [
            column.name,
            column.role,
            profile_phrases.share_missing(column),
            profile_phrases.different(column),
            column.picture if profile_phrases.drawable(column) and column.picture else "",
            column.text,
        ]
        for column in found.columns[:MOST_COLUMNS]
    ]
    head = ("column", "role", "missing", "distinct", "", "what is in it")
    grid = Grid(head, rows, (2, 3), left_out(found, MOST_COLUMNS), stacked=True)
    return Section("Columns", "", grid)


def left_out(found: Profile, shown: int) -> str:
    """How many columns are not shown."""
    left = len(found.columns) - shown
    if left <= 0:
        return ""
    return f"{wording.count(left, 'more column')} not shown here: --json has all"


def _standing_out(found: Profile) -> Section | None:
    rows = [
        [words, wording.join(names, most=40)]
        for words, names in profile_phrases.standing_out(found)
    ]
    return Section("What stands out", "", Grid(("", "columns"), rows)) if rows else None


def _pictures(found: Profile) -> Section | None:
    shown = [column for column in found.columns if profile_phrases.drawable(column)]
    charts = [(c.picture, caption(c)) for c in shown[:MOST_PICTURES] if c.picture]
    if not charts:
        return None
    left = len(shown) - MOST_PICTURES
    text = f"The first {MOST_PICTURES} of {len(shown):,} columns." if left > 0 else ""
    return Section("How the values lie", text, None, charts)


def caption(column: ColumnProfile) -> str:
    """A column's sentence, and its moments."""
    shape = column.shape
    if column.role not in ("number", "weight") or shape is None:
        return column.text
    if shape.mean is None or shape.deviation is None:
        return column.text
    like = (shape.mean - shape.deviation, shape.mean + shape.deviation)
    said = [
        f"mean {wording.show(shape.mean, like)}",
        f"standard deviation {wording.show(shape.deviation, like)}",
    ]
    if shape.skew is not None:
        said.append(f"skew {moment(shape.skew)}")
    if shape.kurtosis is not None:
        said.append(f"excess kurtosis {moment(shape.kurtosis)}")
    return f"{column.text}. {wording.join(said).capitalize()}"


def _numbers(found: Profile) -> Section | None:
    told = [
        (column, column.shape)
        for column in found.columns
        if column.shape is not None and column.role in ("number", "weight")
    ]
    rows = [_row(column, shape) for column, shape in told[:MOST_COLUMNS]]
    if not rows:
        return None
    shares = [f"{100 * one.share:g} %" for one in told[0][1].quantiles]
    head = (
        "column",
        "mean",
        "deviation",
        "least",
        *shares,
        "most",
        "skew",
        "tail",
        "zeros",
    )
    note = (
        "deviation: the standard deviation; 1 %: one value in 100 is below; skew: the third "
        "moment; tail: how many times as far from the median one value in 200 is as one in "
        "4 (3.8 in a normal column)"
    )
    return Section("Numbers", "", Grid(head, rows, range(1, len(head)), note))


def _row(column: ColumnProfile, shape: Shape) -> list[str]:
    """A column's moments and quantiles."""
    width = (0.0, (number(shape.quantile(0.95)) - number(shape.quantile(0.05))) / DIGITS)
    quantiles = [profile_phrases.brief(one.value, *width) for one in shape.quantiles]
    return [
        column.name,
        *(profile_phrases.brief(v, *width) for v in (shape.mean, shape.deviation)),
        profile_phrases.brief(shape.low, *width),
        *quantiles,
        profile_phrases.brief(shape.high, *width),
        "" if shape.skew is None else moment(shape.skew),
        "" if shape.tail is None else moment(shape.tail),
        f"{shape.zeros:,}" if shape.zeros else "",
    ]


def moment(value: float) -> str:
    """What has no unit: -0.3, 4.8, 320."""
    if abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{round(value, 1 if abs(value) >= 1 else 2):g}"


def number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _in_time(found: Profile) -> Section | None:
    rows = [list(pair) for pair in profile_phrases.in_time(found)[:MOST_COLUMNS]]
    return Section("In time", "", Grid(("column", ""), rows)) if rows else None


def _missing(found: Profile) -> Section | None:
    absence = found.absence
    if not absence.patterns:
        return None
    rows = [
        [names, f"{rows:,}", wording.percent(rows, found.rows)]
        for names, rows in profile_phrases.patterns(absence)
    ]
    more = (
        f"{wording.count(absence.more, 'more pattern')} not shown" if absence.more else ""
    )
    text = [f"{wording.count(absence.complete, 'row')} of {found.rows:,} have every value."]
    text += [f"{said}." for said in profile_phrases.together(found)]
    grid = Grid(("missing at once, and nothing else", "rows", "share"), rows, (1, 2), more)
    drawn = profile_pictures.patterns(found)
    return Section("What is missing", text, grid, [drawn] if drawn else [])


def _facts(found: Profile) -> Section | None:
    facts = profile_phrases.counted(found)
    if not facts:
        return None
    rows = [[fact.text, wording.join(fact.columns, most=6)] for fact in facts[:MOST_FACTS]]
    left = len(facts) - MOST_FACTS
    note = (
        f"{wording.count(left, 'more fact')} not shown: --json has all" if left > 0 else ""
    )
    grid = Grid(("", "columns"), rows, (), note)
    return Section("What was counted", "Counted, not estimated.", grid)


def _head(found: Profile) -> Section | None:
    names = [column.name for column in found.columns[:MOST_SHOWN]]
    rows = [
        [f"{example.row:,}", *(cell(value) for value in example.cells[:MOST_SHOWN])]
        for example in found.examples
    ]
    if not rows:
        return None
    note = left_out(found, MOST_SHOWN)
    few = found.looked_at <= len(rows)
    text = "All rows, as they stand." if few else "The first and the last, as they stand."
    if found.looked_at < found.rows:
        text = "Some of those that were looked at, as they stand."
    return Section("Rows", text, Grid(("row", *names), rows, (0,), note))


def cell(value: Value) -> str:
    """A cell as it stands; nothing for a missing one."""
    return "" if value is None else wording.as_read(value, longest=LONGEST)
