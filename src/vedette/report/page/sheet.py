"""A page of sections with words, tables and pictures, in the look of a result's page.

One file, whole in itself: no script, no network, readable on a telephone and on paper.
Everything that is given is text and stands there as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from vedette.core import wording
from vedette.core.pictures import Classes, Intervals, Lines
from vedette.report.charts import classes, intervals, lines
from vedette.report.page.templating import sheet_page

Chart = Lines | Classes | Intervals
LONGEST, LONGEST_CELL = 2_000, 400  # characters of a paragraph, of a cell


@dataclass(frozen=True)
class Grid:
    """A table: the names of its columns and its rows, all as they are to be read.

    numeric
        Numbers, from 0, of the columns that hold numbers: they stand to the right.
    note
        Said below it: what a column means, what is left out.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    note: str = ""


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
            [(wording.cut(cell, LONGEST_CELL), i in right) for i, cell in enumerate(row)]
            for row in grid.rows
        ],
        "note": grid.note,
    }


def _figure(picture: Chart, caption: str) -> Figure:
    said = alternative(picture)
    if isinstance(picture, Intervals):
        drawn = intervals(picture, said)
    else:
        drawn = (
            lines(picture, said) if isinstance(picture, Lines) else classes(picture, said)
        )
    return Figure(wording.cut(picture.title, 200), drawn, wording.cut(caption, LONGEST))


def alternative(picture: Chart) -> str:
    """What a picture shows, for those who do not see it."""
    if isinstance(picture, Intervals):
        names = [one.name for one in picture.intervals]
        shown = f"{picture.title}: {picture.x} of {wording.join(names, most=12)}"
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
