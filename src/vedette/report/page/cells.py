"""Findings, groups and facts as the templates take them: words and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from vedette.core import wording
from vedette.core.findings import Fact, Finding, Group, Reason
from vedette.core.pictures import Distribution, Pictures, Scatter, Stretch
from vedette.core.table import Roles
from vedette.report import charts, phrases

LONGEST_NAME = 60
LONGEST_TEXT = 500
REASONS = 8
ROWS = 24


def name(column: str) -> str:
    """A column's name as it is shown; one without letters is seen by its quotes."""
    return wording.cut(column, LONGEST_NAME) if column.strip() else f'"{column}"'


def finding(
    found: Finding, roles: Roles, picture: Markup, *, opened: bool
) -> dict[str, Any]:
    """One finding in words."""
    main = phrases.main_reason(found)
    rest = [r for r in found.reasons if r is not main]
    ordered = ([main] if main else []) + sorted(rest, key=lambda r: -abs(r.share))
    usual = [wording.cut(r.usual_if, 160) for r in ordered if r.usual_if]
    return {
        "row": found.row,
        "open": opened,
        "surprise": wording.surprise(found.surprise, found.capped),
        "name": phrases.row_name(found.row, found.id),
        "column": name(main.column) if main else "",
        "observed": phrases.observed(main, roles),
        "expected": wording.cut(phrases.expected(main, roles), 200),
        "text": wording.cut(found.text, LONGEST_TEXT),
        "reasons": [_reason(r, roles) for r in ordered[:REASONS]],
        "usual": wording.join(usual, most=3),
        "picture": picture,
    }


def _reason(reason: Reason, roles: Roles) -> dict[str, Any]:
    said = phrases.expected(reason, roles)
    return {
        "column": name(reason.column),
        "observed": phrases.observed(reason, roles),
        "expected": said.removeprefix("expected ") if said.startswith("expected ") else "-",
        "bar": charts.share_bar(reason.share),
        "share": f"{'▼' if reason.share < 0 else '▲'} {100 * abs(reason.share):.0f} %",
    }


def small_picture(
    found: Finding, pictures: Pictures, drawn_as: Callable[[str], str], *, along: bool
) -> Markup:
    """The main column: along its series if `along`, else over the whole table."""
    main = phrases.main_reason(found)
    if main is None:
        return Markup()
    said = f"{name(main.column)} is {wording.show(main.observed)}"
    expected = wording.expectation(main.expected, main.low, main.high)
    said += f", expected {expected}" if main.low is not None else ""
    if along and found.row in pictures.stretches:
        stretch = pictures.stretches[found.row]
        return charts.series(stretch, f"{said}, in its series", height=110, small=True)
    shape = pictures.columns.get(main.column)
    value, low, high = map(_number, (main.observed, main.low, main.high))
    if not isinstance(shape, Distribution) or value is None or shape.axis.timed:
        return Markup()
    drawn = drawn_as(main.column)
    return charts.tiny_distribution(
        shape, drawn, value, low, high, f"{said}, among all values"
    )


def _number(value: Any) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain else None


def group(shared: Group, *, link: bool) -> dict[str, Any]:
    """One line of the table of reasons."""
    return {
        "number": shared.group,
        "link": link,
        "heat": heat(shared.surprise, shared.capped),
        "surprise": wording.surprise(shared.surprise, shared.capped),
        "count": f"{shared.count:,}",
        "headline": wording.cut(shared.headline, 200),
    }


def heat(surprise: float, capped: bool) -> str:
    """The colour of a surprise, as in the terminal."""
    from vedette.report.terminal import heat as colour

    return colour(surprise, capped)


def card(
    shared: Group, members: Sequence[Finding], pictures: Pictures, *, drawn: bool
) -> dict[str, Any]:
    """The head of a group, with the picture that shows best why its rows are wrong."""
    picture, caption = group_picture(shared, members, pictures) if drawn else (Markup(), "")
    return {
        **group(shared, link=False),
        "rows": wording.count(shared.count, "row"),
        "text": wording.cut(shared.text, LONGEST_TEXT),
        "listed": rows_named(shared.rows, shared.count),
        "picture": picture,
        "caption": caption,
    }


def group_picture(
    shared: Group, members: Sequence[Finding], pictures: Pictures
) -> tuple[Markup, str]:
    """The picture and what it shows; empty if there is none."""
    said = pictures.groups.get(shared.group)
    headline = wording.cut(shared.headline, 120)
    if isinstance(said, Stretch):
        band = "; shaded: expected range" if said.low else ""
        caption = f"in its series, the rows of this group marked{band}"
        return charts.series(said, f"{headline}: {name(said.column)} {caption}"), caption
    if isinstance(said, Scatter):
        caption = scatter_caption(said, "the rows of this group")
        return charts.scatter(said, f"{headline}: {axes(said)}; {caption}"), caption
    reasons = [r for f in members if (r := phrases.main_reason(f)) is not None]
    column = reasons[0].column if reasons else next(iter(shared.emphasis), "")
    shape = said or pictures.columns.get(column)
    if not isinstance(shape, Distribution):
        return Markup(), ""
    column = shape.column
    values = [
        v for r in reasons if r.column == column and (v := _number(r.observed)) is not None
    ]
    caption = f"all values of {name(column)}"
    caption += ", those of this group marked" if values else ""
    outside = sum(not shape.axis.low <= v <= shape.axis.high for v in values)
    caption += f", {outside:,} of them beyond the edge" if outside else ""
    alternative = f"{headline}: {caption}"
    return charts.marked_distribution(shape, values, alternative), caption


def axes(rows: Scatter) -> str:
    return f"{name(rows.y)} against {name(rows.x)}"


def scatter_caption(rows: Scatter, marked: str) -> str:
    """What the points are: "1,500 of 10,000 rows, the findings marked"."""
    drawn = len(rows.points)
    said = wording.count(rows.rows, "row")
    said = f"{drawn:,} of {said}" if drawn < rows.rows else said
    said += f" ({rows.learned:,} of them learned from before)" if rows.learned else ""
    if not rows.marked:
        return said
    some = f" ({len(rows.marked):,} of {rows.of:,})" if rows.of > len(rows.marked) else ""
    edge = f", {rows.outside:,} of them beyond the edge" if rows.outside else ""
    return f"{said}, {marked} marked{some}{edge}"


def fact(known: Fact) -> dict[str, str]:
    """A fact with the first of its rows."""
    rows = rows_named(known.rows, known.count) if known.rows else ""
    return {"text": wording.cut(known.text, LONGEST_TEXT), "rows": rows}


def rows_named(rows: Iterable[int], count: int) -> str:
    """ "rows 17, 400 and 8 more"."""
    listed = list(rows)[:ROWS]
    if count == 1 and len(listed) == 1:
        return f"row {listed[0]}"
    left = max(count, len(listed)) - len(listed)
    return f"rows {wording.join(map(str, listed + [f'{left:,} more'] * (left > 0)))}"
