"""Values with their intervals, one below the other: which overlap is seen at a glance."""

from __future__ import annotations

from markupsafe import Markup

from vedette.core.pictures import Interval, Intervals
from vedette.report.charts import svg
from vedette.report.charts.distribution import axis_below
from vedette.report.charts.scale import Scale

WIDTH, RIGHT, TOP, STEP = 560, 548, 24, 19
LEAST_LEFT, MOST_LEFT, LETTER, LONGEST = 60, 220, 6.6, 32


def intervals(picture: Intervals, alternative: str) -> Markup:
    """A dot on a line for each; the quieter ones are pale."""
    longest = max((len(one.name) for one in picture.intervals), default=0)
    left = min(MOST_LEFT, max(LEAST_LEFT, 14 + LETTER * longest))
    x = Scale(picture.axis, left, RIGHT)
    base = TOP + STEP * len(picture.intervals) + 4
    inside = [svg.path(f"M{svg.number(left)} {base}H{RIGHT}", "l")]
    inside += axis_below(x, base, WIDTH)[1:]
    inside.append(svg.text(RIGHT, base + 34, picture.x, "t n e", longest=60))
    if picture.mark is not None:
        at = svg.number(x(picture.mark[0]))
        inside.append(svg.path(f"M{at} {TOP - 4}V{base}", "w"))
        inside.append(svg.text(x(picture.mark[0]) + 5, TOP - 8, picture.mark[1], "t"))
    for i, one in enumerate(picture.intervals):
        inside += _one(one, x, left, TOP + STEP * i + STEP / 2)
    return svg.picture(WIDTH, base + 42, alternative, *inside, class_="p wider")


def _one(one: Interval, x: Scale, left: float, y: float) -> list[Markup]:
    low, value, high = (x(v) for v in (one.low, one.value, one.high))
    kind = "i" if one.strong else "i pale"
    return [
        svg.text(left - 8, y + 4, one.name, "t e", longest=LONGEST),
        svg.path(f"M{svg.number(low)} {svg.number(y)}H{svg.number(high)}", kind),
        svg.element("circle", cx=value, cy=y, r=4, class_="o" if one.strong else "o pale"),
    ]
