"""Cells in rows and columns: what goes together, what is missing together."""

from __future__ import annotations

from markupsafe import Markup

from vedette.core.pictures import Matrix
from vedette.report.charts import svg

WIDTH, LEFT, RIGHT, TOP = 560, 130, 40, 4
NARROW = 360  # as other pictures
TALLEST, WIDEST = 26, 44  # of a cell
NUMBERED = 26  # narrower cells hold no number
STRONGEST = 0.7  # what is written on it stays legible
LONGEST_ROW, LONGEST_COLUMN = 20, 16
SLANTED = 4.6  # how far down a letter of a slanted name goes


def matrix(picture: Matrix, alternative: str) -> Markup:
    """Names of rows to the left, of columns below and slanted."""
    wide = min(WIDEST, (WIDTH - LEFT - RIGHT) / max(len(picture.columns), 1))
    tall = min(TALLEST, max(wide, 14))
    inside: list[Markup] = []
    for i, (name, values) in enumerate(zip(picture.rows, picture.values, strict=True)):
        y = TOP + tall * i
        inside.append(svg.text(LEFT - 6, y + tall / 2 + 4, name, "t e", LONGEST_ROW))
        for j, value in enumerate(values):
            if value is not None:
                inside += _cell(LEFT + wide * j, y, wide, tall, value, picture.numbers)
    foot = TOP + tall * len(picture.rows)
    for j, name in enumerate(picture.columns):
        x, down = LEFT + wide * (j + 0.5) + 3, foot + 10
        said = svg.text(x, down, name, "t e", LONGEST_COLUMN)
        slanted = f"rotate(-45 {svg.number(x)} {svg.number(down)})"
        inside.append(svg.element("g", said, transform=slanted))
    longest = max((min(len(name), LONGEST_COLUMN) for name in picture.columns), default=0)
    tall_in_all = foot + 20 + longest * SLANTED
    whole = max(NARROW, LEFT + wide * len(picture.columns) + RIGHT)
    class_ = "p wider" if whole > NARROW else "p"
    return svg.picture(whole, tall_in_all, alternative, *inside, class_=class_)


def _cell(
    x: float, y: float, wide: float, tall: float, value: float, numbers: bool
) -> list[Markup]:
    """A pale ground, the colour over it, and the number."""
    size = {"x": x, "y": y, "width": wide - 1.5, "height": tall - 1.5}
    drawn = [svg.element("rect", **size, class_="mg")]
    strength = min(abs(value), 1.0) * STRONGEST
    if strength >= 0.005:
        colour = "mn" if value < 0 else "mp"
        drawn.append(
            svg.element("rect", **size, class_=colour, fill_opacity=f"{strength:.2f}")
        )
        if numbers and wide >= NUMBERED:
            said = f"{value:.2f}".replace("0.", ".")
            drawn.append(svg.text(x + wide / 2, y + tall / 2 + 3.5, said, "t mt a"))
    return drawn
