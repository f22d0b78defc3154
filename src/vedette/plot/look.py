"""How pictures look: colours, axes, the line of words above them.

Colours go from light to dark in one direction, so that they say the same to eyes that do
not tell red from green, and in print. Higher is odder, and darker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, MissingExtra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap

USUAL, ODD = "#9fb0c4", "#b1184e"
INK, FAINT = "#26323f", "#66727f"
# Lightness falls evenly from the first to the last.
RISING = ("#d3dde8", "#a9b5d3", "#a07bb4", "#ab3f7c", "#8a0f3c", "#43060f")


def axes(ax: Axes | None) -> Axes:
    """The axes given, or those of a new figure."""
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtra(
            "vedette.plot needs matplotlib, which is not installed",
            hint="pip install 'vedette[plot]'",
        ) from error
    made: Axes = pyplot.subplots(figsize=(6.8, 4.8), layout="constrained")[1]
    return made


def rising_colours() -> Colormap:
    """From usual to odd."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("vedette", RISING)


def plain(ax: Axes) -> None:
    """No box around the data, quiet ticks."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(colors=FAINT, labelcolor=INK, length=3)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_color(INK)


def say(ax: Axes, told: str, *notes: str) -> None:
    """What is to be seen, above the picture on the left, and smaller what is not."""
    lines = [note for note in notes if note]
    small = "\n".join(lines)
    if small:
        ax.annotate(
            small,
            (0, 1),
            xytext=(0, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            color=FAINT,
            fontsize="small",
            va="bottom",
        )
    ax.set_title(told, loc="left", color=INK, fontsize="medium", pad=8 + 14 * len(lines))


def count(n: int, what: str = "row") -> str:
    """'1 row', '1,200 rows'."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def numbers(values: Any, what: str) -> Vector:
    """(n,) finite floats, or what is wrong with them."""
    try:
        out = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidInput(
            f"{what} must be numbers or a fitted detector, got {type(values).__name__}"
        ) from None
    if out.ndim != 1 or out.size == 0:
        raise InvalidInput(f"{what} must have shape (rows,), got {out.shape}")
    bad = np.flatnonzero(~np.isfinite(out))
    if bad.size:
        raise InvalidInput(
            f"{what} must be finite; the first that is not is {out[bad[0]]} at row {bad[0]}"
        )
    return out
