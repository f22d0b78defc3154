"""How often each value of a category occurs: a bar for each, its name before it."""

from __future__ import annotations

from markupsafe import Markup

from vedette.core.pictures import Levels
from vedette.core.wording import count, percent
from vedette.report.charts import svg

WIDTH, LEFT, RIGHT, TOP, STEP = 360, 120, 306, 6, 15
LONGEST = 18  # characters of a name


def levels(shape: Levels, alternative: str) -> Markup:
    """The most frequent values, then all others as one pale bar."""
    rows = [*zip(shape.names, shape.counts, ("h",) * len(shape.names), strict=True)]
    if shape.others > 0:
        rows.append((f"{count(shape.more, 'other')}", shape.others, "b"))
    whole = sum(n for _, n, _ in rows) or 1
    most = max((n for _, n, _ in rows), default=0) or 1
    inside: list[Markup] = []
    for i, (name, n, kind) in enumerate(rows):
        y = TOP + STEP * i
        long = max(1.0, n / most * (RIGHT - LEFT))
        inside.append(svg.text(LEFT - 6, y + 10, name or '""', "t e", longest=LONGEST))
        inside.append(
            svg.element("rect", x=LEFT, y=y + 1, width=long, height=11, class_=kind)
        )
        inside.append(svg.text(LEFT + long + 5, y + 10, percent(n, whole), "t"))
    return svg.picture(WIDTH, TOP + STEP * len(rows) + 4, alternative, *inside, class_="p")
