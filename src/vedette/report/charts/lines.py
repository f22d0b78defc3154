"""Several lines on one pair of axes, each named at its end: curves of detectors and kinds.

A line has its colour and its own dashes, so that they can be told apart without colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from vedette.core.pictures import Line, Lines
from vedette.core.wording import plain
from vedette.report.charts import svg
from vedette.report.charts.axes import (
    BASE,
    HEIGHT,
    LETTER,
    RIGHT,
    TOP,
    WIDTH,
    Plane,
    drawn,
    mark,
)
from vedette.report.charts.axes import plane as laid

COLOURS = 6  # classes v0 to v5 of the style sheet
FEW = 12  # points: each is drawn as one too
ROOM, SAMPLE = 15, 12  # pixels of a name's height, and of the stroke before it
NEAR = 2 * ROOM  # lines that end so close are in the order of their heights
SHORTEST, LONGEST = 12, 22  # letters of the names for which there is room to the right


def lines(picture: Lines, alternative: str) -> Markup:
    """The lines, first the quiet ones; a name stands beside each where there are several."""
    loud = [line for line in picture.lines if not line.quiet]
    named = len(loud) > 1
    names = [_short(line.name) for line in loud]
    right = _end(names) if named else RIGHT
    on = laid(picture.x_axis, picture.y_axis, right)
    inside = drawn(on, picture.x, picture.y)
    inside += [_line(on, line, "v u") for line in picture.lines if line.quiet]
    inside += [_line(on, line, kind(i)) for i, line in enumerate(loud)]
    inside += mark(on, picture.mark)
    if named:
        inside += _names(on, loud, names)
    return svg.picture(
        WIDTH, _height(len(loud) if named else 0), alternative, *inside, class_="p"
    )


def kind(i: int) -> str:
    """The classes of the i-th line: its colour, and after six lines other dashes."""
    return f"v v{i % COLOURS}{' x' if i >= COLOURS else ''}"


def _line(on: Plane, line: Line, class_: str) -> Markup:
    points = [on.at(x, y) for x, y in line.points]
    drawn = svg.path(svg.line_through(points), class_)
    if line.quiet or len(points) > FEW:
        return drawn
    return drawn + svg.path(svg.dots(points), f"{class_} pt")


def _short(name: str) -> str:
    """A name with its middle left out if it is long: names that differ mostly do at an end."""
    said = plain(name)
    if len(said) <= LONGEST:
        return said
    return f"{said[: LONGEST // 2]}…{said[1 - LONGEST // 2 :]}"


def _end(names: Sequence[str]) -> float:
    """Where x ends, so that the names stand to the right of it."""
    letters = max(SHORTEST, *map(len, names))
    return WIDTH - SAMPLE - 12 - LETTER * letters


def _names(on: Plane, loud: Sequence[Line], names: Sequence[str]) -> list[Markup]:
    """Names to the right, as near to the lines' ends as they fit, in the lines' order."""
    ends = [on.y(line.points[-1][1]) if line.points else BASE for line in loud]
    order = sorted(range(len(loud)), key=lambda i: (round(ends[i] / NEAR), -loud[i].height))
    places = _apart([ends[i] for i in order])
    x = on.right + 6
    out: list[Markup] = []
    for i, y in zip(order, places, strict=True):
        out.append(svg.path(f"M{svg.number(x)} {svg.number(y)}h{SAMPLE}", kind(i)))
        out.append(svg.text(x + SAMPLE + 4, y + 4, names[i]))
    return out


def _apart(wanted: Sequence[float]) -> list[float]:
    """Rising places at least ROOM apart, as near as can be to those wanted."""
    out: list[float] = []
    for y in wanted:
        out.append(max(y, out[-1] + ROOM) if out else max(y, TOP + 4))
    floor: float = max(BASE, TOP + 4 + ROOM * (len(out) - 1))
    for i in reversed(range(len(out))):
        out[i] = min(out[i], floor)
        floor = out[i] - ROOM
    return out


def _height(names: int) -> float:
    return max(HEIGHT, TOP + ROOM * names + 10)
