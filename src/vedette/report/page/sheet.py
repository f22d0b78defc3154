"""A page of sections with words, tables and pictures, in the look of a result's page.

One file, whole in itself: no script, no network, readable on a telephone and on paper.
Everything that is given is text and stands there as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from vedette.core import wording
from vedette.core.pictures import (
    Classes,
    Clouds,
    Distribution,
    Intervals,
    Levels,
    Lines,
    Matrix,
)
from vedette.report.charts import (
    classes,
    clouds,
    intervals,
    levels,
    lines,
    marked_distribution,
    matrix,
    sparkline,
)
from vedette.report.page.templating import sheet_page

Chart = Lines | Classes | Clouds | Intervals | Distribution | Levels | Matrix
Cell = str | Distribution | Levels
LONGEST, LONGEST_CELL = 2_000, 400  # characters of a paragraph, of a cell


@dataclass(frozen=True)
class Grid:
    """A table: the names of its columns and its rows, all as they are to be read.

    A cell is a text, or how a column lies, which is drawn in the size of a word.

    numeric
        Numbers, from 0, of the columns that hold numbers: they stand to the right.
    note
        Said below it: what a column means, what is left out.
    stacked
        Whether a row becomes a paragraph where the page is narrow.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: Sequence[int] = ()
    note: str = ""
    stacked: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the page: a title, then words, then a table, then pictures.

    text
        A paragraph, or several.
    charts
        Pictures (`vedette.core.pictures`) with what there is to say of each below it: pairs
        `(picture, caption)`, or pictures alone.
    """

    title: str
    text: str | Sequence[str] = ()
    table: Grid | None = None
    charts: Sequence[Chart | tuple[Chart, str]] = ()


@dataclass(frozen=True)
class Figure:
    """A picture as it stands in the page."""

    title: str
    drawn: Markup
    caption: str


def sheet(
    title: str,
    subtitle: str,
    sections: Sequence[Section],
    *,
    headline: str = "",
    again: Sequence[tuple[str, str]] = (),
    notes: Sequence[str] = (),
) -> str:
    """The page as HTML.

    Parameters
    ----------
    title, subtitle
        What was looked at ("orders.csv"), and its extent ("1,000 rows, 12 columns").
    sections
        In the order in which they are read.
    headline
        The outcome in one sentence, above all sections.
    again
        How to get this again: what it is ("command", "seed"), and its value.
    notes
        Said at the foot of the page: how its words are to be understood.
    """
    return sheet_page(
        title=wording.cut(title, 200),
        subtitle=wording.cut(subtitle, LONGEST),
        headline=wording.cut(headline, LONGEST),
        sections=[_laid(section) for section in sections],
        again=[(name, wording.cut(said, LONGEST)) for name, said in again if said],
        notes=[wording.cut(note, LONGEST) for note in notes],
    )


def _laid(section: Section) -> dict[str, object]:
    text = (section.text,) if isinstance(section.text, str) else section.text
    pairs = [c if isinstance(c, tuple) else (c, "") for c in section.charts]
    return {
        "title": wording.cut(section.title, 200),
        "text": [wording.cut(said, LONGEST) for said in text if said],
        "table": _table(section.table) if section.table else None,
        "figures": [_figure(picture, caption) for picture, caption in pairs],
    }


def _table(grid: Grid) -> dict[str, object]:
    right = set(grid.numeric)
    return {
        "head": [(name, i in right) for i, name in enumerate(grid.head)],
        "rows": [
            [(_cell(cell), i in right) for i, cell in enumerate(row)] for row in grid.rows
        ],
        "note": grid.note,
        "stacked": grid.stacked,
    }


def _cell(cell: Cell) -> str:
    return wording.cut(cell, LONGEST_CELL) if isinstance(cell, str) else sparkline(cell)


def _figure(picture: Chart, caption: str) -> Figure:
    return Figure(
        wording.cut(heading(picture), 200),
        drawing(picture, alternative(picture)),
        wording.cut(caption, LONGEST),
    )


def heading(picture: Chart) -> str:
    """What stands above a picture: of a column its name."""
    if isinstance(picture, Distribution | Levels):
        return picture.column
    return picture.title


def drawing(picture: Chart, said: str) -> Markup:
    """The picture, with its text alternative."""
    match picture:
        case Intervals():
            return intervals(picture, said)
        case Lines():
            return lines(picture, said)
        case Clouds():
            return clouds(picture, said)
        case Distribution():
            return marked_distribution(picture, (), said)
        case Levels():
            return levels(picture, said)
        case Matrix():
            return matrix(picture, said)
    return classes(picture, said)


def alternative(picture: Chart) -> str:
    """What a picture shows, for those who do not see it."""
    if isinstance(picture, Distribution):
        return f"how the values of {picture.column} lie"
    if isinstance(picture, Levels):
        return f"how often each value of {picture.column} occurs"
    if isinstance(picture, Matrix):
        return f"{picture.title}: {wording.join(picture.columns, most=12)}"
    if isinstance(picture, Intervals):
        names = [one.name for one in picture.intervals]
        shown = f"{picture.title}: {picture.x} of {wording.join(names, most=12)}"
    elif isinstance(picture, Clouds):
        names = [one.name for one in picture.clouds]
        return f"{picture.title}: {picture.y} against {picture.x}, {wording.join(names, most=12)}"
    elif isinstance(picture, Classes):
        shown = (
            f"{picture.title}: {picture.x} of {wording.count(sum(picture.usual), 'usual row')} "
            f"and {wording.count(sum(picture.odd), 'odd row')}"
        )
    else:
        loud = [line for line in picture.lines if not line.quiet and line.name]
        names = [f"{line.name} {line.note}".strip() for line in loud]
        of = f", of {wording.join(names, most=12)}" if names else ""
        shown = f"{picture.title}: {picture.y} against {picture.x}{of}"
    return f"{shown}; {picture.mark[1]}" if picture.mark else shown
