"""Rows as points, each kind with its colour and, at its middle, its name."""

from __future__ import annotations

from statistics import median

from markupsafe import Markup

from vedette.core.pictures import Cloud, Clouds
from vedette.report.charts import svg
from vedette.report.charts.axes import HEIGHT, WIDTH, Plane, drawn
from vedette.report.charts.axes import plane as laid
from vedette.report.charts.lines import COLOURS

MOST_NAMED = 12


def clouds(picture: Clouds, alternative: str) -> Markup:
    """The points; those beyond an end of an axis stand at it."""
    on = laid(picture.x_axis, picture.y_axis)
    inside = drawn(on, picture.x, picture.y)
    for i, one in enumerate(picture.clouds):
        places = [_half(*on.at(x, y)) for x, y in one.points]
        inside.append(svg.path(svg.dots(places), f"v v{i % COLOURS} pt sm"))
    for one in picture.clouds[:MOST_NAMED]:
        if one.points:
            inside.append(svg.text(*_middle(on, one), _short(one.name), "t i a"))
    return svg.picture(WIDTH, HEIGHT, alternative, *inside, class_="p")


def _half(x: float, y: float) -> tuple[float, float]:
    """To half a pixel: points that cannot be told apart are drawn once."""
    return round(2 * x) / 2, round(2 * y) / 2


def _middle(on: Plane, one: Cloud) -> tuple[float, float]:
    x, y = median(x for x, _ in one.points), median(y for _, y in one.points)
    place = on.at(x, y)
    return place[0], round(place[1] + 4, 1)


def _short(name: str) -> str:
    return name.removeprefix("cluster ") if name.startswith("cluster ") else ""
