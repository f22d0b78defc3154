"""A column along its series: the line, what was expected, and the rows that are wrong."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup

from vedette.core.pictures import Axis, Stretch
from vedette.report.charts import svg
from vedette.report.charts.distribution import axis_below
from vedette.report.charts.scale import Scale

WIDTH = 360
LEFT, RIGHT, TOP = 46, 352, 26


def series(
    stretch: Stretch,
    alternative: str,
    *,
    height: int = 190,
    small: bool = False,
) -> Markup:
    """The stretch as a line over its expected range, wrong rows as triangles.

    small
        As it stands beside a finding: without names and grid.
    """
    top, base = (10, height - 26) if small else (TOP, height - 30)
    ends = Axis(min(stretch.at), max(stretch.at), timed=stretch.timed)
    x, y = Scale(ends, LEFT, RIGHT), Scale(_span(stretch), base - 3, top + 5)
    inside = [svg.path(_band(stretch, x, y), "b")] if stretch.low else []
    for value, said in y.ticks(3 if small else 4):
        inside.append(svg.path(f"M{LEFT} {svg.number(y(value))}H{RIGHT}", "g"))
        inside.append(svg.text(LEFT - 6, y(value) + 4, said, "t e", longest=9))
    inside += axis_below(x, base, WIDTH, most=3)
    points = [
        None if v is None else (round(x(a), 1), round(y(v), 1))
        for a, v in zip(stretch.at, stretch.values, strict=True)
    ]
    inside.append(svg.path(svg.line_through(_with_gaps(stretch, points)), "y"))
    wrong = [p for p in points[stretch.first : stretch.last + 1] if p is not None]
    inside.append(svg.path(svg.dots(wrong), "q"))
    if not small:
        inside.append(svg.text(0, 12, _title(stretch), "t n", longest=56))
    return svg.picture(WIDTH, height, alternative, *inside, class_="p")


def _title(stretch: Stretch) -> str:
    return f"{stretch.column}, {stretch.key}" if stretch.key else stretch.column


def _span(stretch: Stretch) -> Axis:
    """All values and the expected range, unless that is very wide."""
    values = [v for v in stretch.values if v is not None]
    low, high = min(values, default=0.0), max(values, default=1.0)
    width = high - low
    if not width < float("inf"):
        return Axis(low, high)
    told = [v for v in (*stretch.low, *stretch.high) if v is not None]
    told = [v for v in told if low - width <= v <= high + width]
    low, high = min(low, *told, low), max(high, *told, high)
    return Axis(low, high if high > low else low + 1.0)


def _band(stretch: Stretch, x: Scale, y: Scale) -> str:
    """Path data of the expected range: an area for each piece without a gap."""
    pieces: list[list[tuple[float, float, float]]] = [[]]
    for at, low, high in zip(stretch.at, stretch.low, stretch.high, strict=True):
        if low is None or high is None:
            pieces.append([])
        else:
            pieces[-1].append((x(at), y(low), y(high)))
    return "".join(map(_area, pieces))


def _area(piece: list[tuple[float, float, float]]) -> str:
    if not piece:
        return ""
    above = [(x, high) for x, _, high in piece]
    below = [(x, low) for x, low, _ in reversed(piece)]
    return svg.line_through([*above, *below]) + "z"


def _with_gaps(
    stretch: Stretch, points: list[tuple[float, float] | None]
) -> list[tuple[float, float] | None]:
    """The points with a gap where rows of the series are missing: three usual steps."""
    steps = sorted(b - a for a, b in pairwise(stretch.at))
    usual = steps[len(steps) // 2] if steps else 0.0
    drawn: list[tuple[float, float] | None] = points[:1]
    for (before, at), point in zip(pairwise(stretch.at), points[1:], strict=True):
        drawn += [None, point] if at - before > 3 * usual else [point]
    return drawn
