"""The two axes of a picture with their names, and a marked place on the lower one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from vedette.core.pictures import Axis
from vedette.core.wording import cut, plain
from vedette.report.charts import svg
from vedette.report.charts.distribution import axis_below
from vedette.report.charts.scale import Scale

WIDTH, HEIGHT = 360, 252
LEFT, RIGHT, TOP, BASE = 46, 350, 24, 206
LETTER, BOLD = 6.2, 8.2  # pixels, at most, of a letter of the small font, and of a name's
LONGEST = 40  # letters of the name of x


@dataclass(frozen=True, slots=True)
class Plane:
    """Where x and y are drawn, and where x ends on the right."""

    x: Scale
    y: Scale
    right: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return round(self.x(x), 1), round(self.y(y), 1)


def plane(x: Axis, y: Axis, right: float = RIGHT) -> Plane:
    return Plane(Scale(x, LEFT + 1, right), Scale(y, BASE, TOP + 6), right)


def drawn(on: Plane, x: str, y: str) -> list[Markup]:
    """Grid, ticks and names; what is drawn next lies over them."""
    inside = []
    for value, said in on.y.ticks(5):
        at = svg.number(on.y(value))
        if on.y(value) < BASE - 1:
            inside.append(svg.path(f"M{LEFT} {at}H{svg.number(on.right)}", "g"))
        inside.append(svg.text(LEFT - 6, on.y(value) + 4, said, "t e", longest=9))
    inside.append(svg.path(f"M{LEFT} {BASE}H{svg.number(on.right)}", "l"))
    inside += axis_below(on.x, BASE, WIDTH)[1:]
    inside.append(svg.text(0, 12, y, "t n"))
    end = max(on.right, min(BOLD * len(x), BOLD * LONGEST))
    inside.append(svg.text(end, BASE + 34, x, "t n e", longest=LONGEST))
    return inside


def mark(on: Plane, place: tuple[float, str] | None) -> list[Markup]:
    """A line from top to bottom at a place of the x axis, with its words beside it."""
    if place is None:
        return []
    value, said = place
    at = on.x(value)
    before = at > (LEFT + on.right) / 2
    room = at - LEFT if before else on.right - at
    words = cut(plain(said), int(room / LETTER))
    return [
        svg.path(f"M{svg.number(at)} {TOP - 2}V{BASE}", "w"),
        svg.text(
            at - 5 if before else at + 5, TOP - 1, words, "t i e" if before else "t i"
        ),
    ]
