"""Rows as points in two columns, those that are wrong marked."""

from __future__ import annotations

from markupsafe import Markup

from vedette.core.pictures import Scatter
from vedette.report.charts import svg
from vedette.report.charts.distribution import axis_below
from vedette.report.charts.scale import Scale

WIDTH, HEIGHT = 360, 260
LEFT, RIGHT, TOP, BASE = 46, 352, 26, 212
FEW = 150  # points are drawn larger


def scatter(rows: Scatter, alternative: str) -> Markup:
    """The points, and over them the marked ones; beyond an axis a point is at its end."""
    x, y = Scale(rows.x_axis, LEFT + 6, RIGHT - 6), Scale(rows.y_axis, BASE - 6, TOP + 6)
    inside = [svg.path(f"M{LEFT} {TOP}V{BASE}", "l")]
    for value, said in y.ticks(5):
        at = y(value)
        inside.append(svg.path(f"M{LEFT} {svg.number(at)}H{RIGHT}", "g"))
        inside.append(svg.text(LEFT - 6, at + 4, said, "t e", longest=9))
    axis = axis_below(Scale(rows.x_axis, LEFT + 6, RIGHT - 6), BASE, WIDTH)
    inside += [svg.path(f"M{LEFT} {BASE}H{RIGHT}", "l"), *axis[1:]]
    kind = "o few" if len(rows.points) <= FEW else "o"
    inside.append(svg.path(svg.dots(_whole(x(a), y(b)) for a, b in rows.points), kind))
    there = [(a, b) for a, b in rows.marked if not (x.beyond(a) or y.beyond(b))]
    inside.append(svg.path(svg.dots((x(a), y(b)) for a, b in there), "q"))
    outward = {
        _arrow(x(a), y(b), x.beyond(a), -y.beyond(b)): None
        for a, b in rows.marked
        if x.beyond(a) or y.beyond(b)
    }
    inside.append(svg.path("".join(outward), "m"))
    inside.append(svg.text(0, 12, rows.y, "t n"))
    inside.append(svg.text(RIGHT, HEIGHT - 14, rows.x, "t n e"))
    return svg.picture(WIDTH, HEIGHT - 6, alternative, *inside, class_="p")


def _whole(x: float, y: float) -> tuple[float, float]:
    """To half a pixel: points that cannot be told apart are drawn once."""
    return round(2 * x) / 2, round(2 * y) / 2


def _arrow(x: float, y: float, right: int, down: int) -> str:
    """A triangle at the edge of the picture that points to where the row really is."""
    tip = (x + 5 * right, y + 5 * down)
    back = (x - 4 * right, y - 4 * down)
    wide = (5 * down, 5 * right) if not (right and down) else (4 * down, -4 * right)
    ends = ((back[0] + wide[0], back[1] + wide[1]), (back[0] - wide[0], back[1] - wide[1]))
    return svg.line_through([tip, *ends]) + "z"
