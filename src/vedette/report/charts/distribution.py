"""How a column lies, with a value and the range that was expected of it marked."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from vedette.core import wording
from vedette.core.pictures import Axis, Distribution, Levels
from vedette.report.charts import svg
from vedette.report.charts.scale import Scale

# The small one stands beside each finding, the large one beside a group.
WIDTH, TOP, BASE, HEIGHT = 300, 12, 46, 60
LARGE_WIDTH, LARGE_BASE, LARGE_HEIGHT = 360, 150, 190
EDGE = 8


def silhouette(shape: Distribution) -> Markup:
    """The counts of a column as an area on its axis: what the marks are drawn over."""
    scale = Scale(shape.axis, EDGE, WIDTH - EDGE)
    low, high = (said for _, said in _ends(scale))
    return Markup("").join(
        (
            svg.path(_area(shape.counts, scale, BASE, BASE - TOP), "h"),
            svg.path(f"M{EDGE} {BASE}H{WIDTH - EDGE}", "l"),
            svg.text(EDGE, HEIGHT - 2, low),
            svg.text(WIDTH - EDGE, HEIGHT - 2, high, "t e"),
        )
    )


def tiny_distribution(
    shape: Distribution,
    drawn_as: str,
    value: float | None,
    low: float | None,
    high: float | None,
    alternative: str,
) -> Markup:
    """The silhouette that has the id `drawn_as`, with the value and the range marked."""
    scale = Scale(shape.axis, EDGE, WIDTH - EDGE)
    inside = [svg.element("use", href=f"#{drawn_as}")]
    if low is not None and high is not None:
        start, end = sorted((scale(low), scale(high)))
        wide, tall = max(2.0, end - start), BASE - TOP + 4
        inside.append(svg.element("rect", x=start, y=TOP - 4, width=wide, height=tall))
    if value is not None:
        inside.append(svg.path(_mark(scale, value, TOP - 9, BASE)))
    return svg.picture(WIDTH, HEIGHT, alternative, *inside, class_="d")


def marked_distribution(
    shape: Distribution, values: Sequence[float], alternative: str
) -> Markup:
    """The distribution by itself, with values of a group marked."""
    scale = Scale(shape.axis, EDGE, LARGE_WIDTH - EDGE)
    tall = LARGE_BASE - 24
    inside = [svg.path(_area(shape.counts, scale, LARGE_BASE, tall), "h")]
    inside += axis_below(scale, LARGE_BASE, LARGE_WIDTH)
    marks = {svg.number(scale(v)): _mark(scale, v, 8, LARGE_BASE) for v in values}
    inside.append(svg.path("".join(marks.values()), "m"))
    return svg.picture(LARGE_WIDTH, LARGE_HEIGHT - 12, alternative, *inside, class_="p")


def sparkline(shape: Distribution | Levels) -> Markup:
    """A column's shape in the size of a word."""
    wide, tall = 96, 20
    if isinstance(shape, Levels):
        counts = shape.counts
        step = min(12.0, wide / len(counts))
        most = max(counts)
        bars = "".join(
            f"M{svg.number(i * step)} {tall}v{svg.number(-max(1, c / most * (tall - 2)))}"
            f"h{svg.number(step - 1.5)}V{tall}z"
            for i, c in enumerate(counts)
        )
        return svg.picture(wide, tall, "", svg.path(bars, "h"), class_="k")
    area = _area(shape.counts, Scale(Axis(0, 1), 0, wide), tall, tall - 2)
    return svg.picture(wide, tall, "", svg.path(area, "h"), class_="k")


def axis_below(scale: Scale, base: float, width: float, most: int = 5) -> list[Markup]:
    """A line with ticks and what they stand for; no two words touch."""
    left, right = min(scale.start, scale.end), max(scale.start, scale.end)
    drawn = [svg.path(f"M{svg.number(left)} {svg.number(base)}H{svg.number(right)}", "l")]
    free = -1e9
    for value, said in scale.ticks(most):
        at, wide = scale(value), 6.2 * len(said)
        start = min(max(at - wide / 2, 0.0), width - wide)
        if start < free + 8:
            continue
        side = "t a" if start == at - wide / 2 else "t" if start <= 0 else "t e"
        place = {"t a": at, "t": 0.0, "t e": width}[side]
        drawn.append(svg.path(f"M{svg.number(at)} {svg.number(base)}v4", "l"))
        drawn.append(svg.text(place, base + 16, said, side))
        free = start + wide
    return drawn


def _ends(scale: Scale) -> list[tuple[float, str]]:
    axis = scale.axis
    if axis.timed:
        return scale.ticks(2)
    like = None if axis.log else (axis.low, axis.low + (axis.high - axis.low) * 4)
    return [(v, wording.number(v, like)) for v in (axis.low, axis.high)]


def _area(counts: Sequence[int], scale: Scale, base: float, tall: float) -> str:
    """Path data of a histogram; a bin that is not empty is at least a pixel tall."""
    most, width = max(counts, default=0) or 1, scale.end - scale.start
    step = width / max(len(counts), 1)
    said, last = f"M{svg.number(scale.start)} {svg.number(base)}", -1.0
    for i, count in enumerate(counts):
        top = round(base - (max(1.0, count / most * tall) if count else 0.0), 1)
        if top != last:
            said += f"H{svg.number(scale.start + i * step)}" if i else ""
            said += f"V{svg.number(top)}"
            last = top
    return f"{said}H{svg.number(scale.end)}V{svg.number(base)}z"


def _mark(scale: Scale, value: float, top: float, base: float) -> str:
    """A line with a triangle on it; at an end of the axis one that points outward."""
    at, side = scale(value), scale.beyond(value)
    x, y = svg.number(at), svg.number(top)
    if side:
        back = svg.number(at - 7 * side)
        middle = (top + base) / 2
        up, down = svg.number(middle - 5), svg.number(middle + 5)
        return f"M{back} {up}L{x} {svg.number(middle)}L{back} {down}z"
    return f"M{svg.number(at - 4.5)} {y}h9l-4.5 7zM{x} {y}V{svg.number(base)}"
