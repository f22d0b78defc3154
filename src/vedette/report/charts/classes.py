"""Scores of odd and of usual rows: each as shares of its own rows, one above the other."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from vedette.core.pictures import Classes
from vedette.core.wording import count
from vedette.report.charts import svg
from vedette.report.charts.axes import BASE, HEIGHT, RIGHT, TOP, WIDTH, Plane, mark
from vedette.report.charts.distribution import axis_below
from vedette.report.charts.scale import Scale

GAP, START = 18, 8  # pixels between the two, and before the axis


def classes(picture: Classes, alternative: str) -> Markup:
    """Usual rows above, odd rows below, on one axis of scores."""
    x = Scale(picture.axis, START, RIGHT)
    middle = (TOP + BASE) / 2
    inside: list[Markup] = []
    # Names stand at the end that the mark is not at.
    left = picture.mark is not None and x(picture.mark[0]) > (START + RIGHT) / 2
    place, side = (0, "t n") if left else (RIGHT, "t n e")
    for counts, base, class_, noun in (
        (picture.usual, middle, "h", "usual row"),
        (picture.odd, float(BASE), "c", "odd row"),
    ):
        tall = middle - TOP - GAP
        inside.append(svg.path(_bars(counts, x, base, tall), class_))
        inside.append(svg.path(f"M{START} {svg.number(base)}H{RIGHT}", "l"))
        inside.append(svg.text(place, base - tall - 6, count(sum(counts), noun), side))
    inside += axis_below(x, BASE, WIDTH)[1:]
    inside.append(svg.text(RIGHT, BASE + 34, picture.x, "t n e"))
    inside += mark(Plane(x, x, RIGHT), picture.mark)
    return svg.picture(WIDTH, HEIGHT, alternative, *inside, class_="p")


def _bars(counts: Sequence[int], x: Scale, base: float, tall: float) -> str:
    """Path data; a bin that is not empty is at least a pixel tall."""
    most, step = max(counts, default=0) or 1, (x.end - x.start) / max(len(counts), 1)
    return "".join(
        f"M{svg.number(x.start + i * step)} {svg.number(base)}"
        f"v{svg.number(-max(1.5, n / most * tall))}h{svg.number(max(step - 1, 1))}"
        f"V{svg.number(base)}z"
        for i, n in enumerate(counts)
        if n
    )
