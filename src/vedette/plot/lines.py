"""Several lines on one pair of axes, each named where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vedette.core.pictures import Line, Lines
from vedette.core.wording import cut, number, plain
from vedette.plot import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Each line has its colour and its dashes, so that they can be told apart without colour.
COLOURS = ("#1f5fbf", "#a3124d", "#14803f", "#b8400f", "#6b3fa0", "#4d5a6e")
DASHES = ("-", (0, (6, 2)), (0, (1.5, 1.5)), (0, (8, 2, 1.5, 2)), (0, (3, 3)), (0, (12, 3)))
FEW = 12  # points: each is drawn as one too
ROOM = 0.055  # of the height, between two names
NEAR = 2 * ROOM  # lines that end so close are in the order of their heights


def draw(ax: Axes, picture: Lines) -> None:
    """Draw the lines with their names, the axes and the place that is marked."""
    loud = [line for line in picture.lines if not line.quiet]
    for line in picture.lines:
        if line.quiet:
            x, y = _columns(line)
            ax.plot(x, y, color=look.FAINT, linewidth=0.9, linestyle=":", zorder=1)
    for i, line in enumerate(loud):
        x, y = _columns(line)
        ax.plot(
            x,
            y,
            color=COLOURS[i % len(COLOURS)],
            linestyle=DASHES[i % len(DASHES)],
            linewidth=1.8 if i < len(COLOURS) else 1.0,
            label=_named(line),
            marker="o" if len(line.points) <= FEW else None,
            markersize=4,
        )
    _axes(ax, picture)
    if len(loud) > 1:
        _name(ax, picture, loud)
    mark(ax, picture.mark)
    look.plain(ax)


def mark(ax: Axes, place: tuple[float, str] | None) -> None:
    """A line from top to bottom with its words beside it."""
    if place is None:
        return
    at, said = place
    ax.axvline(at, color=look.INK, linewidth=1.1)
    left, right = ax.get_xlim()
    before = at > left + 0.6 * (right - left)
    ax.annotate(
        plain(said),
        (at, 1.0),
        xytext=(-6 if before else 6, -2),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="right" if before else "left",
        va="top",
        color=look.INK,
        fontsize="small",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1},
    )


def _axes(ax: Axes, picture: Lines) -> None:
    if picture.x_axis.log:
        ax.set_xscale("log")
        tried = sorted({x for line in picture.lines for x, _ in line.points})
        ax.set_xticks(tried[:: -(-len(tried) // 8)], minor=False)
        ax.set_xticks([], minor=True)
        ax.xaxis.set_major_formatter(lambda value, _: number(float(f"{value:.4g}")))
    ax.set_xlim(picture.x_axis.low, picture.x_axis.high)
    # The words of a mark stand above the lines.
    room = (0.02 if picture.mark is None else 0.09) * (
        picture.y_axis.high - picture.y_axis.low
    )
    ax.set_ylim(picture.y_axis.low, picture.y_axis.high + room)
    ax.set_xlabel(plain(picture.x))
    ax.set_ylabel(plain(picture.y))


def _columns(line: Line) -> tuple[list[float], list[float]]:
    return [x for x, _ in line.points], [y for _, y in line.points]


def _named(line: Line) -> str:
    name = cut(plain(line.name), 32).replace("$", r"\$")  # no formula of matplotlib's
    return f"{name} {line.note}".strip()


def _name(ax: Axes, picture: Lines, loud: Sequence[Line]) -> None:
    """Names to the right of the axes, in the order of the lines, as near to them as fits."""
    low, high = ax.get_ylim()
    ends = [
        (line.points[-1][1] - low) / (high - low) if line.points else 0 for line in loud
    ]
    order = sorted(range(len(loud)), key=lambda i: (round(ends[i] / NEAR), loud[i].height))
    places: list[float] = []
    for i in order:
        places.append(max(ends[i], places[-1] + ROOM) if places else ends[i])
    ceiling = max(1.0, ROOM * (len(places) - 1))
    for i in reversed(range(len(places))):
        places[i] = min(places[i], ceiling)
        ceiling = places[i] - ROOM
    for i, place in zip(order, places, strict=True):
        colour = COLOURS[i % len(COLOURS)]
        ax.plot(
            [1.02, 1.07],
            [place, place],
            transform=ax.transAxes,
            color=colour,
            linestyle=DASHES[i % len(DASHES)],
            linewidth=1.8 if i < len(COLOURS) else 1.0,
            clip_on=False,
        )
        ax.text(
            1.085,
            place,
            _named(loud[i]),
            transform=ax.transAxes,
            color=look.INK,
            fontsize="small",
            va="center",
        )
